from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.issuing import KEY_OWNER, require_publication_over
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.exams.states import PLAN
from liangcai.apps.results.models import ScoreReview
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.signing import CERTIFICATE, station_key
from liangcai.apps.supervision.batch_documents import ON_PAPER, Document, documents_of
from liangcai.apps.supervision.models import BatchArchive
from liangcai.engines.sealing.archive import make_archive
from liangcai.engines.typesetting.report import Facts, Heading, Paragraphs, Report, Table, report_pdf
from liangcai.kernel.refusals import Refused
from liangcai.kernel.working_days import add_years


@action
def archive_batch(
    *, actor: User, at: datetime, plan: ExamPlan, gaps_explained: str = "", watermark: str = "",
) -> BatchArchive:  # fmt: skip
    """Put everything that is to be kept of a batch into one signed package with an index, and finish the plan. Refused
    while a required document is missing, naming each, unless `gaps_explained` says why it cannot be had: then the
    index carries the gap and the reason. For how long it is kept is a setting."""
    plan = ExamPlan.objects.select_for_update(of=("self",)).select_related("body", "filing", "standard").get(pk=plan.pk)
    require_can_run(actor, plan)
    if BatchArchive.objects.filter(plan=plan).exists():
        raise Refused("archived_already", f"计划 {plan.plan_number} 已归档。")
    on = localdate(at)
    require_publication_over(plan, on)
    if open_reviews := ScoreReview.objects.filter(registration__plan=plan, state="asked").count():
        raise Refused("reviews_open", f"{open_reviews} 件成绩复核尚未答复，不能归档。")
    documents = documents_of(plan, watermark)
    missing = [d for d in documents if d.missing]
    if missing and not gaps_explained.strip():
        raise Refused("documents_missing", f"缺 {len(missing)} 项：{'；'.join(d.missing for d in missing)}。",
                      hint="请补齐；确实无法取得的，写明原因后归档，目录中将载明。", facts={"missing": [d.title for d in missing]})  # fmt: skip
    paper = add_years(on, setting_on("archive_paper_years", on))
    electronic = add_years(on, setting_on("archive_electronic_years", on))
    files = {d.file: d.content for d in documents if d.content is not None}
    files["00-目录.pdf"] = index_pdf(plan, documents, gaps_explained, watermark,
                                     (("归档日期", str(on)), ("纸质保存至", str(paper)), ("电子保存至", str(electronic))))  # fmt: skip
    about = {"plan_number": plan.plan_number, "body": plan.body.name, "archived_on": on.isoformat(),
             "paper_kept_until": paper.isoformat(), "electronic_kept_until": electronic.isoformat(),
             "missing": [d.title for d in missing], "gaps_explained": gaps_explained.strip()}  # fmt: skip
    data = make_archive(files, about, station_key(CERTIFICATE, on=on, owner=KEY_OWNER))
    archive = BatchArchive(plan=plan, archived_at=at, kept_until=electronic, missing=about["missing"])
    archive.file.save(f"{plan.plan_number}.zip", ContentFile(data), save=False)
    archive.save()
    plan.state = PLAN.step(plan.state, "finish")
    plan.save(update_fields=["state"])
    record(actor=actor, at=at, action="archive_batch", subject=plan, facts={**about, "files": len(files), "bytes": len(data)})
    return archive


def index_pdf(
    plan: ExamPlan, documents: list[Document], gaps_explained: str, watermark: str, days: tuple[tuple[str, str], ...]
) -> bytes:
    rows = tuple((str(d.number), d.title, d.source, d.file if d.content is not None else f"缺：{d.missing}") for d in documents)
    blocks = [
        Facts((("计划编号", plan.plan_number), ("考核机构", plan.body.name),
               ("职业（项目）", f"{plan.occupation_name}{plan.level}"), *days), across=1),
        Heading("电子档案"),
        Table(("序号", "材料", "依据", "文件"), rows, widths=(0.5, 2.2, 1.8, 2.2)),
        *([Paragraphs((f"缺项说明：{gaps_explained.strip()}",))] if gaps_explained.strip() else []),
        Heading("随纸质档案保存"),
        Paragraphs(ON_PAPER, numbered=True),
    ]  # fmt: skip
    return report_pdf(Report("考核批次档案目录", tuple(blocks), number=plan.plan_number), watermark=watermark)
