import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.sealing import ciphers, packages
from liangcai.engines.sealing.disc_image import read_image, write_image
from liangcai.engines.sealing.package_manifest import check_names
from liangcai.engines.sealing.packages import ReceiverAndShares, inspect, open_package, seal
from liangcai.engines.sealing.shares import GroupRule, join_key, joint_key, read_share, split_key
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused
from tests.engines.sealing.samples import (
    APPROVER,
    CERTIFIER,
    KEYS,
    MAKER,
    OPENING,
    OTHER_ROOM,
    ROOM,
    STRANGER,
    manifest,
)

RULES = [GroupRule("省中心", 2, 3), GroupRule("考点", 2, 3)]
SPLIT = split_key(RULES)
PROVINCE, SITE = (group.shares for group in SPLIT.groups)
FILES = {"试卷A.pdf": b"%PDF paper" * 50, "empty.txt": b"", "audio/1.mp3": bytes(range(256)) * 20}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / "paper.lcp"
    seal(path, FILES, manifest(), [MAKER, APPROVER], receivers=[KEYS["room-1"]], shares=SPLIT)
    return path


def reopen(data, folder, key=ROOM, now=OPENING, **options):
    path = folder / "changed.lcp"
    path.write_bytes(data)
    return open_package(path, key, KEYS, now, **options)


def code(call):
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


@pytest.mark.parametrize("suite", list(ciphers.SUITES))
def test_what_was_sealed_comes_out_by_key_by_receiver_and_by_shares(tmp_path, suite):
    path = tmp_path / "p.lcp"
    digest = seal(path, FILES, manifest(), [MAKER, APPROVER], receivers=[KEYS["room-1"]], shares=SPLIT, suite=suite)
    for key in (SPLIT.key, ROOM, [*PROVINCE[:2], *SITE[1:]]):
        assert open_package(path, key, KEYS, OPENING) == FILES
    assert inspect(path).digest == digest and inspect(path).suite == suite


def test_any_two_of_three_in_both_groups_open(sealed):
    for a in range(3):
        for b in range(3):
            shares = [s for i, s in enumerate(PROVINCE) if i != a] + [s for i, s in enumerate(SITE) if i != b]
            assert open_package(sealed, shares, KEYS, OPENING) == FILES


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        ((), "省中心"),
        (PROVINCE, "考点"),
        (SITE, "省中心"),
        ((*PROVINCE, SITE[0]), "考点"),
        ((PROVINCE[0], *SITE), "省中心"),
    ],
)
def test_a_missing_group_or_one_share_too_few_does_not_open(sealed, shares, named):
    with pytest.raises(Refused) as no:
        open_package(sealed, list(shares), KEYS, OPENING)
    assert no.value.code == "too_few_shares" and named in no.value.message


def test_one_share_typed_twice_is_refused_by_number(sealed):
    with pytest.raises(Refused, match="第 2 份与第 1 份") as no:
        open_package(sealed, [PROVINCE[0], PROVINCE[0], *SITE], KEYS, OPENING)
    assert no.value.code == "share_twice"


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """Sealed to one room and to custodians at once."""
    path = tmp_path_factory.mktemp("together") / "paper.lcp"
    seal(path, FILES, manifest(), [MAKER, APPROVER], receivers=[KEYS["room-1"]], shares=SPLIT, together=True)
    return path


def test_what_needs_both_opens_with_the_rooms_key_and_the_shares(together):
    assert inspect(together).together
    assert open_package(together, ReceiverAndShares(ROOM, [*PROVINCE[:2], *SITE[1:]]), KEYS, OPENING) == FILES


@pytest.mark.parametrize(("key", "refusal"), [
    (ROOM, "both_needed"), ([*PROVINCE, *SITE], "both_needed"), (SPLIT.key, "wrong_key_or_altered"),
    (ReceiverAndShares(OTHER_ROOM, [*PROVINCE, *SITE]), "wrong_receiver_key"),
    (ReceiverAndShares(ROOM, [*PROVINCE]), "too_few_shares"), (ReceiverAndShares(ROOM, []), "too_few_shares"),
], ids=["room", "shares", "custodians-key", "other-room", "one-group", "no-shares"])  # fmt: skip
def test_neither_the_room_alone_nor_the_custodians_alone_open_it(together, key, refusal):
    assert code(lambda: open_package(together, key, KEYS, OPENING)) == refusal


