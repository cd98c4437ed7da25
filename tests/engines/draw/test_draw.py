import copy
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.cli.main import main
from liangcai.engines.draw.method import Assignment, DrawInputs, Reveal, assign, canonical_list, commitment, select
from liangcai.engines.draw.record import draw, replay
from liangcai.kernel.refusals import BadInput, Refused

HERE = Path(__file__).parent
REVEALS = {"省中心": Reveal("271828", "q8Zt"), "市中心": Reveal("314159", "Lm2x")}
MEMBERS = tuple((s, f"{s}-{n:03}") for s in ("南京", "苏州", "宿迁") for n in range(20))


def inputs(**changes):
    usual = DrawInputs(
        title="2026 年第四季度抽查（演示）",
        rule="每市抽三批",
        members=MEMBERS,
        quota={"南京": 3, "苏州": 3, "宿迁": 2},
        announced_at="2026-12-01T09:00:00+08:00",
        beacon_source="演示公开数",
        beacon_at="2026-12-03T21:15:00+08:00",
        beacon_value="03 11 17 22 28 30 07",
        commitments={party: commitment(party, reveal) for party, reveal in REVEALS.items()},
        reveals=REVEALS,
        assignment=Assignment(tuple(f"检查员{n}" for n in range(6)), frozenset({("南京-001", "检查员1")}), 2),
    )
    return replace(usual, **changes)


def write_for_shell(folder, record):
    (folder / "list").write_text(canonical_list(map(tuple, record["list"])), encoding="utf-8")
    (folder / "rule").write_text(record["rule"], encoding="utf-8")
    (folder / "quota").write_text("".join(f"{s}\t{k}\n" for s, k in sorted(record["quota"].items())), encoding="utf-8")
    (folder / "beacon").write_text("".join(record["beacon"][k] + "\n" for k in ("source", "at", "value")), "utf-8")
    (folder / "announcement").write_text(f"{record['title']}\n{record['announced_at']}\n", encoding="utf-8")
    second = record["assignment"]
    lines = [second["per_target"], *second["inspectors"], *("\t".join(pair) for pair in second["conflicts"])]
    (folder / "assignment").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    reveals = record["reveals"]
    told = (f"{p}\t{reveals[p]['secret']}\t{reveals[p]['nonce']}" if p in reveals else f"{p}\tMISSING"
            for p in sorted(record["commitments"]))  # fmt: skip
    (folder / "reveals").write_text("".join(line + "\n" for line in told), encoding="utf-8")


@pytest.mark.parametrize("reveals", [REVEALS, {"省中心": REVEALS["省中心"]}, {}])
def test_three_independent_implementations_agree(tmp_path, reveals):
    record = draw(inputs(reveals=reveals))
    file = tmp_path / "DRAW.json"
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    alone = json.loads(subprocess.check_output([sys.executable, "-I", HERE / "replay_alone.py", file]))
    assert alone["seed"] == record["seed"]
    assert alone["selected"] == record["selected"]
    assert alone["assigned"] == record["assignment"]["result"]
    write_for_shell(tmp_path, record)
    lines = subprocess.check_output(["sh", HERE / "replay.sh", tmp_path]).decode().splitlines()
    assert lines[0] == record["seed"]
    drawn = {}
    for line in lines[1:]:
        stratum, _, member = line.partition("\t")
        drawn.setdefault(stratum, []).append(member)
    assert drawn == record["selected"]


def test_an_untouched_record_replays():
    record = draw(inputs())
    report = replay(json.loads(json.dumps(record)))
    assert report.ok and report.differences == () and report.missing_parties == ()


def swap_the_winner(r):
    r["selected"]["南京"][0] = next(i for s, i in r["list"] if s == "南京" and i not in r["selected"]["南京"])


def drop_from_the_list(r):
    r["list"].remove(["苏州", r["selected"]["苏州"][0]])


def add_to_the_list(r):
    r["list"].append(["苏州", "苏州-999"])


