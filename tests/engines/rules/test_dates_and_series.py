"""Full years, united spells, 29 February; occupation codes to series and back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.engines.rules.consequences import (
    certificate_kind,
    gives_right_to_post_transfer,
    is_void,
    reopened,
    step_down,
    subjects_to_sit,
    treated_as,
)
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.series import SERIES, Work, codes_of, series_of, under
from liangcai.engines.rules.spells import anniversary, day_of_years, full_years, years_worked
from liangcai.engines.rules.table import full_years as full_years_of_columns
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.working_days import add_years

ROOT = Path(__file__).parents[3]
ROWS = load_policy(ROOT / "policy").series
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(("start", "end", "years"), [
    (date(2019, 6, 30), date(2022, 6, 30), 3), (date(2019, 6, 30), date(2022, 6, 29), 2),
    (date(2016, 2, 29), date(2019, 2, 28), 3), (date(2016, 2, 29), date(2019, 2, 27), 2),
    (date(2016, 2, 29), date(2020, 2, 28), 3), (date(2016, 2, 29), date(2020, 2, 29), 4),
    (date(2022, 1, 1), date(2021, 1, 1), 0),
])
def test_full_years_are_anniversaries(start, end, years):
    assert full_years(start, end) == years


@given(DAYS, DAYS)
def test_columns_and_single_dates_count_alike(start, end):
    counted = pl.select(full_years_of_columns(pl.lit(start), pl.lit(end)).alias("n")).item()
    assert counted == min(full_years(start, end), 100)


@given(DAYS, st.integers(1, 40))
def test_one_open_spell_is_full_exactly_on_the_anniversary(start, count):
    spells = [(start, None)]
    due = day_of_years(spells, start, count)
    assert due == anniversary(start, count) == add_years(start, count)
    assert years_worked(spells, start, due) == count
    assert years_worked(spells, start, due - timedelta(days=1)) == count - 1


def test_three_separate_years_of_work_are_three_years():
    spells = [(date(2010, 1, 1), date(2010, 12, 31)), (date(2012, 7, 1), date(2013, 6, 30)),
              (date(2016, 3, 1), date(2017, 2, 28))]
    assert years_worked(spells, date(2000, 1, 1), date(2022, 1, 1)) == 3


def test_work_that_ended_one_day_short_is_not_full():
    assert years_worked([(date(2010, 1, 1), date(2010, 12, 30))], date(2000, 1, 1), date(2022, 1, 1)) == 0


def test_overlapping_spells_count_once_and_touching_spells_join():
    overlapping = [(date(2010, 1, 1), date(2012, 12, 31)), (date(2011, 1, 1), date(2013, 12, 31))]
    touching = [(date(2010, 1, 1), date(2010, 5, 17)), (date(2010, 5, 18), date(2013, 12, 31))]
    assert years_worked(overlapping, date(2000, 1, 1), date(2022, 1, 1)) == 4
    assert years_worked(touching, date(2000, 1, 1), date(2022, 1, 1)) == 4


def test_work_before_the_certificate_does_not_count():
    assert years_worked([(date(2000, 1, 1), None)], date(2020, 6, 1), date(2022, 5, 31)) == 1


def test_time_alone_does_not_help_who_no_longer_works():
    assert day_of_years([(date(2018, 1, 1), date(2019, 6, 30))], date(2018, 1, 1), 3) is None


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5), DAYS, DAYS)
def test_years_worked_never_fall_as_time_passes_nor_exceed_the_calendar(pairs, since, on):
    spells = [(min(pair), max(pair)) for pair in pairs]
    worked = years_worked(spells, since, on)
    assert worked <= years_worked(spells, since, on + timedelta(days=31))
    assert worked <= full_years(since, on) or on <= since


@pytest.mark.parametrize(("code", "prefix", "matches"), [
    ("4-02-10-01", "4-02-1", False), ("4-02-01-01", "4-02-01", True), ("4-02-01", "4-02-01", True),
    ("6-31-03-01", "6", True), ("4-12-01-03", "4-1", False),
])
def test_prefixes_match_whole_segments(code, prefix, matches):
    assert under(code, prefix) is matches


@pytest.mark.parametrize(("work", "series"), [
    (Work("4-12-01-03", "museum"), ("工程", "文物博物")), (Work("4-12-01-03", ""), ("工程",)),
    (Work("4-13-01-03", "museum"), ("文物博物", "艺术")), (Work("4-13-01-03"), ("艺术",)),
    (Work("4-14-02-01", "sports"), ("体育",)), (Work("4-14-02-01"), ()),
    (Work("4-08-08-21"), ("工程", "工艺美术", "艺术")), (Work("5-04-02-01"), ("工程", "农业")),
    (Work("6-09-03-01"), ("工程", "工艺美术")), (Work("4-03-01-01"), ()), (Work("4-03-02-11"), ("工程",)),
    (Work("4-03-01-01", "hospital"), ("实验技术",)), (Work("4-03-01-01", "hospital", laboratory=False), ()),
    (Work("", "school", teacher=True), ("实验技术", "技工院校教师")),
])
def test_an_occupation_opens_its_series(work, series):
    assert series_of(work, ROWS) == series


def test_forward_and_reverse_mapping_are_inverse():
    for series in SERIES:
        for code in codes_of(series, ROWS):
            places = ("", "museum", "sports")
            assert any(series in series_of(Work(code, place), ROWS) for place in places), (series, code)
    for row in ROWS:
        if row.code:
            assert row.code in codes_of(row.series, ROWS)


def test_the_annex_is_complete_and_its_checksum_is_checked(tmp_path):
    assert len([row for row in ROWS if row.kind == "prefix"]) == 40
    assert len([row for row in ROWS if row.series == "工程" and row.kind == "code"]) == 27
    text = (ROOT / "reference" / "title_series.csv").read_text(encoding="utf-8").replace("40404", "40405", 1)
    broken = tmp_path / "series.csv"
    broken.write_text(text.replace(",40400,", ",40401,"), encoding="utf-8")
    with pytest.raises(BadInput, match="40401"):
        load_policy(ROOT / "policy", broken)


def test_what_follows_from_a_decision():
    assert subjects_to_sit(False) == ("操作技能考核", "工作业绩") and subjects_to_sit(True) is None
    assert step_down("一级", True, True) == "二级" and step_down("三级", True, True) == "四级"
    assert step_down("四级", True, True) is None
    assert step_down("二级", False, True) is None and step_down("二级", True, False) is None
    assert step_down("二级", True, True, access_controlled=True) is None
    assert certificate_kind(True) == "职业资格证书" and certificate_kind(False) == "职业技能等级证书"
    assert [treated_as(level) for level in ("三级", "二级", "一级", "特级技师")] == ["助理级", "中级", "副高级", None]
    assert not gives_right_to_post_transfer(True) and gives_right_to_post_transfer(False)
    assert is_void(True, False) and is_void(False, True) and not is_void(False, False)


def test_voiding_a_certificate_reopens_everything_that_rested_on_it():
    rested = {"中级": ["二级证书"], "一级": ["中级"], "副高": ["一级", "考核"], "另案": ["考核"]}
    assert reopened("二级证书", rested) == {"中级", "一级", "副高"}
    assert reopened("无关", rested) == set()
