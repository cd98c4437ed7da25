from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from liangcai.apps.accounts.actions.correct_clock import correct_clock
from liangcai.apps.sittings.actions.open_papers import open_papers
from liangcai.apps.sittings.actions.open_practical import open_practical
from liangcai.apps.sittings.models import ArrivedPackage, Seat, Sitting
from liangcai.apps.station.signing import PACKAGE, RECEIVER, publish, published_keys, station_key
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import ReceiverAndShares, open_package, seal
from liangcai.engines.sealing.receipts import read_receipt
from liangcai.engines.sealing.shares import GroupRule, split_key
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, account
from tests.apps.papers.factories import OPENS, PLAN, room_order, room_receiver, sealed
from tests.apps.sittings.factories import CRITERIA, arrived, opened, proctor, roster

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


SPLIT = split_key([GroupRule("省", 2, 3), GroupRule("考点", 2, 3)])
TYPED = [[g.shares[n] for g in SPLIT.groups] for n in (0, 1)]


def resealed(tmp_path: Path, change, **options) -> Path:
    """The package again, signed by the vault's own key, its content changed on the way."""
    dispatch = sealed()
    own = station_key(RECEIVER, on=AT.date(), owner="x")
    typed = ReceiverAndShares(own, [text for one in dispatch.typed for text in one])
    files = open_package(Path(dispatch.package.path), typed, published_keys(), OPENS)
    session = json.loads(files["session.json"])
    change(session)
    package = tmp_path / "changed.lcp"
    manifest = Manifest(kind=options.pop("kind", "papers"), sender="vault", receiver=own.key_id, session=PLAN, not_before=OPENS)
    seal(package, {"session.json": json.dumps(session).encode()}, manifest, [station_key(PACKAGE, on=AT.date(), owner="x")],
         **({"receivers": [room_receiver()], "shares": SPLIT, "together": True} | options))  # fmt: skip
    return package


def open_changed(tmp_path, change, **options):
    there = arrived(resealed(tmp_path, change, **options))
    return open_papers(actor=proctor(), at=OPENS, arrived=there, second=proctor(), shares=TYPED, roster=roster(), mode="screen")