def test_both_are_given_or_it_is_not_sealed(tmp_path):
    for one in ({"shares": SPLIT}, {"receivers": [KEYS["room-1"]]}):
        with pytest.raises(BadInput):
            seal(tmp_path / "p.lcp", FILES, manifest(), [MAKER, APPROVER], together=True, **one)


def test_two_sites_have_the_provinces_group_in_common_and_each_its_own():
    province = split_key([GroupRule("省", 2, 3)])
    sites = [joint_key(province, split_key([GroupRule("考点", 2, 3)])) for _ in range(2)]
    groups = [[(g.rule.name, g.set_mark) for g in site.groups] for site in sites]
    for site, named in zip(sites, groups, strict=True):
        typed = [*province.groups[0].shares[:2], *site.groups[1].shares[1:]]
        assert join_key(typed, named) == site.key
    with pytest.raises(Refused):
        join_key([*province.groups[0].shares[:2], *sites[0].groups[1].shares[:2]], groups[1])


def test_shares_of_another_package_are_refused(sealed):
    other = split_key(RULES).groups[0].shares
    assert code(lambda: open_package(sealed, [*other[:2], *SITE], KEYS, OPENING)) == "foreign_share"


def test_a_share_typed_in_small_letters_without_blanks_is_read():
    share = PROVINCE[0]
    assert read_share(share.replace(" ", "-").lower()) == read_share(share)
    assert read_share(share.replace("0", "O").replace("1", "l")) == read_share(share)


@given(st.integers(0, 63), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_single_mistyped_character_is_noticed(place, letter):
    plain = PROVINCE[0].replace(" ", "")
    typed = plain[:place] + letter + plain[place + 1 :]
    if typed == plain:
        assert read_share(typed) == read_share(plain)
    else:
        with pytest.raises(BadInput):
            read_share(typed)


@pytest.mark.parametrize("text", ["", "U" * 64, "0" * 63, "0" * 65, "你" * 64, "0" * 64])
def test_what_is_no_share_is_bad_input(text):
    with pytest.raises(BadInput):
        read_share(text)


def test_a_given_key_is_what_the_shares_restore():
    split = split_key([GroupRule("甲", 3, 5)], bytes(range(32)))
    assert join_key(split.groups[0].shares[2:], [("甲", split.groups[0].set_mark)]) == bytes(range(32)) == split.key


@pytest.mark.parametrize("rule", [(1, 3), (4, 3), (2, 16), (0, 0)])
def test_a_rule_that_one_person_could_meet_is_refused(rule):
    with pytest.raises(BadInput):
        split_key([GroupRule("甲", *rule)])


@pytest.mark.parametrize(("seconds", "opens"), [(-1, False), (0, True), (1, True)])
def test_it_does_not_open_before_its_time(sealed, seconds, opens):
    now = OPENING + timedelta(seconds=seconds)
    if opens:
        assert open_package(sealed, ROOM, KEYS, now) == FILES
    else:
        assert code(lambda: open_package(sealed, ROOM, KEYS, now)) == "too_early"


def test_the_wrong_receiver_is_told_so(sealed):
    assert open_package(sealed, ROOM, KEYS, OPENING, receiver="room-1") == FILES
    assert code(lambda: open_package(sealed, ROOM, KEYS, OPENING, receiver="room-2")) == "wrong_receiver"
    assert code(lambda: open_package(sealed, OTHER_ROOM, KEYS, OPENING)) == "wrong_receiver_key"
    impostor = replace(OTHER_ROOM, key_id="room-1")
    assert code(lambda: open_package(sealed, impostor, KEYS, OPENING)) == "wrong_key_or_altered"
    assert code(lambda: open_package(sealed, bytes(32), KEYS, OPENING)) == "wrong_key_or_altered"


def test_inspecting_needs_no_key_and_checks_signatures_when_it_can(sealed):
    assert inspect(sealed).signed_by == () and inspect(sealed, KEYS).signed_by == ("maker", "approver")
    facts = inspect(sealed, KEYS)
    assert [f.name for f in facts.manifest.files] == list(FILES)
    assert [(g.name, g.needed, g.total) for g in facts.groups] == [("省中心", 2, 3), ("考点", 2, 3)]
    assert facts.manifest == replace(manifest(), files=facts.manifest.files)


def test_no_flipped_byte_goes_unnoticed(sealed, tmp_path):
    data = sealed.read_bytes()
    assert reopen(data, tmp_path) == FILES
    for place in range(0, len(data), 7):
        with pytest.raises(Refused):
            reopen(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], tmp_path)


