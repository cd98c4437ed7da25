from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.engine_io import claims_of, printed_certificate
from liangcai.apps.certificates.models import BlankStock, Certificate, NumberSeries
from liangcai.apps.certificates.numbering import level_prefix, special_ability_prefix
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.selectors import outcomes
from liangcai.apps.station.signing import CERTIFICATE, station_key
from liangcai.engines.sealing.certificate_token import issue_token
from liangcai.engines.typesetting.certificate import render
from liangcai.kernel.citations import S003, S004, Citation
from liangcai.kernel.refusals import Refused

KEY_OWNER = "江苏省职业技能鉴定中心"


@action
def issue_certificates(
    *, actor: User, at: datetime, plan: ExamPlan, issued_on: date, watermark: str = "",
) -> list[Certificate]:  # fmt: skip
    """Certificates for everyone who passed a published plan, numbered without gaps, signed and printed. Only the
    evaluating body issues skill-level certificates (003-059, 003-060); the city centre issues special-ability
    ones, from its blank stock (004-044). Nobody without a passing record gets one (004-050)."""
    plan = ExamPlan.objects.select_for_update().select_related("body").get(pk=plan.pk)
    _require_issuer(actor, plan)
    release = getattr(plan, "release", None)
    if release is None or release.state != "published":
        raise Refused("results_not_published", f"计划 {plan.plan_number} 的成绩尚未公布，不能发证。",
                      citation=Citation(S004, "六(二)", "004-050"))  # fmt: skip
    holders = set(Certificate.objects.filter(registration__plan=plan).values_list("registration_id", flat=True))
    passed = [(r, scores) for r, result, scores in outcomes(plan) if result.passed and r.pk not in holders]
    if not passed:
        raise Refused("nobody_to_certify", "没有合格且尚未发证的考生。")
    numbers = _numbers(plan, issued_on, len(passed))
    if plan.kind == FilingKind.SPECIAL_ABILITY:
        _use_blanks(actor.region_code, len(passed))
    issued = [_issue(plan, registration, scores, number, issued_on, actor, watermark)
              for (registration, scores), number in zip(passed, numbers, strict=True)]  # fmt: skip
    record(actor=actor, at=at, action="issue_certificates", subject=plan,
           facts={"numbers": numbers, "issued_on": issued_on, "rules": ["004-032", "004-050", "X-11"]})  # fmt: skip
    return issued


def _require_issuer(actor: User, plan: ExamPlan) -> None:
    if plan.kind == FilingKind.SPECIAL_ABILITY:
        require_role(actor, Role.CITY_CENTRE)
        require_jurisdiction(actor, plan.region_code)
        return
    if actor.role != Role.BODY:
        raise Refused("issuer_is_evaluator", "谁评价谁发证：职业技能等级证书由评价机构颁发。",
                      citation=Citation(S003, "(二十四)", "003-060"))  # fmt: skip
    require_member(actor, plan.body)


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
    plan: ExamPlan, registration: Registration, scores: dict[str, Decimal | None], number: str, issued_on: date,
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
