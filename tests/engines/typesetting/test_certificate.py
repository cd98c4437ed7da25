import io
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from liangcai.engines.typesetting.certificate import (
    SkillLevelCertificate,
    SpecialAbilityCertificate,
    certificates_pdf,
    render,
)
from liangcai.engines.typesetting.compile import DEMONSTRATION
from liangcai.kernel.refusals import BadInput

TOKEN = "HTTPS://EXAMPLE.ORG/C/" + "ABCDEFGH234567" * 10
SPECIAL = SpecialAbilityCertificate(
    holder="演示考生001",
    sex="女",
    document_kind="居民身份证",
    document_number="320102********1234",
    project="充电桩运维管理",
    certificate_number="ZX3201210000001",
    issuer="南京市职业技能鉴定中心（演示）",
    issued_on=date(2021, 6, 30),
    token=TOKEN,
    lookup_addresses=("http://example.org/query/index.html",),
    score="86",
)
SKILL = SkillLevelCertificate(
    holder="演示考生002",
    document_kind="居民身份证",
    document_number="320102********1235",
    occupation="织布工",
    level="一级/高级技师",
    certificate_number="S000032000001211000001",
    issuer="演示评价有限公司",
    issued_on=date(2021, 7, 1),
    token=TOKEN,
    lookup_addresses=("http://example.org/a", "http://example.org/b"),
)
LONG_NAME = "演示考生·" * 8


def test_every_field_of_a_special_ability_certificate_can_be_read_back(read_back):
    page = read_back(render(SPECIAL))
    assert len(page.pages) == 1
    assert not page.lacks(
        "专项职业能力证书",
        "演示考生001",
        "女",
        "居民身份证",
        "320102********1234",
        "充电桩运维管理",
        "86",
        "ZX3201210000001",
        "南京市职业技能鉴定中心（演示）",
        "2021年6月30日",
        "http://example.org/query/index.html",
    )


def test_a_special_ability_certificate_has_no_level(read_back):
    assert "等级" not in read_back(render(SPECIAL)).words


def test_every_field_of_a_skill_level_certificate_can_be_read_back(read_back):
    page = read_back(render(SKILL))
    assert len(page.pages) == 1
    assert not page.lacks(
        "职业技能等级证书",
        "演示考生002",
        "320102********1235",
        "织布工",
        "一级/高级技师",
        "S000032000001211000001",
        "评价机构（印章）：演示评价有限公司",
        "2021年7月1日",
        "http://example.org/b",
    )


def test_an_empty_work_type_prints_two_hyphens_and_a_given_one_itself(read_back):
    assert "--" in read_back(render(SKILL)).words
    given = read_back(render(replace(SKILL, work_type="剑杆织机挡车"))).words
    assert "剑杆织机挡车" in given and "--" not in given


def test_the_qr_holds_the_token_and_is_at_least_25_mm_wide(read_back):
    pdf = render(SPECIAL)
    (code,) = zxingcpp.read_barcodes(read_back(pdf).picture(dots_per_inch=150))
    assert code.text == TOKEN
    across = abs(code.position.top_right.x - code.position.top_left.x) / 150 * 25.4
    assert across >= 25


def test_the_qr_reads_through_the_demonstration_watermark(read_back):
    page = read_back(render(SKILL, watermark=DEMONSTRATION))
    assert page.codes() == [TOKEN]
    assert "".join(DEMONSTRATION.split()) in page.words


def test_the_token_travels_as_attachment_and_keyword():
    with pikepdf.open(io.BytesIO(render(SPECIAL))) as document:
        assert document.attachments["token.txt"].get_file().read_bytes().decode() == TOKEN
        assert str(document.docinfo["/Keywords"]) == TOKEN


def test_the_same_certificate_gives_the_same_bytes():
    assert render(SPECIAL) == render(SPECIAL)


def test_the_photo_is_on_the_page(photo):
    def pictures(pdf):
        return sum(entry.type == 3 for entry in pypdfium2.PdfDocument(pdf)[0].get_objects(max_depth=6))

    assert pictures(render(SPECIAL)) == 0
    assert pictures(render(replace(SPECIAL, photo=photo))) == 1


def test_a_broken_photo_is_refused_with_words():
    with pytest.raises(BadInput, match="图片"):
        render(replace(SPECIAL, photo=b"\xff\xd8 not a picture"))


def test_a_character_that_the_fonts_lack_is_refused_and_named_with_its_place():
    with pytest.raises(BadInput) as refusal:
        certificates_pdf([SPECIAL, replace(SPECIAL, holder="演示𠮷生")])
    assert "U+20BB7" in refusal.value.message
    assert refusal.value.where == "[1].holder"


def test_a_name_of_forty_characters_stays_whole_and_on_the_sheet(read_back):
    assert len(LONG_NAME) == 40
    page = read_back(render(replace(SKILL, holder=LONG_NAME, issuer=LONG_NAME, occupation=LONG_NAME)))
    assert len(page.pages) == 1
    assert page.words.count(LONG_NAME) == 3
    assert not page.outside()


def test_a_bulk_document_has_a_page_a_certificate_in_order(read_back):
    pages = read_back(certificates_pdf([replace(SPECIAL, holder=f"演示考生{n:03}") for n in range(1, 6)])).pages
    assert [f"演示考生{n:03}" in pages[n - 1] for n in range(1, 6)] == [True] * 5
    assert len(pages) == 5
