"""20 + 20 a year: what counts, how sure the forecast is, who waits for whom."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.resources.forecast import coming, forecast
from liangcai.apps.resources.models import KeyProject
from liangcai.apps.resources.year_board import Waiting, year_board

from . import factories as f


@given(done=st.integers(0, 60), gone=st.integers(1, 364), goal=st.integers(1, 40))
def test_the_forecast_is_a_distribution(done, gone, goal):
    found = forecast(done, gone, 365 - gone, goal)
    assert done <= found.low <= found.high and 0 <= found.chance <= 1
    assert found.low - 1 <= found.expected
    if done >= goal:
        assert found.chance == pytest.approx(1)


def test_probabilities_of_what_is_coming_sum_to_one():
    total = 0.0
    for k, p in coming(5.5, 180, 185):
        total += p
        if k == 200:
            break
    assert total == pytest.approx(1, abs=1e-9)


def test_the_interval_holds_four_fifths():
    found = forecast(10, 180, 185, 20)
    inside = sum(p for k, p in zip(range(200), (p for _, p in coming(10.5, 180, 185)), strict=False)
                 if found.low <= 10 + k <= found.high)  # fmt: skip
    assert 0.8 <= inside < 0.9


def test_the_interval_narrows_as_the_year_goes():
    widths = [(f_.high - f_.low) for f_ in (forecast(5, 91, 274, 20), forecast(10, 182, 183, 20),
                                            forecast(18, 330, 35, 20))]  # fmt: skip
    assert widths == sorted(widths, reverse=True) and widths[0] > widths[-1]


@pytest.mark.parametrize(("done", "chance"), [(19, 0), (20, 1)])
def test_on_the_last_day_nothing_is_uncertain(done, chance):
    found = forecast(done, 365, 0, 20)
    assert (found.low, found.high, found.chance) == (done, done, chance)


def test_without_a_day_gone_there_is_no_pace():
    assert forecast(0, 0, 365, 20) is None


def test_more_results_so_far_never_lower_the_chance():
    chances = [forecast(n, 200, 165, 20).chance for n in range(21)]
    assert chances == sorted(chances)


@pytest.mark.django_db
class TestBoard:
    def test_the_first_batch_leaves_17_standards_and_13_banks_to_list(self):
        f.published_lists()
        board = year_board(f.province(), 2021, date(2021, 7, 1))
        assert [(p.done, p.goal, p.listed, p.missing_listed) for p in board.progress] == [(0, 20, 3, 17), (0, 20, 7, 13)]

    def test_results_count_from_the_day_they_passed(self):
        f.published_lists()
        f.passed(f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0])))
        actor = f.province()
        for day, done in ((date(2021, 8, 1), 0), (date(2021, 8, 2), 1)):
            assert year_board(actor, 2021, day).progress[0].done == done
        assert year_board(actor, 2022, date(2022, 1, 1)).progress[0].done == 0
        points = year_board(actor, 2021, date(2021, 9, 15)).burn_up
        assert [p.standards for p in points] == [0] * 7 + [1, 1]

    def test_what_no_list_asked_for_is_no_result(self):
        f.occupations()
        f.passed(f.applied_norm(pair=f.WEAVER))  # short only of a bank
        assert year_board(f.province(), 2021, date(2021, 12, 31)).progress[0].done == 0

    def test_states_marks_and_who_waits(self):
        f.published_lists()
        f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0]))
        board = year_board(f.province(), 2021, date(2021, 10, 1))
        assert {s: n for s, _, n in board.states}["applied"] == 1
        assert board.marks == {"late": 1}
        assert board.waiting == (Waiting("applied", "申请单位", "受理的中心", 1, date(2021, 9, 30)),)

    def test_a_city_sees_its_own_only(self):
        f.occupations()
        f.applied_bank()
        f.applied_bank(who=f.registered_third_party("320100"), pair=f.PRINTER)
        counted = {s: n for s, _, n in year_board(f.city("320500"), 2021, date(2021, 8, 1)).states}
        assert counted["applied"] == 1

    def test_classes_of_occupations_are_counted_by_city(self):
        f.occupations(f.WEAVER, f.PRINTER, ("4-01-02-02", "电子商务师"))
        Occupation.objects.create(code="4-01", name="演示中类", kind="middle", edition="2015", source="测试")
        f.applied_bank()
        f.applied_bank(who=f.registered_third_party("320100"), pair=f.PRINTER)
        f.applied_bank(pair=("4-01-02-02", "电子商务师"))
        lines = year_board(f.province(), 2021, date(2021, 8, 1)).classes
        assert [(line.code, line.name, line.open, line.cities) for line in lines] == [
            ("4-01", "演示中类", 1, {"320500": 1}),
            ("6-04", "纺织印花制版工、织布工", 2, {"320500": 1, "320100": 1}),
        ]

    def test_results_count_in_their_class(self):
        f.published_lists()
        f.passed(f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0])))
        line, = year_board(f.province(), 2021, date(2021, 9, 1)).classes
        assert (line.code, line.open, line.results) == ("6-04", 0, 1)

    def test_the_board_costs_few_queries(self, django_assert_max_num_queries):
        f.published_lists()
        f.applied_bank(), f.applied_norm()
        actor = f.province()
        with django_assert_max_num_queries(8):
            year_board(actor, 2021, date(2021, 8, 1))
