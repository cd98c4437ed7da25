"""`liangcai certificate verify` and `package …` as a user calls them, on certificates as they are printed."""

import io
import json
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from liangcai.cli.main import main
from liangcai.engines.sealing.certificate_token import issue_token
from liangcai.engines.sealing.keys import write_key_set, write_private
from liangcai.engines.sealing.packages import seal
from liangcai.engines.sealing.printed_claims import compare_print
from liangcai.engines.sealing.shares import GroupRule, split_key
from liangcai.engines.sealing.status_list import Revocation, make_status_list
from liangcai.engines.sealing.verifiable_credential import export_certificate, issue_vc_jwt
from liangcai.engines.typesetting.certificate import SkillLevelCertificate, SpecialAbilityCertificate, certificates_pdf
from liangcai.kernel import canonical_json
from tests.engines.sealing.samples import CERTIFIER, KEYS, MAKER, OPENING, ROOM, claims, manifest

SPECIAL = claims(certificate_number="SA-2026-0001", scores=(("理论", "86.5"),))
LEVEL = claims(kind="skill_level", level="三级", occupation="织布工", scores=())


def token(signed):
    return issue_token(signed, CERTIFIER, CERTIFIER.key_id)


def special(**printed):
    usual = {
        "holder": SPECIAL.holder_name,
        "sex": "女",
        "document_kind": "居民身份证",
        "document_number": SPECIAL.masked_id,
        "project": SPECIAL.occupation,
        "certificate_number": SPECIAL.certificate_number,
        "issuer": SPECIAL.issuer_name,
        "issued_on": SPECIAL.issued_on,
        "token": token(SPECIAL),
        "score": "理论 86.5",
    }
    return SpecialAbilityCertificate(**{**usual, **printed})


def level(**printed):
    usual = {
        "holder": LEVEL.holder_name,
        "document_kind": "居民身份证",
        "document_number": LEVEL.masked_id,
        "occupation": LEVEL.occupation,
        "level": "三级/高级工",
        "certificate_number": LEVEL.certificate_number,
        "issuer": LEVEL.issuer_name,
        "issued_on": LEVEL.issued_on,
        "token": token(LEVEL),
    }
    return SkillLevelCertificate(**{**usual, **printed})


@pytest.fixture
def verify(tmp_path, capsys):
    (tmp_path / "KEYS.json").write_bytes(write_key_set(KEYS.values()))

    def call(content, *options, name="certificate.pdf"):
        if isinstance(content, bytes):
            (tmp_path / name).write_bytes(content)
            content = tmp_path / name
        return command(capsys, "certificate", "verify", content, *options)

    return call


def command(capsys, *arguments):
    try:
        main([*map(str, arguments), "--json"])
        status = 0
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, json.loads(out if status == 0 else err)


@pytest.mark.parametrize("face", [special(), level()], ids=["special", "level"])
def test_a_printed_certificate_is_valid(verify, face):
    status, answer = verify(certificates_pdf([face]))
    assert (status, answer["valid"], answer["claims"]["certificate_number"]) == (0, True, face.certificate_number)
    assert answer["revocation_checked"] is False and answer["status_as_of"] is None


@pytest.mark.parametrize(
    ("face", "field"),
    [
        (special(holder="演示考生002"), "holder_name"),
        (special(holder="演示考生0019"), "holder_name"),
        (special(project="评茶（演示）"), "occupation"),
        (special(certificate_number="SA-2026-00012"), "certificate_number"),
        (special(issuer="别的中心"), "issuer_name"),
        (special(issued_on=date(2026, 11, 11)), "issued_on"),
        (special(score="理论 96.5"), "scores"),
        (special(document_number="321***********4321"), "masked_id"),
        (level(level="一级/高级技师"), "level"),
        (level(occupation="高级织布工"), "occupation"),
    ],
)
def test_a_genuine_code_beside_edited_print_is_not_valid(verify, face, field):
    status, problem = verify(certificates_pdf([face]))
    assert (status, problem["code"]) == (1, "print_differs")
    assert field in problem["facts"]["fields"]


