from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from liangcai.apps.catalogue.actions.sync_reference import sync_reference
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.organizations.models import Body, Filing, FilingScope
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.resources.actions.load_annexes import load_annexes
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.apps.station.sites import site_folder
from liangcai.apps.supervision.models import Inspection
from tests.web.client import text

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NUMBER = "S000032000001264000001"


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()


@pytest.fixture
def hall(db):
    """The official lists, one body, one standard with its bank, one certificate, one inspection."""
    sync_reference(actor="system", at=NOW, folder=settings.REFERENCE_ROOT)
    load_annexes(actor="system", at=NOW, folder=settings.REFERENCE_ROOT)
    body = Body.objects.create(name="演示纺织评价中心", kind="third_party", uscc="91320500MA1DEMO01X",
                               region_code="320581", is_demonstration=True)  # fmt: skip
    filing = Filing.objects.create(body=body, kind="skill_level", state="confirmed", region_code="320500",
                                   valid_from=date(2020, 1, 1), valid_to=date(2099, 1, 1))  # fmt: skip
    FilingScope.objects.create(filing=filing, occupation_code="6-04-03-03", occupation_name="织布工", level="四级")
    standard = Standard.objects.create(kind="national", occupation_code="6-04-03-03", occupation_name="织布工",
                                       levels=["四级"], published_on=date(2019, 5, 1))  # fmt: skip
    ItemBankRecord.objects.create(kind="skill_level", occupation_code="6-04-03-03", occupation_name="织布工",
                                  standard=standard, published_on=date(2022, 1, 1))  # fmt: skip
    candidate = Candidate.objects.create(name="演示考生001", identity_sealed=b"", identity_index="i",
                                         identity_last4="123X", born_on=date(1990, 1, 1))  # fmt: skip
    Certificate.objects.create(certificate_number=NUMBER, kind="skill_level", candidate=candidate,
                               holder_name=candidate.name, occupation_name="织布工", level="四级", issuer=body,
                               issuer_name=body.name, region_code="320500", issued_on=date(2026, 10, 1))  # fmt: skip
    Inspection.objects.create(title="演示抽查", region_code="320500", published_on=date(2026, 1, 1), drawn_at=NOW,
                              draw={"seed": "abc"})  # fmt: skip
    Inspection.objects.create(title="未公开的抽查", region_code="320500", drawn_at=NOW)
    return Client()


