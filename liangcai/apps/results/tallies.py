"""Counting a published plan, once, for the statistics; counted again when one of its scores is corrected."""

from __future__ import annotations

from collections import Counter

from liangcai.apps.accounts.identity import open_number
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.models import Release, Tally
from liangcai.apps.results.selectors import result_lines
from liangcai.kernel.identity_numbers import age_on
from liangcai.kernel.refusals import Refused

AGE_BANDS = ((25, "24-"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (200, "55+"))
Key = tuple[str, str]


def count_plan(release: Release) -> None:
    """Replaces the plan's tallies by what its scores say now; certificates keep their count."""
    plan = release.plan
    counts: dict[str, Counter[Key]] = {"candidates": Counter(), "present": Counter(), "passed": Counter()}
    for registration, outcome, scores in result_lines(plan):
        keys = (("", ""), (sex_of(registration.candidate), age_band(registration.candidate, release)))
        for key in keys:
            counts["candidates"][key] += 1
            counts["present"][key] += any(s.status == ScoreStatus.PRESENT for s in scores.values())
            counts["passed"][key] += outcome.passed is True
    certificates = Tally.objects.filter(plan=plan, sex="", age_band="").values_list("certificates", flat=True).first() or 0
    Tally.objects.filter(plan=plan).delete()
    Tally.objects.bulk_create(
        Tally(plan=plan, region_code=plan.region_code, body_id=plan.body_id, kind=plan.kind, level=plan.level,
              occupation_name=plan.occupation_name, published_on=release.published_on, sex=sex, age_band=band,
              certificates=0 if band else certificates, **{name: count[sex, band] for name, count in counts.items()})
        for sex, band in sorted(counts["candidates"])
    )  # fmt: skip


def count_certificates(plan_pk: int, standing: int) -> None:
    """How many certificates of the plan stand."""
    Tally.objects.filter(plan=plan_pk, sex="", age_band="").update(certificates=standing)


def sex_of(candidate: Candidate) -> str:
    """男 or 女 by the resident number; empty where the document does not say."""
    try:
        number = open_number(candidate.identity_sealed, str(candidate.public_id))
    except Refused:
        return ""
    if len(number) != 18 or not number[16].isdigit():
        return ""
    return "男" if int(number[16]) % 2 else "女"


def age_band(candidate: Candidate, release: Release) -> str:
    assert release.published_on is not None
    age = age_on(candidate.born_on, release.published_on)
    return next(band for below, band in AGE_BANDS if age < below)
