from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.engine_io import answer_on, require_supported, with_findings
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_authority
from liangcai.apps.bridging.states import APPLICATION
from liangcai.apps.notices.write_notices import write_notices
from liangcai.kernel.refusals import Refused


@action
def decide_application(
    *, actor: User, at: datetime, application: Application, granted: bool, words: str, result_number: str = "",
) -> Application:  # fmt: skip
    """The authority that the rules name says yes or no. A yes needs every file checked and true, and the rules'
    consent to the facts together with the recorded findings. The answer of the day of submission stays as it was."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_authority(actor, application)
    application.state = APPLICATION.step(application.state, "grant" if granted else "refuse")
    if not words.strip():
        raise Refused("reason_needed", "须写明决定的理由。")
    answer = answer_on(with_findings(application), application.decided_for)
    if granted:
        require_checked(application)
        require_supported(answer, application.target, application.outcome, recorded=True)
        require_committee(application, answer)
        application.result_number = result_number
    application.decision_words, application.decided_at = words, at
    application.save(update_fields=["state", "decision_words", "decided_at", "result_number"])
    record(actor=actor, at=at, action="decide_application", subject=application, facts={
        "granted": granted, "words": words, "number": result_number, "facts": with_findings(application),
        "policy_version": answer["policy_version"], "on": application.decided_for,
        "rules": [one["part"] for one in answer["reasons"] if one["truth"] is True]})  # fmt: skip
    write_notices(
        at=at, to=[application.candidate], key=f"decide_application:{application.public_id}:{at.isoformat()}",
        page="candidate_applications", subject="职业发展贯通申请已有决定",
        text=f"您的申请已{'同意' if granted else '决定不予同意'}。说明：{words}",
    )  # fmt: skip
    return application


def require_checked(application: Application) -> None:
    wrong = [one.name for one in application.evidence.all() if one.checked is not True]
    if wrong:
        raise Refused("evidence_not_true", f"下列材料未核验或核验不符：{'、'.join(wrong)}。",
                      hint="请退回补正或不予同意。")


def require_committee(application: Application, answer: dict) -> None:
    """Where only the committee's judgement is open, it must have been recorded as given."""
    held = answer[application.target]
    certain = held["decision"] == "authority_decides" or held["highest"] is not None
    if not certain and not application.findings.filter(holds=True).exists():
        raise Refused("finding_needed", "专业是否对应由评审委员会确定，尚无认定记录。", hint="请先记录认定意见。")
