"""Everything that is kept of a batch, in one signed package, complete or saying what is missing."""

import io
import json
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from liangcai.apps.exams.actions.assign_panel import assign_panel
from liangcai.apps.results.actions.ask_score_review import ask_score_review
from liangcai.apps.station.signing import published_keys
from liangcai.apps.supervision.actions.archive_batch import archive_batch
from liangcai.apps.supervision.batch_documents import documents_of
from liangcai.engines.sealing.archive import read_archive
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.certificates import factories as f

pytestmark = pytest.mark.django_db
WHY = "考点设在企业，检查记录为纸质"


def archive(plan, day="2021-12-27", actor=None, **more):
    return archive_batch(actor=actor or f.city(), at=f.at(day), plan=plan, **more)


@pytest.fixture
def plan():
    return f.issued()[0].registration.plan


def test_what_is_missing_is_named_and_nothing_is_written(plan):
    with pytest.raises(Refused) as no:
        archive(plan)
    assert no.value.code == "documents_missing" and "没有派遣考评小组" in no.value.message and "没有考场检查记录" in no.value.message
    plan.refresh_from_db()
    assert (plan.state, f.entries("archive_batch"), hasattr(plan, "archive")) == ("held", 0, False)


def test_gaps_that_cannot_be_filled_are_explained_in_the_index(plan):
    made = archive(plan, gaps_explained=WHY)
    facts = read_archive(made.file.read(), published_keys())
    assert facts.about["gaps_explained"] == WHY and "考评小组派遣与抽取记录" in facts.about["missing"]
    plan.refresh_from_db()
    assert (plan.state, f.entries("archive_batch")) == ("finished", 1)
    with zipfile.ZipFile(made.file.path) as opened:
        index = "".join(p.extract_text() for p in PdfReader(io.BytesIO(opened.read("00-目录.pdf"))).pages)
        certificates = load_workbook(io.BytesIO(opened.read("12-证书清单.xlsx"))).active
        history = json.loads(opened.read("13-办理经过.json"))
    assert "没有派遣考评小组" in index.replace("\n", "") and "签到表" in index
    assert certificates.max_row == 4
    assert {"plan_exam", "publish_results", "check_results"} <= {row["action"] for row in history}


def test_a_drawn_panel_is_in_the_archive():
    plan = f.planned()
    assign_panel(actor=f.city(), at=f.at("2021-11-25"), plan=plan, cards=f.fit_cards(), beacon_source="演示", beacon_value="1")
    document = next(d for d in documents_of(plan) if d.title.startswith("考评小组"))
    assert document.missing == "" and len(json.loads(document.content)["members"]) >= 3


def test_a_batch_is_archived_once(plan):
    archive(plan, gaps_explained=WHY)
    with pytest.raises(Refused) as no:
        archive(plan, gaps_explained=WHY)
    assert no.value.code == "archived_already"


@pytest.mark.parametrize("day, fits", [("2021-12-23", False), ("2021-12-24", True)])
def test_not_before_the_publication_period_has_ended(day, fits):
    plan = f.published().plan
    if fits:
        assert archive(plan, day, gaps_explained=WHY)
    else:
        with pytest.raises(Refused) as no:
            archive(plan, day, gaps_explained=WHY)
        assert no.value.code == "publication_running"


def test_not_while_a_review_is_open():
    plan = f.published().plan
    row = plan.registrations.select_related("candidate").first()
    ask_score_review(actor=f.account_of(row.candidate), at=f.at("2021-12-17"), registration=row, subject="theory", reason="请复核")
    with pytest.raises(Refused) as no:
        archive(plan, gaps_explained=WHY)
    assert no.value.code == "reviews_open"


def test_who_passed_without_a_certificate_is_a_gap():
    missing = {d.missing for d in documents_of(f.published().plan)}
    assert "有合格考生尚未发证" in missing


def test_only_who_runs_the_plan_archives_it(plan):
    for actor in (f.city(f.OTHER_CITY), f.worker(f.body()), f.account("candidate", "")):
        with pytest.raises(NotPermitted):
            archive(plan, actor=actor, gaps_explained=WHY)
    assert archive(plan, actor=f.worker(plan.body), gaps_explained=WHY)


def test_how_long_it_is_kept_is_a_setting(plan):
    f.setting("archive_electronic_years", 10, "2021-12-01")
    assert archive(plan, gaps_explained=WHY).kept_until == date(2031, 12, 27)
