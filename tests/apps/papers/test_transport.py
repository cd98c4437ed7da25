"""A package's way: sealed to rooms, on disc, signed over, receipted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody.actions.record_burn import record_burn
from liangcai.apps.custody.media import read_back
from liangcai.apps.custody.models import Disc, LedgerRow
from liangcai.apps.custody.selectors import findings
from liangcai.apps.papers.actions.put_on_disc import put_on_disc
from liangcai.apps.papers.actions.record_receipt import record_receipt
from liangcai.apps.papers.actions.release_shares import release_shares
from liangcai.apps.papers.actions.sign_slip import sign_slip
from liangcai.apps.papers.engine_io import printed_slip
from liangcai.apps.papers.models import Dispatch, Sealing, ShareEnvelope
from liangcai.apps.station.signing import PACKAGE, published_keys, station_key
from liangcai.engines.sealing.disc_image import read_image
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from liangcai.engines.sealing.packages import inspect
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.custody.factories import AT, custodian
from tests.apps.papers.factories import OPENS, room_order, sealed, sealing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def two_rooms():
    keys = [public_of(generate_receiver_key(f"room-{n}"), f"第{n}考场机", AT.date()) for n in (1, 2)]
    return [room_order(key, f"SJ-{n}") for n, key in enumerate(keys, start=1)]


def test_one_act_seals_to_several_rooms_each_with_its_own_key_and_the_provinces_in_common():
    done = sealing(rooms=two_rooms())
    facts = [inspect(Path(d.package.path), published_keys()) for d in done.dispatches]
    assert [f.manifest.receiver for f in facts] == ["room-1", "room-2"] and facts[0].together
    marks = [[g.set_mark for g in f.groups] for f in facts]
    assert marks[0][0] == marks[1][0] and marks[0][1] != marks[1][1]
    assert len(done.shares) == 3 + 2 * 3 and Entry.objects.filter(action="seal_papers").count() == 1


def test_no_share_is_stored_anywhere(tmp_path):
    done = sealing()
    stored = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    rows = str(list(Entry.objects.values_list("facts", flat=True))) + str(list(ShareEnvelope.objects.values()))
    for share in done.shares:
        for spelling in (share.text, share.text.replace(" ", "")):
            assert spelling not in rows and spelling.encode() not in stored


@pytest.mark.parametrize("changes", [
    {"rooms": []}, {"province": ("甲",)}, {"province": ("甲", "甲", "乙"), "needed": 3}, {"needed": 1}, {"needed": 4},
    {"not_before": AT},
])  # fmt: skip
def test_what_one_person_could_open_or_nobody_gets_is_not_sealed(changes, tmp_path):
    with pytest.raises(Refused):
        sealing(**changes)
    assert not Sealing.objects.exists() and not list(tmp_path.rglob("*.lcp"))


def test_the_same_room_twice_is_refused():
    one, _two = two_rooms()
    with pytest.raises(BadInput, match="两次"):
        sealing(rooms=[one, one])


def on_disc(dispatch=None):
    dispatch = dispatch or sealed()
    return dispatch, put_on_disc(actor=custodian(), at=AT, dispatch=dispatch)


def burnt(disc, digest=None, **given):
    values = {"actor": custodian(), "second": custodian(), "drive": "/dev/sr0"} | given
    return record_burn(at=AT, disc=disc, read_back_sha256=digest or read_back(disc.image.path, disc.image_size), **values)


def test_the_disc_holds_the_package_the_keys_and_a_list_and_knows_its_digests():
    dispatch, disc = on_disc()
    files = read_image(Path(disc.image.path))
    assert files[f"{dispatch.slip_number}.lcp"] == Path(dispatch.package.path).read_bytes()
    assert disc.number in files["光盘清单.txt"].decode() and {c["name"] for c in disc.contents} == {f"{dispatch.slip_number}.lcp", "KEYS.json"}
    assert disc.number == "GP-2021-0001" and disc.due_on == OPENS.date() + timedelta(days=3)
    with pytest.raises(Refused, match="已制成光盘"):
        put_on_disc(actor=custodian(), at=AT, dispatch=dispatch)


def test_numbers_of_discs_follow_each_other():
    made = [on_disc(dispatch)[1].number for dispatch in sealing(rooms=two_rooms()).dispatches]
    assert made == ["GP-2021-0001", "GP-2021-0002"]


def test_a_copy_that_reads_back_as_the_image_may_leave_and_another_may_not():
    dispatch, disc = on_disc()
    bad = burnt(disc, digest="00" * 32)
    assert (bad.fate, bad.copy) == ("failed", 1)
    with pytest.raises(Refused, match="不能随该单移交"):
        signed(dispatch, bad)
    good = burnt(disc)
    assert (good.fate, good.copy) == ("kept", 2)
    assert signed(dispatch, good).handed_over_at == AT + HOUR


def test_who_burns_does_not_look_on_himself():
    _dispatch, disc = on_disc()
    one = custodian()
    with pytest.raises(NotPermitted, match="见证"):
        burnt(disc, actor=one, second=one)


def signed(dispatch, copy, **changes):
    values = {"receiver_person": "演示主考", "seal_number": "FQ-01", "signed_at": AT + HOUR, "taken_at": AT + HOUR} | changes
    return sign_slip(actor=custodian(), at=AT + 2 * HOUR, dispatch=dispatch, copy=copy, **values)


def test_the_signed_slip_names_both_with_their_moments_and_the_seal_and_the_ledger_hears_of_it():
    dispatch, disc = on_disc()
    copy = burnt(disc)
    done = signed(dispatch, copy)
    slip = printed_slip(done, "x")
    assert (slip.receiver_person, slip.items[0].disc_number) == ("演示主考", f"{disc.number}/1")
    assert "封签号 FQ-01" in slip.remarks and slip.remarks.count("已签字") == 2
    row = LedgerRow.objects.filter(kind="disc").last()
    assert (row.facts["direction"], row.facts["sha256"], row.facts["seal"]) == ("out", dispatch.package_sha256, "FQ-01")
    copy.refresh_from_db()
    assert copy.fate == "handed_over"
    with pytest.raises(Refused, match="签字"):
        signed(dispatch, copy)


@pytest.mark.parametrize("changes", [
    {"receiver_person": " "}, {"seal_number": ""}, {"taken_at": AT + HOUR - timedelta(seconds=1)}, {"taken_at": AT + 3 * HOUR},
])  # fmt: skip
def test_a_slip_without_a_name_a_seal_or_an_order_of_moments_is_refused(changes):
    dispatch, disc = on_disc()
    with pytest.raises(Refused):
        signed(dispatch, burnt(disc), **changes)
    assert Dispatch.objects.get().handed_over_at is None


def receipt(dispatch, state):
    return make_receipt(dispatch.package_sha256, "演示考场机", state, OPENS, station_key(PACKAGE, on=AT.date(), owner="x"))


def test_both_receipts_are_filed_and_the_disc_is_no_longer_missed():
    dispatch, disc = on_disc()
    signed(dispatch, burnt(disc))
    month = (AT.date(), AT.date())
    late = OPENS.date() + timedelta(days=4)
    assert "disc_not_back" in {f.check for f in findings(*month, late)}
    assert "disc_not_back" not in {f.check for f in findings(*month, late - timedelta(days=1))}
    for state in ("received", "opened"):
        record_receipt(actor=custodian(), at=OPENS, dispatch=dispatch, receipt=receipt(dispatch, state))
    dispatch.refresh_from_db()
    assert (dispatch.arrival["state"], dispatch.receipt["state"]) == ("received", "opened")
    assert "disc_not_back" not in {f.check for f in findings(*month, late)}
    with pytest.raises(Refused, match="已经归档"):
        record_receipt(actor=custodian(), at=OPENS, dispatch=dispatch, receipt=receipt(dispatch, "opened"))


def test_a_package_that_the_room_refused_is_not_filed_as_arrived():
    dispatch = sealed()
    with pytest.raises(Refused, match="拒收"):
        record_receipt(actor=custodian(), at=OPENS, dispatch=dispatch, receipt=receipt(dispatch, "refused"))


@pytest.mark.parametrize(("early", "lawful"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_envelopes_are_given_out_and_released_only_at_the_moment_of_opening(early, lawful):
    done = sealing()
    picked = [s.envelope.pk for s in done.shares[:2]]
    with pytest.raises(Refused, match="不能登记"):
        release_shares(actor=custodian(), at=OPENS, sealing=done.sealing, envelopes=picked, step="released")
    release_shares(actor=custodian(), at=AT, sealing=done.sealing, envelopes=picked, step="given")
    if lawful:
        release_shares(actor=custodian(), at=OPENS - early, sealing=done.sealing, envelopes=picked, step="released")
    else:
        with pytest.raises(Refused, match="不得放行"):
            release_shares(actor=custodian(), at=OPENS - early, sealing=done.sealing, envelopes=picked, step="released")
    assert ShareEnvelope.objects.filter(released_at__isnull=False).count() == (2 if lawful else 0)


def test_an_image_whose_record_failed_leaves_no_file(tmp_path, monkeypatch):
    dispatch = sealed()
    monkeypatch.setattr("liangcai.apps.custody.actions.make_disc.record", lambda **given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put_on_disc(actor=custodian(), at=AT, dispatch=dispatch)
    assert not Disc.objects.exists() and not list(tmp_path.rglob("*.iso"))