def test_every_page_of_a_batch_is_checked(verify):
    status, answer = verify(certificates_pdf([level(), level()]))
    assert status == 0 and [c["page"] for c in answer["certificates"]] == [1, 2]
    status, problem = verify(certificates_pdf([level(), level(holder="别人")]))
    assert status == 1 and "第 2 页" in problem["where"]


def test_a_forged_code_in_a_pdf_is_not_valid(verify):
    forged = token(SPECIAL)[:-9] + "AAAAAAAAA"
    assert verify(certificates_pdf([special(token=forged)]))[0] == 1


def test_a_picture_without_text_cannot_be_called_valid(verify):
    page = pypdfium2.PdfDocument(certificates_pdf([special()]))[0].render(scale=2).to_pil()
    scan = io.BytesIO()
    page.save(scan, "PDF", resolution=144)
    status, problem = verify(scan.getvalue())
    assert (status, problem["code"]) == (1, "print_not_comparable")
    assert problem["facts"]["claims"]["holder_name"] == SPECIAL.holder_name


def blank_pdf(**options):
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=options.pop("size", (595, 842)))
        document.save(out, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        blank_pdf(),
        b"%PDF-1.7 broken",
        b"",
        b"\xff\xd8\xff",
        b"{",
        b"[]",
        b'{"format":"x"}',
        blank_pdf(size=(9000, 9000)),
        blank_pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    ],
)
def test_what_cannot_be_read_is_bad_input(verify, data):
    status, problem = verify(data)
    assert status == 2 and problem["message"]


def test_a_pdf_page_with_a_picture_that_is_no_code_is_bad_input(verify):
    out = io.BytesIO()
    Image.new("L", (200, 200), 128).save(out, "PDF")
    assert verify(out.getvalue())[1]["code"] == "no_code"


def test_exports_and_texts_are_verified(verify, tmp_path):
    keys = ("--keys", tmp_path / "KEYS.json")
    document = export_certificate(LEVEL, CERTIFIER, CERTIFIER.key_id)
    assert verify(json.dumps(document, indent=1).encode(), name="c.json")[0] == 0
    document["claims"]["level"] = "一级"
    status, problem = verify(json.dumps(document).encode(), name="c.json")
    assert (status, problem["code"]) == (1, "claims_differ")
    jwt = issue_vc_jwt(LEVEL, CERTIFIER, CERTIFIER.key_id)
    for text in (token(LEVEL), jwt):
        assert verify(text, *keys)[0] == 0
        assert verify(text.encode(), name="code.txt")[0] == 0
        assert verify(text[:-5] + "AAAAA", *keys)[0] == 1


def test_without_keys_the_command_says_what_it_needs(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, problem = command(capsys, "certificate", "verify", token(LEVEL))
    assert (status, problem["code"]) == (2, "keys_needed") and "KEYS.json" in problem["hint"]
    (tmp_path / "data/hall/public").mkdir(parents=True)
    (tmp_path / "data/hall/public/KEYS.json").write_bytes(write_key_set(KEYS.values()))
    assert command(capsys, "certificate", "verify", token(LEVEL))[0] == 0


def test_a_revoked_certificate_is_not_valid_and_the_lists_date_is_shown(verify, tmp_path):
    file = tmp_path / "STATUS.json"
    file.write_bytes(canonical_json.encode(make_status_list([], OPENING, CERTIFIER)))
    status, answer = verify(token(LEVEL).encode(), "--status", file, name="t.txt")
    assert status == 0 and answer["status_as_of"] == OPENING.isoformat() and answer["revocation_checked"]
    revoked = [Revocation(LEVEL.certificate_number, date(2026, 11, 9), "成绩更正")]
    file.write_bytes(canonical_json.encode(make_status_list(revoked, OPENING, CERTIFIER)))
    status, problem = verify(token(LEVEL).encode(), "--status", file, name="t.txt")
    assert (status, problem["code"]) == (1, "revoked") and "成绩更正" in problem["message"]
    file.write_bytes(file.read_bytes().replace("成绩更正".encode(), "别的原因".encode()))
    assert verify(token(LEVEL).encode(), "--status", file, name="t.txt")[1]["code"] == "bad_signature"


def test_for_people_the_missing_status_list_is_said_aloud(verify, tmp_path, capsys):
    verify(token(LEVEL).encode(), name="t.txt")
    main(["certificate", "verify", str(tmp_path / "t.txt")])
    assert "未核对是否已注销" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("姓名张三性别女", True),
        ("姓　　名\n张三\n", True),
        ("张 三，性别女", True),
        ("持证人：张\n三", True),
        ("张三丰", False),
        ("小张三", False),
        ("张四", False),
        ("", False),
        ("张三张三丰 张三", True),
    ],
)
def test_a_name_must_stand_on_the_page_as_a_whole(text, holds):
    fields = {d.field for d in compare_print(replace(LEVEL, holder_name="张三"), text)}
    assert ("holder_name" not in fields) == holds