def test_no_truncation_goes_unnoticed(sealed, tmp_path):
    data = sealed.read_bytes()
    for length in [*range(0, len(data), 97), len(data) - 1]:
        with pytest.raises(Refused):
            reopen(data[:length], tmp_path)
    with pytest.raises(Refused):
        reopen(data + b"\x00", tmp_path)


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_random_damage_is_refused_with_words(sealed, tmp_path_factory, seed):
    chance, data = random.Random(seed), bytearray(sealed.read_bytes())
    a, b = sorted(chance.randrange(len(data)) for _ in range(2))
    chance.choice(
        [
            lambda: data.__setitem__(slice(a, b), chance.randbytes(b - a + 1)),
            lambda: data.insert(a, 7),
            lambda: data.__delitem__(slice(a, b + 1)),
        ]
    )()
    with pytest.raises(Refused) as no:
        reopen(bytes(data), tmp_path_factory.mktemp("damage"))
    assert no.value.message


def test_swapped_repeated_or_dropped_chunks_do_not_decrypt():
    key, bound, chunks = bytes(32), b"header", [b"a" * 100, b"b" * 100, b"c" * 40]
    for suite in ciphers.SUITES:
        k = ciphers.derive(suite, key, b"salt", "test")
        sealed_chunks = list(ciphers.encrypt_stream(suite, k, chunks, bound))
        assert list(ciphers.decrypt_stream(suite, k, sealed_chunks, bound)) == chunks
        one, two, three = sealed_chunks
        for wrong in ([two, one, three], [one, one, three], [one, two], [one, three], [one, two, three, three], []):
            with pytest.raises(Refused):
                list(ciphers.decrypt_stream(suite, k, wrong, bound))
        with pytest.raises(Refused):
            list(ciphers.decrypt_stream(suite, k, sealed_chunks, b"another header"))


def resigned(sealed, change, folder, signers=(MAKER, APPROVER)):
    """The package with its header rewritten and signed again by people who hold the signing keys."""
    with open(sealed, "rb") as package:
        frame = packages._read_frame(package, "")
        package.seek(frame.body_start)
        body = package.read(frame.body_end - frame.body_start)
    header = canonical_json.decode(frame.header_bytes)
    change(header)
    data = canonical_json.encode(header)
    start = packages.MAGIC + len(data).to_bytes(4, "big") + data + body
    digest = packages.hashlib.sha256(start).digest()
    trailer = canonical_json.encode([packages._sign(signer, digest) for signer in signers])
    return start + trailer + len(trailer).to_bytes(4, "big")