CHANGES = {
    "selected.南京": swap_the_winner,
    "list_sha256": drop_from_the_list,
    "seed": add_to_the_list,
    "beacon.value": lambda r: r["beacon"].update(value="04 11 17 22 28 30 07"),
    "quota": lambda r: r["quota"].update(南京=4),
    "title": lambda r: r.update(title="别的抽查"),
    "announced": lambda r: r.update(announced_at="2026-12-01T09:00:01+08:00"),
    "inspectors": lambda r: r["assignment"]["inspectors"].append("检查员9"),
    "rule": lambda r: r.update(rule="每市抽四批"),
    "assignment.result": lambda r: r["assignment"]["result"].popitem(),
    "conflicts": lambda r: r["assignment"]["conflicts"].append(["南京-002", "检查员2"]),
    "order": lambda r: r["list"].reverse(),
    "extra": lambda r: r.update(remark="说明"),
    "reveal_differs": lambda r: r["reveals"]["省中心"].update(secret="1"),
    "reveal withheld": lambda r: r["reveals"].pop("省中心"),
    "reveal_without_commitment": lambda r: r["commitments"].pop("省中心"),
    "beacon_not_last": lambda r: r.update(announced_at="2026-12-03T21:15:00+08:00"),
    "another start": lambda r: r["beacon"].update(at="2026-12-03T21:15:01+08:00"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_to_a_record_is_found(what):
    record = draw(inputs())
    CHANGES[what](record)
    report = replay(record)
    assert not report.ok and report.differences


@pytest.mark.parametrize("what", ["selected.南京", "reveal_differs", "reveal_without_commitment", "beacon_not_last"])
def test_the_difference_is_named(what):
    record = draw(inputs())
    CHANGES[what](record)
    assert replay(record).differences[0].field == what


def test_signatures_on_a_record_are_not_a_difference():
    assert replay({**draw(inputs()), "kind": "draw", "signatures": []}).ok


def test_a_party_that_keeps_its_secret_back_is_named():
    report = replay(draw(inputs(reveals={"省中心": REVEALS["省中心"]})))
    assert report.ok and report.missing_parties == ("市中心",)


@pytest.mark.parametrize(
    ("at", "accepted"), [("2026-12-01T09:00:00+08:00", False), ("2026-12-01T09:00:01+08:00", True)]
)
def test_the_beacon_must_come_after_the_announcement(at, accepted):
    if accepted:
        assert draw(inputs(beacon_at=at))["seed"]
    else:
        with pytest.raises(Refused) as no:
            draw(inputs(beacon_at=at))
        assert no.value.code == "beacon_not_last"


@pytest.mark.parametrize(("count", "accepted"), [(20, True), (21, False), (0, True), (-1, False)])
def test_a_stratum_gives_at_most_what_it_has(count, accepted):
    if accepted:
        assert len(draw(inputs(quota={"南京": count}))["selected"]["南京"]) == count
    else:
        with pytest.raises(Refused):
            draw(inputs(quota={"南京": count}))


@pytest.mark.parametrize("member", ["", " ", "a\tb", "a\nb", "\x00", None, 7])
def test_an_id_that_could_hide_in_the_list_is_bad_input(member):
    with pytest.raises(BadInput):
        draw(inputs(members=(*MEMBERS, ("南京", member))))


def test_a_member_twice_is_bad_input_however_it_is_composed():
    with pytest.raises(BadInput):
        canonical_list([("a", "\u00e9"), ("a", "e\u0301")])
    with pytest.raises(BadInput):
        canonical_list([])


def test_recusal_is_kept_and_too_few_inspectors_is_refused():
    targets, people = ["a", "b", "c"], ("x", "y", "z")
    conflicts = frozenset({("a", "x"), ("b", "y")})
    result = assign("seed", targets, Assignment(people, conflicts, 2))
    assert set(result["a"]) == {"y", "z"} and set(result["b"]) == {"x", "z"}
    with pytest.raises(Refused) as no:
        assign("seed", targets, Assignment(people, conflicts, 3))
    assert no.value.code == "too_few_inspectors"


@given(st.text("0123456789abcdef", min_size=1), st.permutations(list(MEMBERS)))
def test_the_order_of_the_list_does_not_matter(seed, shuffled):
    quota = {"南京": 5, "苏州": 1}
    assert select(seed, shuffled, quota) == select(seed, MEMBERS, quota)


@given(st.text("0123456789abcdef", min_size=1), st.integers(1, 19))
def test_drawing_one_more_keeps_those_already_drawn(seed, count):
    fewer = select(seed, MEMBERS, {"南京": count})["南京"]
    assert select(seed, MEMBERS, {"南京": count + 1})["南京"][:count] == fewer


@settings(max_examples=40)
@given(st.text(min_size=1), st.integers(1, 30), st.integers(2, 8), st.integers(1, 2))
def test_load_is_level_when_nobody_is_recused(seed, targets, people, per_target):
    names = tuple(f"p{n}" for n in range(people))
    result = assign(seed, [f"t{n}" for n in range(targets)], Assignment(names, frozenset(), per_target))
    load = [sum(name in chosen for chosen in result.values()) for name in names]
    assert max(load) - min(load) <= 1 and all(len(set(c)) == per_target for c in result.values())


def test_every_member_is_drawn_about_equally_often():
    hits = dict.fromkeys((member for _, member in MEMBERS), 0)
    for n in range(1000):
        for member in select(str(n), MEMBERS, {"南京": 5})["南京"]:
            hits[member] += 1
    nanjing = [hits[member] for stratum, member in MEMBERS if stratum == "南京"]
    assert sum(nanjing) == 5000
    assert sum((h - 250) ** 2 / (250 * 0.75) for h in nanjing) < 43.8, "chi-square, 19 degrees, one in a thousand"


def run(capsys, *arguments):
    try:
        main([*map(str, arguments), "--json"])
        status = 0
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, json.loads(out or err)


def test_the_command_accepts_a_true_record_and_names_what_differs(tmp_path, capsys):
    record, file = draw(inputs()), tmp_path / "DRAW.json"
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    status, answer = run(capsys, "draw", "replay", file)
    assert (status, answer["selected"]) == (0, record["selected"])
    swap_the_winner(record)
    file.write_text(json.dumps(record), encoding="utf-8")
    status, problem = run(capsys, "draw", "replay", file)
    assert (status, problem["code"]) == (1, "draw_differs") and "selected.南京" in problem["message"]


BROKEN = {
    "no json": lambda r: None,
    "method": lambda r: r.pop("method"),
    "beacon": lambda r: r.update(beacon="x"),
    "beacon value": lambda r: r["beacon"].update(value=7),
    "list": lambda r: r.update(list=[["a"]]),
    "list of numbers": lambda r: r.update(list=[[1, 2]]),
    "quota": lambda r: r.update(quota=[1]),
    "quota text": lambda r: r.update(quota={"南京": "3"}),
    "reveals": lambda r: r.update(reveals={"省中心": 1}),
    "commitments": lambda r: r.update(commitments=None),
    "time": lambda r: r.update(announced_at="yesterday"),
    "assignment": lambda r: r["assignment"].update(per_target="many"),
    "conflicts": lambda r: r["assignment"].update(conflicts=[[["a"], "b"]]),
    "conflict names": lambda r: r["assignment"].update(conflicts=[[1, 2]]),
    "nobody to each": lambda r: r["assignment"].update(per_target=0),
    "surrogate": lambda r: r.update(rule="\ud800"),
    "title": lambda r: r.update(title=None),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_record_of_another_form_is_bad_input(tmp_path, capsys, what):
    record, file = copy.deepcopy(draw(inputs())), tmp_path / "DRAW.json"
    BROKEN[what](record)
    file.write_text("{" if what == "no json" else json.dumps(record), encoding="utf-8")
    status, problem = run(capsys, "draw", "replay", file)
    assert status == 2 and problem["message"]
