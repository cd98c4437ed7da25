import json
from datetime import date

import pytest

from liangcai.cli.main import main
from liangcai.engines.ledger.chain import verify_chain
from liangcai.engines.ledger.checkpoint import SIGNED_KIND, make_checkpoint
from liangcai.engines.ledger.export import read_entries, write_line
from liangcai.engines.sealing.keys import KeySet, generate_signing_key, public_of, write_key_set
from liangcai.engines.sealing.signed_document import sign_document
from liangcai.kernel import canonical_json
from tests.engines.ledger.test_chain import AT, TAMPERINGS, ledger


@pytest.fixture
def run(capsys):
    def call(*arguments):
        try:
            main([*map(str, arguments), "--json"])
            status = 0
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, json.loads(out if status == 0 else err)

    return call


@pytest.fixture
def export(tmp_path):
    return write(tmp_path / "export.jsonl", ledger(10))


def write(path, entries, line=write_line):
    path.write_bytes(b"".join(map(line, entries)))
    return path


def loose_line(entry):
    """The same entry as another program would write it."""
    return json.dumps({key: entry[key] for key in sorted(entry, reverse=True)}).encode() + b"\r\n"


def test_an_untouched_export_is_accepted(run, export):
    status, answer = run("ledger", "verify", export)
    assert (status, answer["ok"], answer["count"]) == (0, True, 10)


def test_spacing_and_order_of_keys_are_not_tampering(run, tmp_path):
    status, answer = run("ledger", "verify", write(tmp_path / "loose.jsonl", ledger(10), loose_line))
    assert (status, answer["count"]) == (0, 10)


@pytest.mark.parametrize("line", [write_line, loose_line])
@pytest.mark.parametrize(("tamper", "kind", "place"), TAMPERINGS, ids=lambda v: getattr(v, "__name__", str(v)))
def test_the_command_names_what_was_done_in_either_spelling(run, tmp_path, tamper, kind, place, line):
    entries = ledger(10)
    tamper(entries)
    status, problem = run("ledger", "verify", write(tmp_path / "bad.jsonl", entries, line))
    assert (status, problem["code"], problem["facts"]["first_bad"]) == (1, f"ledger_{kind}", place)


def test_a_cut_export_is_found_with_a_signed_checkpoint_beside_its_keys(run, tmp_path, export):
    key = generate_signing_key("province")
    point = make_checkpoint("hall", ledger(10), AT)
    file = tmp_path / "checkpoint.json"
    file.write_bytes(canonical_json.encode(sign_document(SIGNED_KIND, point.as_dict(), key)))
    (tmp_path / "KEYS.json").write_bytes(write_key_set(KeySet([public_of(key, "省中心", date(2026, 1, 1))]).values()))
    status, answer = run("ledger", "verify", export, "--checkpoint", file)
    assert (status, answer["checkpoint_signed_by"]) == (0, ["省中心"])
    write(export, ledger(10)[:9])
    status, problem = run("ledger", "verify", export, "--checkpoint", file)
    assert (status, problem["facts"]["kind"], problem["facts"]["first_bad"]) == (1, "cut_off", 10)


def test_a_checkpoint_that_was_edited_to_fit_is_refused(run, tmp_path, export):
    key = generate_signing_key("province")
    document = sign_document(SIGNED_KIND, make_checkpoint("hall", ledger(10), AT).as_dict(), key)
    fitted = {**document, **make_checkpoint("hall", ledger(9), AT).as_dict()}
    file, keys = tmp_path / "c.json", tmp_path / "k.json"
    file.write_bytes(canonical_json.encode(fitted))
    keys.write_bytes(write_key_set([public_of(key, "省中心", date(2026, 1, 1))]))
    status, problem = run("ledger", "verify", export, "--checkpoint", file, "--keys", keys)
    assert (status, problem["code"]) == (1, "bad_signature")


@pytest.mark.parametrize(
    "line",
    [b"not json\n", b"[]\n", b'{"sequence":1}\n', b"\xff\xfe\n", b'{"sequence":1.5}\n', b"[" * 100_000 + b"\n"],
)
def test_a_malformed_line_is_bad_input_with_its_number(run, export, line):
    export.write_bytes(export.read_bytes() + line)
    status, problem = run("ledger", "verify", export)
    assert status == 2 and "第 11 行" in problem["where"]


def test_a_file_that_ends_within_a_line_says_so(run, export):
    export.write_bytes(export.read_bytes()[:-30])
    status, problem = run("ledger", "verify", export)
    assert status == 2 and "第 10 行" in problem["where"] and "中间断了" in problem["message"]


@pytest.mark.parametrize(("field", "value"), [("sequence", "1"), ("sequence", True), ("facts", []), ("hash", None)])
def test_a_field_of_the_wrong_type_is_bad_input(run, export, field, value):
    entry = {**ledger(1)[0], field: value}
    export.write_text(json.dumps(entry) + "\n")
    status, problem = run("ledger", "verify", export)
    assert status == 2 and field in problem["message"]


def test_a_missing_file_and_a_folder_are_bad_input(run, tmp_path):
    assert run("ledger", "verify", tmp_path / "none.jsonl")[0] == 2
    assert run("ledger", "verify", tmp_path)[0] == 2


def test_the_reader_that_parses_agrees_with_the_one_that_does_not(export):
    with open(export, "rb") as lines:
        assert verify_chain(read_entries(lines)).ok
