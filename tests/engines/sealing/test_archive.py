"""An archive is whole and unchanged, or the file at fault is named."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.sealing.archive import MANIFEST, make_archive, read_archive
from liangcai.engines.sealing.keys import KeySet, generate_signing_key, public_of
from liangcai.kernel.refusals import BadInput, Refused

KEY = generate_signing_key("hall-1", "ES256")
STRANGER = generate_signing_key("stranger", "ES256")
FILES = {"01-计划.json": b"{}", "02-名册.xlsx": b"PK" * 900, "空.txt": b""}


def known(*keys):
    from datetime import date

    return KeySet([public_of(key, "演示", date(2021, 1, 1)) for key in keys])


KEYS = known(KEY)
DATA = make_archive(FILES, {"plan_number": "P1"}, KEY)


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def unpacked(data=DATA):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_was_put_in_is_listed_with_its_digests():
    facts = read_archive(DATA, KEYS)
    assert (facts.about, set(facts.files), facts.signed_by) == ({"plan_number": "P1"}, set(FILES), ("hall-1",))


@pytest.mark.parametrize("change, code", [
    (lambda f: f.pop("空.txt"), "file_missing"), (lambda f: f.update({"02-名册.xlsx": b"PK"}), "file_changed"),
    (lambda f: f.update({"99.txt": b"x"}), "file_added"), (lambda f: f.pop(MANIFEST), "not_an_archive"),
    (lambda f: f.update({MANIFEST: f[MANIFEST].replace(b"P1", b"P2")}), "bad_signature")])  # fmt: skip
def test_what_was_removed_changed_or_added_is_named(change, code):
    files = unpacked()
    change(files)
    with pytest.raises((Refused, BadInput)) as no:
        read_archive(packed(files), KEYS)
    assert no.value.code == code


def test_a_strangers_signature_does_not_count():
    with pytest.raises(Refused) as no:
        read_archive(make_archive(FILES, {}, STRANGER), KEYS)
    assert no.value.code == "unknown_key"


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_flipped_byte_is_taken_for_another_content(place, mask):
    """A flip in unsigned framing may leave the files as they are; it never changes what is read as signed."""
    data = DATA[:place] + bytes([DATA[place] ^ mask]) + DATA[place + 1 :]
    try:
        facts = read_archive(data, KEYS)
    except Refused:
        return
    assert facts == read_archive(DATA, KEYS)


@given(st.integers(0, len(DATA) - 1))
def test_a_cut_archive_is_refused(length):
    with pytest.raises(BadInput):
        read_archive(DATA[:length], KEYS)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\b", "", MANIFEST])
def test_no_name_leaves_the_folder(name):
    with pytest.raises(BadInput):
        make_archive({name: b""}, {}, KEY)
