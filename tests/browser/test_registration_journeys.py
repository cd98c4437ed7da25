"""A candidate registers on a phone; a body mends a faulty workbook of 300; a city centre reviews it."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from tests.browser.conftest import sideways_scroll, sign_in
from tests.cli.conftest import COMMAND

MAKE_PLAN = Path(__file__).with_name("open_plan.py")


@pytest.fixture(scope="session")
def plan(demonstration, hall) -> str:
    """The public id of a plan that is open today, with 30 days to register."""
    environment = {**os.environ, "LIANGCAI_DATA": str(demonstration), "DJANGO_SETTINGS_MODULE": "liangcai.config.settings.hall"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run([str(Path(COMMAND).with_name("python")), str(MAKE_PLAN)], env=environment, capture_output=True, text=True,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["plan"]


@pytest.fixture
def desk(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context.new_page()
    context.close()


def send(page, act: str) -> None:
    page.locator(f"#form-{act} button").last.click()
    page.wait_for_load_state()


def test_a_candidate_registers_on_a_phone_uploads_and_sees_the_decision(phone, hall, accounts, plan):
    sign_in(phone, hall, "demo-candidate", accounts["demo-candidate"])
    phone.goto(f"{hall}/candidate/registrations/open/{plan}/")
    phone.fill("input[name=register-work_since]", "2023-01-01")
    phone.check("input[name=register-consents]")
    send(phone, "register")
    assert "待补证" in phone.inner_text("main") and "现有技能等级" in phone.inner_text("main")
    picture = io.BytesIO()
    Image.new("RGB", (413, 579), (190, 210, 230)).save(picture, "JPEG")
    photo = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    for act, field, file, told in (
        ("photo", "photo", {**photo, "buffer": b"not a picture"}, "不是可以打开的"), ("photo", "photo", photo, "照片已保存"),
        ("evidence", "file", photo, "材料已上传"),
    ):  # fmt: skip
        if phone.locator(f"#act-{act}").get_attribute("open") is None:
            phone.locator(f"#act-{act} summary").click()
        phone.set_input_files(f"input[name={act}-{field}]", file)
        send(phone, act)
        assert told in phone.inner_text("main")
    assert phone.locator("img.photo-shown").evaluate("image => image.naturalWidth") > 0
    assert sideways_scroll(phone) == 0


def test_a_body_mends_a_workbook_of_300_and_the_city_reviews_it(desk, chromium, hall, accounts, plan, tmp_path):
    from liangcai.apps.registrations.workbook import COLUMNS, fill_template
    from liangcai.cli.demonstration.generated import candidates

    rows = candidates(2000, 300, __import__("random").Random(9))
    for row in rows[:40]:
        row.pop("work_since"), row.pop("education")
    good = [row["phone"] for row in rows]
    rows[7]["phone"], rows[8]["consent"] = "123", "否"
    faulty, marked = tmp_path / "faulty.xlsx", tmp_path / "marked.xlsx"
    faulty.write_bytes(fill_template(rows))
    sign_in(desk, hall, "demo-association", accounts["demo-association"])
    desk.goto(f"{hall}/organization/plans/{plan}/import/")
    desk.set_input_files("input[name=workbook]", str(faulty))
    desk.locator("main form button[type=submit]").click()
    with desk.expect_download() as download:
        desk.get_by_text("下载带批注的工作簿").click()
    download.value.save_as(marked)
    sheet = load_workbook(marked).worksheets[0]
    assert "11 位手机号码" in sheet["C9"].comment.text and "考生自愿" in sheet["F10"].comment.text
    sheet["C9"], sheet["F10"] = good[7], "是"
    sheet.parent.save(marked)
    assert list(COLUMNS)[2] == "phone"
    desk.set_input_files("input[name=workbook]", str(marked))
    desk.locator("main form button[type=submit]").click()
    desk.wait_for_load_state()
    assert "已导入 300 人" in desk.inner_text("main") and "300" in desk.inner_text(".table-foot")
    batch = desk.url.rstrip("/").rsplit("/", 1)[-1]
    desk.locator("#act-submit summary").click()
    send(desk, "submit")
    assert "审核期限" in desk.inner_text("main")

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    city = context.new_page()
    sign_in(city, hall, "demo-city", accounts["demo-city"])
    city.goto(f"{hall}/centre/batches/{batch}/?said=needs_evidence")
    assert "共 40 条" in city.inner_text(".table-foot")
    city.locator("#act-note summary").click()
    city.check("input[name=note-scope][value=all]")
    city.select_option("select[name=note-verdict]", "accept")
    city.fill("textarea[name=note-reason]", "核对社保缴费记录")
    send(city, "note")
    assert "已为 40 人记下结论" in city.inner_text("main")
    city.goto(f"{hall}/centre/batches/{batch}/")
    city.locator("#act-review summary").click()
    city.check("input[name=review-seen]")
    send(city, "review")
    send(city, "feed_back")
    assert "已一次性反馈" in city.inner_text("main")
    context.close()


