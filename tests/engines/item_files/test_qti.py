import pytest

from liangcai.engines.item_files import read_qti, write_qti

from .samples import bank, picture
from .test_hostile_files import archive, edited

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def package(*items, extra=None, version="imsqti_item_xmlv2p1"):
    resources = "".join(f'<resource identifier="R{n}" type="{version}" href="q/{n}.xml"/>' for n in range(len(items)))
    manifest = (
        f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'
    )
    parts = {"imsmanifest.xml": manifest} | {f"q/{n}.xml": item for n, item in enumerate(items)}
    return archive(parts | (extra or {}))


def item(body, correct="", cardinality="single", title="七"):
    values = "".join(f"<value>{one}</value>" for one in correct.split())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="{V2}" identifier="i" title="{title}">'
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration><itemBody>{body}</itemBody></assessmentItem>"
    )


def choices(*texts, most=1):
    inside = "".join(f'<simpleChoice identifier="c{n}">{text}</simpleChoice>' for n, text in enumerate(texts))
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"<prompt>选哪个？</prompt>{inside}</choiceInteraction>"
    )


@pytest.mark.parametrize("version", ["imsqti_item_xmlv2p1", "imsqti_item_xmlv2p2"])
def test_a_choice_of_an_older_version_is_read(version):
    report = read_qti(package(item("<p>甲</p>" + choices("一", "二", "三"), "c1"), version=version))
    (one,) = report.items
    assert (one.type, one.stem, one.options, one.answer) == ("single_choice", "甲\n\n选哪个？", ("一", "二", "三"), "B")
    assert one.number == "七" and report.all_problems == ()


def test_several_right_choices_make_a_multiple_choice():
    (one,) = read_qti(package(item(choices("一", "二", "三", most=0), "c2 c0", "multiple"))).items
    assert (one.type, one.answer) == ("multiple_choice", "AC")


def test_a_choice_of_right_and_wrong_is_true_or_false():
    (one,) = read_qti(package(item(choices("正确", "错误"), "c1"))).items
    assert (one.type, one.options, one.answer) == ("true_false", (), "错")


def test_a_gap_in_the_text_is_a_blank():
    body = '<p>安全电压为<textEntryInteraction responseIdentifier="RESPONSE"/>V</p>'
    (one,) = read_qti(package(item(body, "36"))).items
    assert (one.type, one.stem, one.answer) == ("fill_blank", "安全电压为____V", "36")


def test_pictures_are_found_from_the_items_folder_and_missing_ones_are_problems():
    body = '<p>看<img src="../m/a.png" alt=""/><img src="b.png" alt=""/></p>' + choices("一", "二", "三")
    (one,) = read_qti(package(item(body, "c0"), extra={"m/a.png": picture().content})).items
    assert one.stem.startswith("看〔图1〕") and one.pictures[0].content == picture().content
    assert [problem.words for problem in one.problems] == ["缺少图片 b.png。"]


def test_an_unsupported_interaction_and_an_answer_outside_the_choices_are_problems():
    (one,) = read_qti(package(item('<orderInteraction responseIdentifier="RESPONSE"/>'))).items
    assert "order-interaction" in one.problems[0].words
    (one,) = read_qti(package(item(choices("一", "二"), "c7"))).items
    assert one.answer == "" and "c7" in one.problems[0].words


def test_one_bad_item_does_not_stop_the_package():
    report = read_qti(package(item(choices("一", "二"), "c0"), "<broken", item(choices("三", "四"), "c1")))
    assert [one.answer for one in report.items] == ["A", "B"]
    assert report.problems[0].where == "q/1.xml"


def test_an_item_in_the_manifest_but_not_in_the_package_is_a_problem():
    report = read_qti(edited(write_qti(bank()[:1]), **{"imsmanifest.xml": manifest_of("items/none.xml")}))
    assert report.items == () and "没有这个文件" in report.problems[0].words


def manifest_of(path):
    return f'<manifest><resources><resource type="imsqti_item_xmlv3p0" href="{path}"/></resources></manifest>'