@pytest.mark.parametrize(("early", "opens"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_papers_open_at_their_moment_and_not_a_second_before(early, opens):
    dispatch = sealed()
    if opens:
        assert opened(dispatch, at=OPENS - early).state == "prepared"
    else:
        with pytest.raises(Refused):
            opened(dispatch, at=OPENS - early)
        assert not Sitting.objects.exists()


def test_a_package_for_another_room_is_not_even_taken_in():
    other = public_of(generate_receiver_key("other-room"), "另一考场机", AT.date())
    publish(other)
    with pytest.raises(Refused, match="封给“另一考场机”"):
        opened(sealed(rooms=[room_order(other)]))
    assert not ArrivedPackage.objects.exists()


@pytest.mark.parametrize("options", [{"shares": None, "together": False}, {"together": False}])
def test_a_package_that_one_person_could_open_is_not_taken_in(tmp_path, options):
    with pytest.raises(Refused, match="两人启封"):
        open_changed(tmp_path, lambda session: None, **options)


@pytest.mark.parametrize("where", ["end", "middle", "cut"])
def test_a_package_altered_or_cut_on_the_way_is_not_taken_in(tmp_path, where):
    data = bytearray(Path(sealed().package.path).read_bytes())
    if where == "cut":
        del data[len(data) // 2:]
    else:
        data[{"end": -200, "middle": len(data) // 2}[where]] ^= 1
    package = tmp_path / "p.lcp"
    package.write_bytes(data)
    with pytest.raises(Refused):
        arrived(package)
    assert not ArrivedPackage.objects.exists()


def test_a_package_exchanged_after_its_arrival_does_not_open():
    dispatch = sealed()
    other = sealed(dispatch.run, rooms=[room_order(slip_number="SJ-2")])
    there = arrived(Path(dispatch.package.path))
    Path(there.file.path).write_bytes(Path(other.package.path).read_bytes())
    with pytest.raises(Refused, match="摘要不符"):
        opened(dispatch)


def test_the_arrival_gives_a_signed_receipt_and_a_package_arrives_once():
    dispatch = sealed()
    there = arrived(Path(dispatch.package.path))
    read = read_receipt(there.receipt, published_keys(), package_digest=dispatch.package_sha256)
    assert (read.state, read.receiver) == ("received", "考场机")
    with pytest.raises(Refused, match="已经登记到达"):
        arrived(Path(dispatch.package.path))


@pytest.mark.parametrize(("typed", "word"), [
    (lambda a, b: [a, []], "各自录入"), (lambda a, b: [a, [b[0]]], "考场机保管人"), (lambda a, b: [a, a], "同一份"),
    (lambda a, b: [[a[0], b[0]], [a[1]]], "需要 2 份"), (lambda a, b: [["错"], b], "16 组"),
])  # fmt: skip
def test_too_few_shares_one_twice_or_one_person_silent_leave_it_shut(typed, word):
    dispatch = sealed()
    with pytest.raises(Refused, match=word):
        opened(dispatch, shares=typed(*dispatch.typed))
    assert not Sitting.objects.exists()


def test_one_person_cannot_be_both():
    one = proctor()
    with pytest.raises(NotPermitted, match="两名监考员"):
        opened(actor=one, second=one)


def test_a_clock_that_was_set_back_opens_nothing_until_two_persons_say_why():
    dispatch = sealed()
    there = arrived(Path(dispatch.package.path), at=OPENS + timedelta(days=1))
    with pytest.raises(Refused, match="时钟被调回") as no:
        opened(dispatch, at=OPENS + timedelta(hours=1))
    assert no.value.code == "clock_set_back" and there.sitting is None
    with pytest.raises(NotPermitted):
        correct_clock(actor=(one := proctor()), at=OPENS + timedelta(hours=1), second=one, reason="电池失效")
    correct_clock(actor=one, at=OPENS + timedelta(hours=1), second=proctor(), reason="电池失效，已与电台对时")
    assert opened(dispatch, at=OPENS + timedelta(hours=1)).state == "prepared"


def test_an_unchanged_package_opens(tmp_path):
    assert open_changed(tmp_path, lambda session: None)[0].papers.keys() == {"A", "B"}


@pytest.mark.parametrize("field", ["stem", "answer", "score"])
def test_a_changed_word_answer_or_score_is_found_though_the_package_is_signed(tmp_path, field):
    def change(session):
        session["papers"]["B"]["content"][0][field] = "C"

    with pytest.raises(Refused, match="试卷 B 与其符合性证书不符"):
        open_changed(tmp_path, change)


def test_a_question_left_out_is_found(tmp_path):
    with pytest.raises(Refused, match="不符"):
        open_changed(tmp_path, lambda session: session["papers"]["A"]["content"].pop())


def test_papers_whose_letters_were_exchanged_are_found(tmp_path):
    def change(session):
        papers = session["papers"]
        papers["A"], papers["B"] = papers["B"], papers["A"]

    with pytest.raises(Refused, match="不符"):
        open_changed(tmp_path, change)


def test_a_forged_certificate_is_refused(tmp_path):
    def change(session):
        session["papers"]["A"]["certificate"]["paper_sha256"] = "00" * 32

    with pytest.raises(Refused):
        open_changed(tmp_path, change)


def resigned(session, signer):
    """Certificates made anew over whatever the papers and the blueprint say now."""
    from liangcai.apps.papers.engine_io import digest
    from liangcai.engines.sealing.signed_document import sign_document

    for paper in session["papers"].values():
        body = {k: v for k, v in paper["certificate"].items() if k not in ("kind", "signatures")}
        body |= {"paper_sha256": digest(paper["content"]), "blueprint_sha256": digest(session["blueprint"])}
        paper["certificate"] = sign_document("paper-conformity", body, signer)


def vault_signer():
    return station_key(PACKAGE, on=AT.date(), owner="x")


def test_an_altered_blueprint_is_found(tmp_path):
    def change(session):
        session["blueprint"] = session["blueprint"].replace("count = 4", "count = 3")

    with pytest.raises(Refused, match="不是随卷送来的方案") as no:
        open_changed(tmp_path, change)
    assert no.value.code == "blueprint_differs" and not Sitting.objects.exists()


@pytest.mark.parametrize("bend", [
    lambda content: content.pop(), lambda content: content[0].update(score="50.00"),
    lambda content: content.append({**content[0], "cell": "B/essay", "type": "essay"}),
])  # fmt: skip
def test_a_paper_that_does_not_equal_its_blueprint_is_refused_even_when_the_vault_certified_it(tmp_path, bend):
    def change(session):
        bend(session["papers"]["A"]["content"])
        resigned(session, vault_signer())

    with pytest.raises(Refused) as no:
        open_changed(tmp_path, change)
    assert no.value.code == "paper_bends_blueprint" and "方案" in no.value.message and not Sitting.objects.exists()


def test_a_certificate_signed_by_another_known_key_than_the_senders_is_refused(tmp_path):
    from liangcai.apps.station.signing import publish
    from liangcai.engines.sealing.keys import ED25519, generate_signing_key

    stranger = generate_signing_key("another-vault", ED25519)
    publish(public_of(stranger, "另一题库工作站", AT.date()))
    with pytest.raises(Refused, match="another-vault") as no:
        open_changed(tmp_path, lambda session: resigned(session, stranger))
    assert no.value.code == "foreign_signature"


def test_a_certificate_signed_by_an_unknown_key_is_refused(tmp_path):
    from liangcai.engines.sealing.keys import ED25519, generate_signing_key

    stranger = generate_signing_key("nobody", ED25519)
    with pytest.raises(Refused):
        open_changed(tmp_path, lambda session: resigned(session, stranger))


def test_a_certificate_made_anew_by_the_vault_over_the_same_paper_opens(tmp_path):
    assert open_changed(tmp_path, lambda session: resigned(session, vault_signer()))[0].state == "prepared"


def test_practical_papers_are_not_opened_as_a_theory_examination(tmp_path):
    def change(session):
        session["subject"] = "practical"

    with pytest.raises(Refused, match="操作技能"):
        open_changed(tmp_path, change)
    assert not Sitting.objects.exists()


def test_a_package_of_results_is_not_taken_for_papers(tmp_path):
    with pytest.raises(Refused, match="不是试卷"):
        open_changed(tmp_path, lambda session: None, kind="results")


def test_candidates_see_no_answers():
    sitting = opened()
    assert {k for paper in sitting.papers.values() for q in paper for k in q} == {
        "position", "type", "score", "stem", "options"}  # fmt: skip
    assert "answer" not in json.dumps(sitting.papers)


def test_the_same_papers_are_not_opened_twice():
    dispatch = sealed()
    opened(dispatch)
    with pytest.raises(Refused, match="已经启封"):
        opened(dispatch)


@pytest.mark.parametrize(("changes", "field"), [
    ({"ticket_number": "20210002"}, "ticket_number"), ({"paper_code": "C"}, "paper_code"), ({"name": ""}, "name"),
    ({"identity_last4": "123"}, "identity_last4"), ({"seat": ""}, "seat"),
])  # fmt: skip
def test_a_roster_row_that_cannot_be_used_is_named(changes, field):
    rows = roster()
    rows[0] |= changes
    with pytest.raises(RowErrors) as refused:
        opened(roster=rows)
    assert [e["field"] for e in refused.value.errors] == [field]
    assert not Seat.objects.exists()


def test_an_empty_roster_is_refused():
    with pytest.raises(RowErrors, match="名单为空"):
        opened(roster=[])


def test_nobody_but_the_invigilator_opens_papers():
    with pytest.raises(NotPermitted):
        opened(actor=account("assessor"))


@pytest.mark.parametrize(("criteria", "lawful"), [
    (CRITERIA, True), ({"甲": "33.3", "乙": "33.3", "丙": "33.4"}, True), ({"甲": "99.99"}, False), ({"甲": "100.01"}, False),
    ({"甲": "120", "乙": "-20"}, False), ({"甲": "NaN"}, False), ({"甲": "一百"}, False), ({}, False),
])  # fmt: skip
def test_practical_criteria_total_a_hundred(criteria, lawful):
    given = {"actor": proctor(), "at": OPENS, "plan_number": PLAN, "title": "演示", "minutes": 60, "mode": "workpiece",
             "criteria": criteria, "roster": roster()}  # fmt: skip
    if lawful:
        assert open_practical(**given).subject == "practical"
    else:
        with pytest.raises(Refused):
            open_practical(**given)