def test_resigning_without_a_change_is_accepted(sealed, tmp_path):
    assert reopen(resigned(sealed, lambda h: None, tmp_path), tmp_path) == FILES


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h["manifest"].update(receiver="room-9"),
        lambda h: h["manifest"].update(not_before=None),
        lambda h: h["manifest"]["files"].reverse(),
        lambda h: h["manifest"]["files"][0].update(sha256="00" * 32),
        lambda h: h.update(suite="SM4-GCM"),
        lambda h: h.update(suite="ROT13"),
        lambda h: h.update(salt="00" * 32),
        lambda h: h.update(salt=5),
        lambda h: h.update(chunk=1),
        lambda h: h.pop("groups"),
        lambda h: h.update(groups=[1]),
        lambda h: h.update(receivers=[{}]),
        lambda h: h.update(signers=[]),
        lambda h: h["manifest"].update(files=[]),
        lambda h: h["manifest"]["files"][0].update(size=10**18),
        lambda h: h["manifest"]["files"][0].update(size=-1),
        lambda h: h["manifest"]["files"][0].update(name="../../etc/cron.d/x"),
        lambda h: h.update(manifest=[]),
        lambda h: h["receivers"][0].update(ephemeral="00" * 32),
        lambda h: h["receivers"][0].update(wrapped="zz"),
        lambda h: h["manifest"].update(not_before="soon"),
        lambda h: h["manifest"].update(not_before="2026-01-01T00:00:00"),
    ],
)
def test_a_rewritten_header_is_refused_even_when_signed_again(sealed, tmp_path, change):
    with pytest.raises(Refused):
        reopen(resigned(sealed, change, tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("signers", "expected"),
    [
        ([MAKER], "missing_signature"),
        ([], "missing_signature"),
        ([MAKER, STRANGER], "unknown_key"),
        ([MAKER, replace(STRANGER, key_id="approver")], "bad_signature"),
        ([MAKER, CERTIFIER], "missing_signature"),
    ],
)
def test_every_named_signer_must_have_signed(sealed, tmp_path, signers, expected):
    assert code(lambda: reopen(resigned(sealed, lambda h: None, tmp_path, signers), tmp_path)) == expected


UNSAFE = [
    "../x",
    "/x",
    "a/../b",
    "a//b",
    "a\\b",
    "C:x",
    "",
    ".",
    "a/",
    "a\x00b",
    "a\nb",
    "CON",
    "lpt1.txt",
    "a. ",
    "x" * 241,
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leaves_its_folder_is_neither_sealed_nor_opened(tmp_path, name):
    with pytest.raises(BadInput):
        seal(tmp_path / "p.lcp", {name: b"x"}, manifest(), [MAKER], shares=SPLIT)
    assert not list(tmp_path.iterdir())


def test_names_that_differ_only_in_case_or_clash_with_a_folder_are_refused():
    check_names(["a/b.txt", "a/c.txt", "题.txt"])
    for names in (["A.txt", "a.txt"], ["a", "a/b"], ["\u00e9", "e\u0301"]):
        with pytest.raises(BadInput):
            check_names(names)


def test_a_folder_gets_all_files_or_none(sealed, tmp_path):
    out = tmp_path / "out"
    assert open_package(sealed, ROOM, KEYS, OPENING, into=out) == {}
    assert {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()} == FILES
    assert code(lambda: open_package(sealed, ROOM, KEYS, OPENING, into=out)) == "file_exists"
    other = tmp_path / "other"
    with pytest.raises(Refused):
        open_package(sealed, bytes(32), KEYS, OPENING, into=other)
    assert list(other.rglob("*")) == []


def test_files_from_disc_larger_than_a_chunk_are_sealed_in_pieces(tmp_path):
    big = random.Random(1).randbytes(2 * packages.CHUNK + 1)
    (tmp_path / "big").write_bytes(big)
    for files in ({"a": tmp_path / "big", "b": b"end"}, {"a": big[: packages.CHUNK]}, {"e": b""}):
        path = tmp_path / f"{len(files)}{list(files)[0]}.lcp"
        seal(path, files, manifest(), [MAKER], receivers=[KEYS["room-1"]])
        opened = open_package(path, ROOM, KEYS, OPENING)
        assert opened == {n: s if isinstance(s, bytes) else s.read_bytes() for n, s in files.items()}


def test_a_package_that_nobody_could_open_or_vouch_for_is_not_made(tmp_path):
    path = tmp_path / "p.lcp"
    for signers, options in (
        ([MAKER], {}),
        ([], {"shares": SPLIT}),
        ([CERTIFIER], {"shares": SPLIT}),
        ([MAKER, MAKER], {"shares": SPLIT}),
        ([MAKER], {"receivers": [KEYS["maker"]]}),
        ([MAKER], {"shares": SPLIT, "suite": "none"}),
    ):
        with pytest.raises(BadInput):
            seal(path, FILES, manifest(), signers, **options)
    with pytest.raises(BadInput):
        seal(path, {}, manifest(), [MAKER], shares=SPLIT)
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_not_overwritten(sealed):
    before = sealed.read_bytes()
    assert code(lambda: seal(sealed, FILES, manifest(), [MAKER], shares=SPLIT)) == "file_exists"
    assert sealed.read_bytes() == before


def test_a_disc_image_reads_back_what_was_written(tmp_path, sealed):
    image = tmp_path / "disc.iso"
    write_image(image, {"演示试卷包.lcp": sealed, "说明.txt": b"demo", "empty": b""}, "GP-2026-0173")
    assert read_image(image) == {"演示试卷包.lcp": sealed.read_bytes(), "说明.txt": b"demo", "empty": b""}
    assert code(lambda: write_image(image, {"a": b""}, "X")) == "file_exists"


def test_a_broken_disc_image_and_bad_names_are_bad_input(tmp_path):
    for data in (b"", b"not an image" * 9000):
        (tmp_path / "x.iso").write_bytes(data)
        with pytest.raises(BadInput):
            read_image(tmp_path / "x.iso")
    for files, label in (
        ({}, "A"),
        ({"a/b": b""}, "A"),
        ({"x" * 65: b""}, "A"),
        ({"a": b""}, "小盘"),
        ({"a": b""}, ""),
    ):
        with pytest.raises(BadInput):
            write_image(tmp_path / "y.iso", files, label)
    assert not (tmp_path / "y.iso").exists()
