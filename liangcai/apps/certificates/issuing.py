"""Making certificates: numbers without gaps, blanks from stock, signed and printed. Framed by the actions that issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from liangcai.apps.accounts.models import User
from liangcai.apps.certificates.engine_io import claims_of, printed_certificate
from liangcai.apps.certificates.models import BlankStock, Certificate, NumberSeries
from liangcai.apps.certificates.numbering import level_prefix, special_ability_prefix
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.tallies import count_certificates
from liangcai.apps.station.signing import CERTIFICATE, station_key
from liangcai.engines.sealing.certificate_token import issue_token
from liangcai.engines.typesetting.certificate import render
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused

KEY_OWNER = "江苏省职业技能鉴定中心"
Scores = Mapping[str, Decimal | None]


def certify(
    plan: ExamPlan, passed: Sequence[tuple[Registration, Scores]], *, issued_on: date, actor: User, watermark: str
) -> list[Certificate]:
    """A certificate for each of these, who have passed; special-ability ones use blanks of the actor's city (004-043)."""
    numbers = _numbers(plan, issued_on, len(passed))
    if plan.kind == FilingKind.SPECIAL_ABILITY:
        _use_blanks(actor.region_code, len(passed))
    issued = [_issue(plan, registration, scores, number, issued_on, actor, watermark)
              for (registration, scores), number in zip(passed, numbers, strict=True)]  # fmt: skip
    recount(plan.pk)
    return issued


def recount(plan_pk: int) -> None:
    """The statistics hold how many certificates of a plan stand."""
    standing = Certificate.objects.filter(registration__plan=plan_pk, revoked_on__isnull=True)
    count_certificates(plan_pk, standing.count())


def require_publication_over(plan: ExamPlan, on: date) -> None:
    """The results are published and their publication period has ended."""
    release = getattr(plan, "release", None)
    if release is None or release.state != "published":
        raise Refused("results_not_published", f"计划 {plan.plan_number} 的成绩尚未公布，不能发证。",
                      citation=Citation(S004, "六(二)", "004-050"))  # fmt: skip
    if release.objections_until and on <= release.objections_until:
        raise Refused("publication_running", f"成绩公示至 {release.objections_until}，{on} 尚不能发证。",
                      hint="公示期满次日起可以发证；公示天数见“设置”。")  # fmt: skip


def _numbers(plan: ExamPlan, issued_on: date, count: int) -> list[str]:
    """The next `count` numbers of the series; the row lock keeps them unique and without gaps."""
    if plan.kind == FilingKind.SPECIAL_ABILITY:
        prefix = special_ability_prefix(region_code=plan.region_code, issued_on=issued_on)
    else:
        prefix = level_prefix(body_kind=plan.body.kind, body_serial=plan.body_id, issued_on=issued_on, level=plan.level)
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [f"{prefix}{n:06d}" for n in range(first, first + count)]


def _use_blanks(region_code: str, count: int) -> None:
    stock = BlankStock.objects.select_for_update().filter(region_code=region_code).first()
    left = stock.received - stock.used - stock.spoiled if stock else 0
    if stock is None or left < count:
        raise Refused("blanks_short", f"空白证书剩余 {left} 张，需要 {count} 张。",
                      citation=Citation(S004, "四", "004-043"), hint="请向省中心申领空白证书。")  # fmt: skip
    stock.used += count
    stock.save(update_fields=["used"])


def _issue(
    plan: ExamPlan, registration: Registration, scores: Scores, number: str, issued_on: date,
    actor: User, watermark: str,
) -> Certificate:  # fmt: skip
    special = plan.kind == FilingKind.SPECIAL_ABILITY
    certificate = Certificate(
        certificate_number=number, kind=plan.kind, candidate=registration.candidate, registration=registration,
        holder_name=registration.candidate.name, occupation_code=plan.occupation_code,
        occupation_name=plan.occupation_name, level=plan.level, issuer=None if special else plan.body,
        issuer_name=actor.display_name if special else plan.body.name, region_code=plan.region_code,
        issued_on=issued_on,
    )  # fmt: skip
    key = station_key(CERTIFICATE, on=issued_on, owner=KEY_OWNER)
    certificate.token = issue_token(claims_of(certificate, scores), key, key.key_id)
    pdf = render(printed_certificate(certificate, scores), watermark=watermark)
    certificate.document.save(f"{number}.pdf", ContentFile(pdf), save=False)
    certificate.save()
    return certificate
