"""A body's member writes a special-ability norm: sees a weight of 99 refused, mends it, hands in, takes Word and PDF."""

import io

from pypdf import PdfReader

from liangcai.engines.norms import read_word
from tests.browser.conftest import sideways_scroll, sign_in

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def test_a_weight_of_99_is_refused_and_mended_and_the_norm_is_handed_in(chromium, hall, accounts):
    context = chromium.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(page, hall, "demo-body", accounts["demo-body"])
    page.goto(f"{hall}/organization/projects/")
    page.click("main tbody a:has-text('印花网版制作')")
    project = page.url
    page.click("text=编辑规范文本")
    page.fill("text=考核方式与时间", "实际操作，120 分钟")
    page.fill("text=场地设备", "制版室，曝光机每人一台")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#norm-editor .notice-success")

    page.click(".norm-sections >> text=考核内容")
    page.click("text=＋ 增加一行")
    page.wait_for_selector("[name=row-3-name]")
    assert page.evaluate("document.activeElement.name") == "row-3-name"
    page.keyboard.type("清洗网版")
    for column, text in (("skills", "能清洗网版"), ("knowledge", "清洗剂的使用"), ("weight", "9")):
        page.fill(f"[name=row-3-{column}]", text)
    page.fill("[name=row-0-weight]", "20")
    page.wait_for_selector("#findings >> text=合计 99")  # before anything is saved
    page.keyboard.press("Control+s")
    page.wait_for_selector("#norm-editor .notice-success")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert sideways_scroll(page) <= 1
    page.fill("#draft-note", "第一稿")
    page.click("aside >> text=提交稿件 >> nth=-1")
    page.wait_for_load_state()
    open_panel_and_send(page, "submit")
    assert "合计 99；应为：100" in page.locator("main .refusal").inner_text()

    page.goto(f"{project}editor/tasks/")
    page.fill("[name=row-3-weight]", "10")
    page.wait_for_selector("#findings >> text=各列合计均为 100")
    page.click("text=保存本节")
    page.wait_for_selector("#norm-editor .notice-success")
    page.goto(project)
    open_panel_and_send(page, "draft")
    with page.expect_download() as word:
        page.locator("main li a:text-is('Word')").first.click()
    reading = read_word(word.value.path().read_bytes())
    assert [row["weight"] for row in reading.content["tasks"]] == ["20", "50", "20", "10"] and reading.left == ()
    with page.expect_download() as pdf:
        page.locator("main li a:text-is('PDF')").first.click()
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf.value.path().read_bytes())).pages)
    assert "清洗网版" in "".join(text.split())
    page.click("text=对照前后稿")
    assert page.locator("del", has_text="9").count() and page.locator("ins", has_text="10").count()
    page.goto(project)
    open_panel_and_send(page, "submit")
    assert "已送审" in page.locator("main").inner_text()
    assert faults == []
    context.close()


def open_panel_and_send(page, act: str) -> None:
    page.locator(f"#act-{act} summary").click()
    page.locator(f"#act-{act} form button[type=submit], #act-{act} form button").last.click()
    page.wait_for_load_state()
