"""The whole chain, and what its documents are worth to somebody who trusts nobody."""

import json
import sqlite3

from tests.cli.conftest import run


def summary(folder):
    return json.loads((folder / "stdout.json").read_text(encoding="utf-8"))


def first_certificate(folder):
    return next((folder / "demo" / "证书").glob("*.pdf"))


def test_the_demonstration_runs_every_step_and_says_where_to_look(demonstration):
    told = summary(demonstration)
    assert [s["step"] for s in told["steps"]] == list(range(1, len(told["steps"]) + 1)) and len(told["steps"]) >= 26
    assert told["certificates"]
    assert all((demonstration / "demo" / name).exists() for name in told["documents"])


def test_a_second_run_on_the_same_folder_is_refused_with_words(demonstration):
    outcome = run("demo", "--data", demonstration)
    assert outcome.returncode == 1
    assert "已有一次完整的演示" in outcome.stderr and "Traceback" not in outcome.stderr


def test_a_run_that_was_cut_off_says_how_far_it_came(tmp_path):
    progress = tmp_path / "demo" / "PROGRESS.json"
    progress.parent.mkdir()
    progress.write_text(json.dumps({"done": 7, "of": 24, "next": "组卷"}), encoding="utf-8")
    outcome = run("demo", "--data", tmp_path)
    assert outcome.returncode == 1
    assert "7/24" in outcome.stderr and "组卷" in outcome.stderr


def test_each_site_has_a_database_of_its_own_and_the_hall_no_table_for_items(demonstration):
    def tables(site):
        with sqlite3.connect(demonstration / site / "liangcai.sqlite3") as database:
            return {name for (name,) in database.execute("select name from sqlite_master where type='table'")}

    assert "item_bank_item" in tables("vault")
    for absent in ("item_bank_item", "papers_paper", "sittings_answer"):
        assert absent not in tables("hall")
    assert "registrations_candidate" not in tables("vault") | tables("room")


def test_no_identity_number_lies_readable_in_any_database(demonstration):
    import io

    from openpyxl import load_workbook

    book = next((demonstration / "demo").glob("报名表-*.xlsx")).read_bytes()
    numbers = [row[1] for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert numbers
    for site in ("hall", "vault", "room"):
        data = b"".join(p.read_bytes() for p in (demonstration / site).glob("liangcai.sqlite3*"))
        assert not any(number.encode() in data for number in numbers)


def test_an_issued_certificate_verifies_and_one_changed_character_does_not(demonstration):
    pdf = first_certificate(demonstration)
    assert run("certificate", "verify", pdf).returncode == 0
    with sqlite3.connect(demonstration / "hall" / "liangcai.sqlite3") as database:
        ((token,),) = database.execute("select token from certificates_certificate where certificate_number = ?", [pdf.stem])
    keys = pdf.with_name("KEYS.json")
    assert run("certificate", "verify", token, "--keys", keys).returncode == 0
    middle = len(token) // 2
    forged = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    outcome = run("certificate", "verify", forged, "--keys", keys)
    assert outcome.returncode == 1 and "Traceback" not in outcome.stderr


def test_the_exported_audit_chain_verifies_and_names_the_entry_that_was_edited(demonstration, tmp_path):
    export = demonstration / "demo" / "审计链-hall.jsonl"
    assert run("ledger", "verify", export).returncode == 0
    lines = export.read_text(encoding="utf-8").splitlines()
    edited = json.loads(lines[4])
    edited["actor"] = "somebody-else"
    lines[4] = json.dumps(edited, ensure_ascii=False)
    forged = tmp_path / "forged.jsonl"
    forged.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = run("ledger", "verify", forged)
    assert outcome.returncode == 1
    assert "5" in outcome.stdout + outcome.stderr


def test_the_inspection_draw_replays_and_a_changed_winner_is_found(demonstration, tmp_path):
    record = demonstration / "demo" / "抽取记录-双随机抽查.json"
    assert run("draw", "replay", record).returncode == 0
    changed = json.loads(record.read_text(encoding="utf-8"))
    (stratum,) = changed["selected"]
    others = [number for _, number in changed["list"] if number not in changed["selected"][stratum]]
    changed["selected"][stratum] = others[:1]
    forged = tmp_path / "draw.json"
    forged.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert run("draw", "replay", forged).returncode == 1


def test_every_site_passes_its_check_and_a_lost_file_is_found(demonstration, tmp_path):
    for site in ("hall", "vault", "room"):
        assert run("check", "--data", demonstration, "--site", site).returncode == 0
    backup = tmp_path / "hall.backup"
    assert run("backup", backup, "--data", demonstration).returncode == 0
    again = tmp_path / "again"
    assert run("restore", backup, "--data", again).returncode == 0
    assert run("check", "--data", again).returncode == 0
    next((again / "hall" / "files" / "certificates").glob("*.pdf")).unlink()
    outcome = run("check", "--data", again)
    assert outcome.returncode == 1 and "缺 1 个" in outcome.stdout


def test_a_damaged_backup_is_refused_and_nothing_is_restored(demonstration, tmp_path):
    backup = tmp_path / "hall.backup"
    run("backup", backup, "--data", demonstration)
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    outcome = run("restore", backup, "--data", tmp_path / "again")
    assert outcome.returncode in (1, 2) and "Traceback" not in outcome.stderr
    assert not (tmp_path / "again" / "hall").exists()


def test_printed_times_are_the_times_of_the_place(demonstration):
    """The examination begins at nine in the morning in Nanjing, not at one in the night in Greenwich."""
    import pypdfium2

    for name in ("准考证", "门贴", "签到表"):
        text = pypdfium2.PdfDocument(next((demonstration / "demo").glob(f"{name}-*.pdf")))[0].get_textpage().get_text_range()
        assert "09:00" in text.replace("：", ":"), name
        assert "01:00" not in text.replace("：", ":"), name


def test_who_sits_where_replays_and_a_moved_candidate_is_found(demonstration, tmp_path):
    record = next((demonstration / "demo").glob("考场编排-*.json"))
    assert run("draw", "replay", record).returncode == 0
    changed = json.loads(record.read_text(encoding="utf-8"))
    changed["seed"] += 1
    forged = tmp_path / "seating.json"
    forged.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert run("draw", "replay", forged).returncode == 1


def test_both_batches_are_archived_whole(demonstration):
    archives = list((demonstration / "demo").glob("考核档案-*.zip"))
    assert len(archives) == 2
    for archive in archives:
        outcome = run("archive", "verify", archive, "--json")
        assert outcome.returncode == 0 and json.loads(outcome.stdout)["about"]["missing"] == []


def test_a_card_verifies_on_its_days_and_not_after(demonstration):
    folder = demonstration / "demo"
    code, keys = (folder / "证卡二维码.txt").read_text(encoding="utf-8"), folder / "KEYS.json"
    assert run("card", "verify", code, "--keys", keys, "--on", "2030-12-31").returncode == 0
    assert run("card", "verify", code, "--keys", keys, "--on", "2031-01-01").returncode == 1


def test_the_papers_are_assembled_again_from_the_table_and_the_plan_that_were_kept(demonstration, tmp_path):
    folder = demonstration / "demo"
    outcome = run("assemble", "--bank", folder / "组卷题库表-织布工四级.csv", "--blueprint", folder / "组卷方案-织布工四级.toml",
                  "--forms", "2", "--seed", "20211120", "--out", tmp_path / "forms.csv", "--json")  # fmt: skip
    assert outcome.returncode == 0 and json.loads(outcome.stdout)["certified_gap"] == 0
