"""Bad facts, bad files: refused by the name of the key or row, never a traceback; the command line's answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from liangcai.cli.main import main
from liangcai.engines.rules.bulk_files import screen
from liangcai.engines.rules.career import career_view, decide
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.reading import LARGEST, read_json
from liangcai.kernel.refusals import BadInput, RowErrors

ROOT = Path(__file__).parents[3]
POLICY = load_policy(ROOT / "policy")
ON = date(2022, 6, 30)
LEVEL = {"level": "二级", "kind": "level", "obtained_on": "2019-05-01"}


@pytest.mark.parametrize(("facts", "where"), [
    ({"wrok": {}}, "wrok"), ({"work": {"provinz": "32"}}, "work.provinz"), ({"work": []}, "work"),
    ({"work": {"province": "江苏"}}, "work.province"), ({"work": {"employer": "firm"}}, "work.employer"),
    ({"work": {"front_line": 1}}, "work.front_line"), ({"work": {"occupation": "6-31"}}, "work.occupation"),
    ({"work": {"occupation": "６-31-01-10"}}, "work.occupation"), ({"work": {"place_kind": "moon"}}, "work.place_kind"),
    ({"skills": {}}, "skills"), ({"skills": [3]}, "skills[0]"),
    ({"skills": [{**LEVEL, "level": "九级"}]}, "skills[0].level"),
    ({"skills": [{"kind": "level"}]}, "skills[0].level"),
    ({"skills": [LEVEL, {**LEVEL, "obtained_on": "2022-07-01"}]}, "skills[1].obtained_on"),
    ({"skills": [{**LEVEL, "obtained_on": "2019-02-29"}]}, "skills[0].obtained_on"),
    ({"skills": [{**LEVEL, "obtained_on": "0001-01-01"}]}, "skills[0].obtained_on"),
    ({"skills": [{**LEVEL, "obtained_on": 20190501}]}, "skills[0].obtained_on"),
    ({"titles": [{"series": "工程", "rank": "院士"}]}, "titles[0].rank"),
    ({"titles": [{"series": "工程"}]}, "titles[0].rank"),
    ({"skill_work": [{"to": None}]}, "skill_work[0].from"),
    ({"skill_work": [{"from": "2019-01-01", "to": "2018-12-31"}]}, "skill_work[0].to"),
    ({"skill_work": [{"from": "2019-01-01"}, {"from": "2019-01-01", "to": "2020-01-01"}]}, "skill_work[1].from"),
    ({"skill_work": [{"from": "2023-01-01"}]}, "skill_work[0].from"),
    ({"appraisals": [{"year": 2021, "result": "合格"}, {"year": 2021, "result": "不合格"}]}, "appraisals[1].year"),
    ({"appraisals": [{"year": 2023, "result": "合格"}]}, "appraisals[0].year"),
    ({"appraisals": [{"year": 2021.0, "result": "合格"}]}, "appraisals[0].year"),
    ({"honours": [{"name": ""}]}, "honours[0].name"), ({"honours": [{"name": "某奖" * 80}]}, "honours[0].name"),
    ({"honours": ["全国技术能手"]}, "honours[0]"),
    ({"competitions": [{"event": "奥运会"}]}, "competitions[0].event"),
    ({"competitions": [{"event": "other", "place": 0}]}, "competitions[0].place"),
    ({"competitions": [{"event": "other", "place": True}]}, "competitions[0].place"),
    ({"competitions": [{"event": "other"}] * 501}, "competitions"),
    ({"fraud": "no"}, "fraud"), ([], ""), (None, ""), ("x", ""),
])
def test_bad_facts_are_refused_by_the_name_of_the_key(facts, where):
    with pytest.raises(BadInput) as no:
        decide(facts, POLICY, ON)
    assert no.value.where == where and no.value.message


@pytest.mark.parametrize("content", [
    b"", b"{", b"\xff\xfe", b'{"fraud": NaN}', b'{"fraud": Infinity}', b'{"a": 1, "a": 2}', b"[" * 100_000,
    b" " * (LARGEST + 1), b'{"x": ' + b"9" * 5_000 + b"}",
])
def test_what_is_no_json_document_is_refused(content):
    with pytest.raises(BadInput):
        read_json(content)


def test_facts_about_nothing_leave_everything_open():
    answer = decide({}, POLICY, ON)
    assert [answer[key]["decision"] for key in ("title_review", "skill_evaluation", "direct_recognition")] == [
        "needs_evidence"] * 3
    assert answer["series"] == []


def test_a_prize_needs_no_other_fact_to_be_recognised():
    prize = {"event": "世界技能大赛", "award": "金牌", "role": "competitor", "on": "2021-06-01"}
    direct = decide({"competitions": [prize]}, POLICY, ON)["direct_recognition"]
    assert (direct["decision"], direct["highest"], direct["by"]) == ("eligible", "一级", "province")


def test_found_fraud_closes_every_way():
    prize = {"event": "世界技能大赛", "award": "金牌", "role": "competitor", "on": "2021-06-01"}
    answer = decide({"competitions": [prize], "fraud": True}, POLICY, ON)
    assert {answer[key]["decision"] for key in ("title_review", "skill_evaluation", "direct_recognition")} == {
        "not_eligible"}


def test_recognition_never_lowers_a_level():
    facts = {"skills": [{**LEVEL, "level": "特级技师"}], "honours": [{"name": "江苏技能大奖"}], "competitions": []}
    assert decide(facts, POLICY, ON)["direct_recognition"]["decision"] == "not_eligible"


def test_before_the_document_the_answer_says_so():
    answer = decide({}, POLICY, date(2021, 12, 29))
    assert answer["title_review"]["decision"] == "not_eligible"
    assert any("苏人社发〔2021〕132号" in line for line in answer["warnings"])


# -- bulk files

GOOD = {"person_id": "演示1", "province": "32", "employer": "enterprise", "front_line": "true", "skill_level": "二级",
        "level_2_on": "2019-05-01"}


def write_csv(path: Path, *rows: dict[str, str]) -> Path:
    pl.DataFrame(rows, infer_schema_length=None).write_csv(path)
    return path


def run(source: Path, target: Path, **options):
    return screen(source, target, career_view(POLICY, ON), **options)


@pytest.mark.parametrize(("field", "value"), [
    ("province", "江苏"), ("employer", "firm"), ("front_line", "maybe"), ("skill_level", "九级"),
    ("level_2_on", "2019-02-30"), ("level_2_on", "2022-07-01"), ("level_2_on", "NaN"), ("person_id", ""),
])
def test_a_bad_cell_refuses_the_file_and_names_row_and_column(tmp_path, field, value):
    source = write_csv(tmp_path / "in.csv", GOOD, {**GOOD, field: value})
    with pytest.raises(RowErrors) as no:
        run(source, tmp_path / "out.parquet")
    assert [(error["row"], error["field"]) for error in no.value.errors] == [(2, field)]
    assert not (tmp_path / "out.parquet").exists()


def test_with_accept_valid_the_good_rows_are_decided_and_the_others_listed(tmp_path):
    source = write_csv(tmp_path / "in.csv", GOOD, {**GOOD, "employer": "firm"}, {**GOOD, "person_id": "演示3"})
    found = run(source, tmp_path / "out.parquet", accept_valid=True)
    assert (found.rows, found.decided, found.refused_rows) == (3, 2, 1)
    assert found.refused[0]["found"] == "firm"
    assert pl.read_parquet(tmp_path / "out.parquet")["person_id"].to_list() == ["演示1", "演示3"]


def test_contradictions_inside_a_row_are_bad(tmp_path):
    row = {**GOOD, "skill_work_since": "2015-01-01", "skill_work_until": "2014-12-31", "level_1_on": "2020-01-01"}
    with pytest.raises(RowErrors) as no:
        run(write_csv(tmp_path / "in.csv", row), tmp_path / "out.parquet")
    assert {error["field"] for error in no.value.errors} == {"skill_work_until", "level_1_on"}


@pytest.mark.parametrize(("name", "content"), [
    ("a.csv", b""), ("a.csv", b"x,y\n1,2\n"), ("a.csv", b"city\nx\n"), ("a.csv", b"person_id,person_id\n1,2\n"),
    ("a.csv", "person_id,人员编号\n1,2\n".encode()), ("a.parquet", b"PAR1 no"), ("a.xlsx", b"PK no"), ("a.txt", b"x"),
    ("a.csv", b"person_id,city\n1,\xff\xfe\n"), ("a.csv", b"person_id,city\n1,2,3\n"),
])
def test_a_file_that_is_no_table_of_persons_is_refused(tmp_path, name, content):
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(BadInput):
        run(source, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("columns", [
    {"front_line": [1.5]}, {"level_2_on": [20190501]}, {"appraisals_passed": ["3", ]} | {"title": [3]},
])
def test_a_parquet_column_of_the_wrong_type_is_named(tmp_path, columns):
    source = tmp_path / "in.parquet"
    pl.DataFrame({"person_id": ["演示1"], **columns}).write_parquet(source)
    with pytest.raises(BadInput) as no:
        run(source, tmp_path / "out.parquet")
    assert any(name in no.value.message for name in columns)


def test_csv_xlsx_and_parquet_give_the_same(tmp_path):
    rows = [GOOD, {**GOOD, "person_id": "演示2", "skill_level": "一级"}]
    write_csv(tmp_path / "a.csv", *rows)
    pl.DataFrame(rows).write_parquet(tmp_path / "a.parquet")
    book = openpyxl.Workbook()
    book.active.append(list(GOOD))
    for row in rows:
        book.active.append([date.fromisoformat(v) if k == "level_2_on" else v for k, v in row.items()])
    book.save(tmp_path / "a.xlsx")
    results = []
    for kind in ("csv", "parquet", "xlsx"):
        run(tmp_path / f"a.{kind}", tmp_path / f"{kind}.out.parquet")
        results.append(pl.read_parquet(tmp_path / f"{kind}.out.parquet"))
    assert results[0].equals(results[1]) and results[1].equals(results[2])


def test_who_lacks_one_condition_is_listed(tmp_path):
    row = {**GOOD, "technical_post": "true", "occupation": "6-31-01-10", "access_qualified": "true",
           "basic_conditions_met": "true", "skill_work_since": "2010-01-01", "appraisals_passed": "2"}
    source = write_csv(tmp_path / "in.csv", row, {**row, "person_id": "演示2", "province": "31"})
    run(source, tmp_path / "out.parquet", near=tmp_path / "near.csv")
    near = pl.read_csv(tmp_path / "near.csv")
    assert ("演示1", "001-020", "近三年合格") in near.select("person_id", "rule", "lacking").rows()
    assert near.filter(pl.col("person_id") == "演示2").is_empty()


# -- the command

def cli(capsys, *words: str) -> tuple[int, str, str]:
    try:
        main(words)
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_decides_from_a_file(capsys, tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"honours": [{"name": "全国技术能手"}]}), encoding="utf-8")
    status, out, _ = cli(capsys, "rules", "decide", "career", str(file), "--on", "2022-06-30", "--json")
    answer = json.loads(out)
    assert status == 0 and answer["direct_recognition"]["highest"] == "一级"
    assert set(answer["reasons"][0]) >= {"rule", "outcome", "truth", "citation", "conditions", "missing", "earliest_on"}
    assert cli(capsys, "rules", "decide", "career", str(file))[0] == 0


@pytest.mark.parametrize("words", [
    ("decide", "career", "NOFILE"), ("decide", "nothing", "-"), ("decide", "career", "FILE", "--on", "2022-02-30"),
    ("decide", "career", "FILE", "--on", "20220630"), ("bulk", "NOFILE.csv", "out.parquet"), ("sql", "--table", "a b"),
])
def test_bad_usage_ends_with_status_two_and_one_object(capsys, tmp_path, words):
    file = tmp_path / "facts.json"
    file.write_text("{}", encoding="utf-8")
    status, out, err = cli(capsys, "rules", *(str(file) if word == "FILE" else word for word in words), "--json")
    assert status == 2 and out == ""
    assert set(json.loads(err)) >= {"code", "message", "where", "hint"}


def test_the_list_has_all_350_rows_and_executed_career_rows_have_cases(capsys):
    status, out, _ = cli(capsys, "rules", "list", "--json")
    rows = json.loads(out)
    assert status == 0 and len(rows) == len({row["id"] for row in rows}) == 350
    for row in rows:
        assert set(row) >= {"id", "status", "title", "citation", "in_force", "jurisdiction", "where", "cases"}
        if any(part["subject"] == "career" for part in row["parts"]):
            assert row["cases"] >= 3, row["id"]


def test_sql_and_columns_print(capsys):
    assert "WITH" in cli(capsys, "rules", "sql", "--on", "2022-06-30")[1]
    names = [row["name"] for row in json.loads(cli(capsys, "rules", "columns", "--json")[1])]
    assert names[0] == "person_id"
    assert "技能等级" in cli(capsys, "rules", "columns", "--facts")[1]