@pytest.mark.parametrize(
    "printed", ["2026年11月1日", "2026年11月01日", "2026-11-01", "2026.11.1", "2026 年 11 月 1 日"]
)
def test_a_date_may_be_printed_in_the_usual_forms(printed):
    assert "issued_on" not in {d.field for d in compare_print(LEVEL, f"发证日期：{printed}")}
    assert "issued_on" in {d.field for d in compare_print(LEVEL, "发证日期：2026年11月11日")}


@pytest.fixture
def package(tmp_path):
    split = split_key([GroupRule("省中心", 2, 3), GroupRule("考点", 2, 3)])
    path = tmp_path / "paper.lcp"
    seal(
        path,
        {"卷.pdf": b"paper"},
        manifest(not_before=OPENING.replace(year=2020)),
        [MAKER],
        receivers=[KEYS["room-1"]],
        shares=split,
    )
    (tmp_path / "KEYS.json").write_bytes(write_key_set(KEYS.values()))
    (tmp_path / "room.pem").write_bytes(write_private(ROOM))
    (tmp_path / "shares.txt").write_text("\n".join([*split.groups[0].shares[:2], *split.groups[1].shares[:2]]))
    return path


def test_a_package_is_inspected_and_opened(package, tmp_path, capsys):
    status, facts = command(capsys, "package", "inspect", package)
    assert (status, facts["signed_by"], facts["manifest"]["files"][0]["name"]) == (0, ["maker"], "卷.pdf")
    for number, way in enumerate((["--key", tmp_path / "room.pem"], ["--shares-file", tmp_path / "shares.txt"])):
        out = tmp_path / str(number)
        assert command(capsys, "package", "open", package, "--out", out, *way)[0] == 0
        assert (out / "卷.pdf").read_bytes() == b"paper"


def test_a_package_for_people_is_printed_as_a_table(package, capsys):
    main(["package", "inspect", str(package)])
    assert "考点 2/3" in capsys.readouterr().out


def test_opening_with_the_wrong_things_is_refused_with_words(package, tmp_path, capsys):
    def call(*options):
        status, problem = command(capsys, "package", "open", package, "--out", tmp_path / "out", *options)
        return status, problem["code"]

    shares = (tmp_path / "shares.txt").read_text().splitlines()
    assert call() == (2, "key_needed")
    assert call("--share", shares[0], "--share", shares[1], "--share", shares[2]) == (1, "too_few_shares")
    assert call("--share", shares[0][:-1] + ("A" if shares[0][-1] != "A" else "B")) == (2, "share_mistyped")
    assert call("--key", tmp_path / "room.pem", "--receiver", "room-2") == (1, "wrong_receiver")
    assert call("--key", tmp_path / "shares.txt") == (2, "private_key_unreadable")
    (tmp_path / "maker.pem").write_bytes(write_private(MAKER))
    assert call("--key", tmp_path / "maker.pem") == (2, "not_a_receiver_key")
    package.write_bytes(package.read_bytes()[:-20])
    assert call("--key", tmp_path / "room.pem") == (2, "package_unreadable")
    assert not (tmp_path / "out").exists()
