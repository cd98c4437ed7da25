from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.issuing import certify, require_publication_over
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.voiding import CORRECTION
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.results.models import ScoreReview
from liangcai.apps.results.selectors import outcomes
from liangcai.kernel.citations import S003, Citation
from liangcai.kernel.refusals import Refused


@action
def issue_certificates(
    *, actor: User, at: datetime, plan: ExamPlan, issued_on: date, watermark: str = "",
) -> list[Certificate]:  # fmt: skip
    """Certificates for everyone who passed a published plan, numbered without gaps, signed and printed. Only the
    evaluating body issues skill-level certificates (003-059, 003-060); the city centre issues special-ability
    ones, from its blank stock (004-044). Nobody without a passing record gets one (004-050), nobody before the
    publication period has ended or while one's own score review is open; nobody again whose certificate was voided,
    unless a corrected score voided it."""
    plan = ExamPlan.objects.select_for_update().select_related("body").get(pk=plan.pk)
    _require_issuer(actor, plan)
    require_publication_over(plan, issued_on)
    holders = set(Certificate.objects.filter(registration__plan=plan, revoked_on__isnull=True)
                  .values_list("registration_id", flat=True))  # fmt: skip
    voided = set(Certificate.objects.filter(registration__plan=plan, revoked_on__isnull=False)
                 .exclude(revoked_reason__startswith=CORRECTION).values_list("registration_id", flat=True))  # fmt: skip
    asked = set(ScoreReview.objects.filter(registration__plan=plan, state="asked").values_list("registration_id", flat=True))
    passed = [(r, scores) for r, result, scores in outcomes(plan)
              if result.passed and r.pk not in holders | voided | asked]  # fmt: skip
    if not passed:
        raise Refused("nobody_to_certify", "没有合格且尚未发证的考生。" if not asked else
                      f"没有可发证的考生；{len(asked)} 人的成绩复核尚未答复。")  # fmt: skip
    issued = certify(plan, passed, issued_on=issued_on, actor=actor, watermark=watermark)
    numbers = [c.certificate_number for c in issued]
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