PAGES = [
    "/", "/search/?q=织布", "/occupations/", "/occupations/6-04-03-03/", "/directions/", "/special-ability-projects/",
    "/standards/", "/item-banks/", "/shortage-lists/", "/shortage-lists/2021/1/", "/key-projects/", "/bodies/",
    "/certificates/", "/inspections/", "/citation/", "/citation/S002/", "/citation/S002/一(一)/", "/sign-in/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_open_to_all_in_few_queries(hall, address):
    with CaptureQueriesContext(connection) as caught:
        answer = hall.get(address)
    assert answer.status_code == 200 and len(caught) <= 15


@pytest.mark.parametrize("address", PAGES)
def test_no_page_weighs_more_than_300_kilobytes_at_first_visit(hall, address):
    shared = Path(settings.BASE_DIR) / "liangcai" / "web" / "shared" / "static" / "shared"
    ours = sum(len(gzip.compress(file.read_bytes())) for file in shared.iterdir())
    vendor = 100_000  # the layout's style sheet and htmx, measured by test_vendor_files_are_as_light_as_assumed
    assert len(gzip.compress(hall.get(address).content)) + ours + vendor < 300_000


def test_vendor_files_are_as_light_as_assumed():
    folder = Path(settings.BASE_DIR) / "static-built" / "vendor"
    names = ("tabler.min.css", "htmx.min.js")
    assert sum(len(gzip.compress((folder / name).read_bytes())) for name in names) < 100_000


def test_the_annexes_are_shown_whole(hall):
    assert "共 60 条" in text(hall.get("/shortage-lists/2021/1/"))
    assert "共 22 条" in text(hall.get("/directions/"))
    assert "共 84 条" in text(hall.get("/special-ability-projects/"))
    assert "共 10 条" in text(hall.get("/key-projects/"))


def test_the_annex_without_a_date_says_so(hall):
    assert "发布日期：原件未载明" in text(hall.get("/shortage-lists/2021/1/"))


def test_the_search_finds_occupation_standard_bank_and_body(hall):
    found = text(hall.get("/search/?q=织布"))
    assert "/occupations/6-04-03-03/" in found and "织布工国家职业技能标准" in found and "题库" in found
    assert "演示纺织评价中心" in text(hall.get("/search/?q=纺织 评价"))


def test_the_search_says_when_nothing_is_found_and_escapes_what_was_typed(hall):
    shown = text(hall.get("/search/", {"q": "<script>x"}))
    assert "没有找到相符的内容" in shown and "<script>x" not in shown


@pytest.mark.parametrize(("day", "there"), [("2019-04-30", False), ("2019-05-01", True), ("2023-12-31", True),
                                            ("2024-01-01", False)])  # fmt: skip
def test_the_catalogue_shows_what_is_in_force_on_the_chosen_day(hall, day, there):
    Standard.objects.update(valid_to=date(2024, 1, 1), state="lapsed")
    assert ("共 1 条" in text(hall.get(f"/standards/?day={day}"))) is there


def test_a_standard_that_was_never_published_is_not_shown(hall):
    draft = Standard.objects.create(kind="industry", occupation_name="未发布")
    assert hall.get(f"/standards/{draft.public_id}/").status_code == 404
    assert "未发布" not in text(hall.get("/standards/?day="))


def test_the_directory_holds_only_bodies_with_a_filing_in_force(hall):
    body = Body.objects.get()
    assert "共 1 条" in text(hall.get("/bodies/?city=3205"))
    assert "共 0 条" in text(hall.get("/bodies/?city=3201"))
    assert "织布工" in text(hall.get(f"/bodies/{body.public_id}/"))
    Filing.objects.update(state="suspended")
    assert "共 0 条" in text(hall.get("/bodies/"))
    assert hall.get(f"/bodies/{body.public_id}/").status_code == 404


def ask(client: Client, number: str, key: str):
    return client.post("/certificates/", {"number": number, "key": key})


@pytest.mark.parametrize("key", ["演示考生001", "123X", "123x", "１２３Ｘ", " 演示考生001 "])
def test_number_and_second_key_show_the_certificate_with_a_masked_name(hall, key):
    shown = text(ask(hall, NUMBER, key))
    assert "有效" in shown and "织布工" in shown and "演******" in shown
    assert "演示考生001</dd>" not in shown and "123X</dd>" not in shown


def without_what_was_typed(answer) -> str:
    """The page without the fields and without the masks of the form token."""
    return "".join(line for line in text(answer).splitlines() if "<input" not in line and "<body" not in line)


def test_an_unknown_number_and_a_wrong_key_get_the_same_answer(hall):
    unknown, wrong = ask(hall, "S999", "演示考生001"), ask(hall, NUMBER, "别人")
    assert unknown.status_code == wrong.status_code == 200
    assert "没有查到相符的证书" in text(unknown)
    assert without_what_was_typed(unknown) == without_what_was_typed(wrong)


def test_a_revoked_certificate_says_since_when_and_why(hall):
    Certificate.objects.update(revoked_on=date(2026, 11, 1), revoked_reason="信息有误")
    shown = text(ask(hall, NUMBER, "123X"))
    assert "已作废" in shown and "2026-11-01" in shown and "信息有误" in shown


def test_guessing_at_one_number_is_stopped_after_ten_wrong_keys(hall):
    for n in range(10):
        assert ask(hall, NUMBER, f"{n:04d}").status_code == 200
    assert ask(hall, NUMBER, "0011").status_code == 429


def test_one_address_may_ask_thirty_times_in_ten_minutes(hall):
    for n in range(30):
        assert ask(hall, f"X{n}", "演示").status_code == 200
    answer = ask(hall, NUMBER, "123X")
    assert answer.status_code == 429 and "查询过于频繁" in text(answer)


def test_an_empty_form_says_what_is_missing(hall):
    answer = ask(hall, "", "")
    assert text(answer).count("field-error") == 2


def test_only_published_inspections_are_public_and_their_draw_can_be_fetched(hall):
    shown, hidden = Inspection.objects.get(title="演示抽查"), Inspection.objects.get(title="未公开的抽查")
    assert "未公开的抽查" not in text(hall.get("/inspections/"))
    assert "演示抽查" in text(hall.get(f"/inspections/{shown.public_id}/"))
    assert json.loads(text(hall.get(f"/inspections/{shown.public_id}/draw.json"))) == {"seed": "abc"}
    assert hall.get(f"/inspections/{hidden.public_id}/").status_code == 404
    assert hall.get(f"/inspections/{hidden.public_id}/draw.json").status_code == 404


def test_published_files_are_served_and_a_missing_one_is_a_page_with_words(hall):
    file = site_folder() / "public" / "STATUS.json"
    file.unlink(missing_ok=True)
    assert hall.get("/STATUS.json").status_code == 404
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    assert text(hall.get("/STATUS.json")) == "{}"
    file.unlink()


def test_every_list_is_exported_with_its_filter(hall):
    answer = hall.get("/shortage-lists/2021/1/?q=织布&export=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][2] == "织布工"


def test_an_article_shows_the_rules_drawn_from_it_and_an_unknown_one_is_not_found(hall):
    shown = text(hall.get("/citation/S002/一(一)/"))
    assert "002-003" in shown and "宿人社通〔2022〕48号" in shown
    assert hall.get("/citation/S002/九(九)/").status_code == 404
    assert hall.get("/citation/S999/").status_code == 404


@pytest.mark.parametrize("address", ["/occupations/0/", "/shortage-lists/1999/1/", "/key-projects/?year=1999"])
def test_what_is_not_there_is_said_in_words(hall, address):
    answer = hall.get(address)
    assert answer.status_code in (404, 422) and "<html" in text(answer)


def test_english_is_one_click_away(hall):
    hall.post("/language/", {"language": "en"})
    assert "Certificate" in text(hall.get("/"))


def test_a_streamed_file_speaks_the_language_of_its_request(hall):
    hall.post("/language/", {"language": "en"})
    assert ",Yes," in text(hall.get("/shortage-lists/2021/1/?export=csv"))
    assert ",是," in text(Client().get("/shortage-lists/2021/1/?export=csv"))
