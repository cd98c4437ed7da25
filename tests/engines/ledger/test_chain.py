"""Every kind of tampering is found, and named after what was done."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.ledger.chain import START, entry_hash, make_entry, verify_chain
from liangcai.engines.ledger.checkpoint import make_checkpoint, verify_against
from liangcai.kernel.refusals import BadInput, Refused

AT = "2026-12-05T08:30:00+08:00"


def ledger(count, start=0):
    entries, previous = [], START
    for number in range(1, count + 1):
        facts = {"state": "submitted", "row": number + start, "names": ["演示"]}
        entries.append(make_entry(previous, number, AT, "user:演示", "registration.submit", f"r:{number}", facts))
        previous = entries[-1]["hash"]
    return entries


def rehash(entry):
    return make_entry(*(entry[k] for k in ("previous", "sequence", "at", "actor", "action", "subject", "facts")))


def rechain(entries):
    """What someone with write access does to hide a change: renumber and hash everything again."""
    previous, result = START, []
    for number, entry in enumerate(entries, 1):
        result.append(rehash({**entry, "sequence": number, "previous": previous}))
        previous = result[-1]["hash"]
    return result


def edit_field(e):
    e[4] = {**e[4], "facts": {"state": "approved"}}


def edit_hash(e):
    e[4] = {**e[4], "hash": "f" * 64}


def edit_and_rehash(e):
    e[4] = rehash({**e[4], "facts": {"state": "approved"}})


def point_elsewhere_and_rehash(e):
    e[4] = rehash({**e[4], "previous": "a" * 64})


def edit_the_last_and_leave_its_hash(e):
    e[-1] = {**e[-1], "actor": "user:other"}


def slip_in_a_field(e):
    e[4] = {**e[4], "note": "unhashed"}


def renumber_one(e):
    e[4] = {**e[4], "sequence": 9}


def swap_contents(e):
    e[4], e[5] = {**e[5], "sequence": 5}, {**e[4], "sequence": 6}


def remove_one(e):
    del e[4]


def remove_several(e):
    del e[4:7]


def remove_the_first(e):
    del e[0]


def swap_neighbours(e):
    e[4], e[5] = e[5], e[4]


def move_to_the_end(e):
    e.append(e.pop(4))


def reverse_all(e):
    e.reverse()


def repeat_one(e):
    e.insert(5, e[4])


def repeat_later(e):
    e.append(e[4])


def insert_a_forged_one(e):
    e.insert(4, rehash({**e[4], "facts": {"state": "forged"}}))


TAMPERINGS = [
    (edit_field, "edited", 5),
    (edit_hash, "edited", 5),
    (edit_and_rehash, "edited", 5),
    (point_elsewhere_and_rehash, "edited", 5),
    (edit_the_last_and_leave_its_hash, "edited", 10),
    (slip_in_a_field, "edited", 5),
    (renumber_one, "edited", 5),
    (swap_contents, "edited", 5),
    (remove_one, "removed", 5),
    (remove_several, "removed", 5),
    (remove_the_first, "removed", 1),
    (swap_neighbours, "reordered", 5),
    (move_to_the_end, "reordered", 5),
    (reverse_all, "reordered", 1),
    (repeat_one, "added", 5),
    (repeat_later, "added", 5),
    (insert_a_forged_one, "added", 5),
]


@pytest.mark.parametrize(("tamper", "kind", "place"), TAMPERINGS, ids=lambda v: getattr(v, "__name__", str(v)))
def test_tampering_is_found_and_named_with_and_without_a_checkpoint(tamper, kind, place):
    entries = ledger(10)
    checkpoint = make_checkpoint("hall", entries, AT)
    tamper(entries)
    for report in (verify_chain(entries), verify_against(entries, checkpoint)):
        assert (report.ok, report.kind, report.first_bad) == (False, kind, place)
        assert str(place) in report.message


def test_an_untouched_ledger_is_accepted_with_and_without_a_checkpoint():
    entries = ledger(10)
    assert verify_chain(entries).ok
    assert verify_against(entries, make_checkpoint("hall", entries, AT)).ok


def test_a_ledger_that_grew_since_the_checkpoint_is_accepted():
    entries = ledger(10)
    checkpoint = make_checkpoint("hall", entries[:7], AT)
    assert verify_against(entries, checkpoint).ok


def test_entries_cut_off_at_the_end_show_only_against_a_checkpoint():
    entries = ledger(10)
    checkpoint = make_checkpoint("hall", entries, AT)
    assert verify_chain(entries[:8]).ok
    report = verify_against(entries[:8], checkpoint)
    assert (report.kind, report.first_bad) == ("cut_off", 9)


def test_an_emptied_ledger_is_cut_off_at_its_first_entry():
    report = verify_against([], make_checkpoint("hall", ledger(3), AT))
    assert (report.kind, report.first_bad) == ("cut_off", 1)
    assert verify_chain([]).ok


@pytest.mark.parametrize("tamper", [edit_field, remove_one, swap_contents, insert_a_forged_one])
def test_a_rewritten_ledger_shows_only_against_a_checkpoint(tamper):
    entries = ledger(10)
    checkpoints = [make_checkpoint("hall", entries[:n], AT) for n in (3, 8)]
    tamper(entries)
    entries = rechain(entries)
    assert verify_chain(entries).ok
    report = verify_against(entries, *checkpoints)
    assert not report.ok and report.kind == "edited"
    assert "4 至 8" in report.message, "the checkpoint before bounds the place from below"


def test_a_rewriting_between_neighbouring_checkpoints_is_placed_exactly():
    entries = ledger(6)
    checkpoints = [make_checkpoint("hall", entries[:n], AT) for n in (4, 5)]
    entries[4] = {**entries[4], "facts": {}}
    assert verify_against(rechain(entries), *checkpoints).first_bad == 5


def test_a_forged_root_in_a_checkpoint_does_not_agree():
    entries = ledger(5)
    good = make_checkpoint("hall", entries, AT)
    bad = type(good)(good.log, good.count, good.head, "0" * 64, good.at)
    assert verify_against(entries, good).ok
    assert not verify_against(entries, bad).ok


def test_no_checkpoint_is_made_over_a_broken_ledger():
    entries = ledger(5)
    del entries[2]
    with pytest.raises(Refused) as no:
        make_checkpoint("hall", entries, AT)
    assert no.value.code == "ledger_broken"


def test_floats_are_refused_because_they_have_more_than_one_spelling():
    with pytest.raises(BadInput):
        entry_hash(START, 1, AT, "a", "b", "c", {"score": 59.5})


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_any_random_change_is_found_with_a_checkpoint(seed, count):
    chance = random.Random(seed)
    entries = ledger(count)
    checkpoint = make_checkpoint("hall", entries, AT)
    changed = list(entries)
    place = chance.randrange(count)
    act = chance.choice(["edit", "remove", "repeat", "swap", "cut"])
    if act == "edit":
        changed[place] = {**changed[place], chance.choice(["actor", "action", "subject", "at"]): "x"}
    elif act == "remove":
        del changed[place]
    elif act == "repeat":
        changed.insert(chance.randrange(count + 1), changed[place])
    elif act == "swap":
        other = chance.randrange(count)
        changed[place], changed[other] = changed[other], changed[place]
    else:
        del changed[place:]
    hidden = chance.random() < 0.5
    if hidden:
        changed = rechain(changed)
    only_appended = changed[:count] == entries and (hidden or len(changed) == count)
    assert verify_against(changed, checkpoint).ok == only_appended
