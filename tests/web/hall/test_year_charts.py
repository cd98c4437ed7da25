"""The year board's pictures say what its figures say."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.apps.resources.forecast import forecast
from liangcai.apps.resources.plan_years import goal_of, years_shown
from liangcai.apps.resources.year_board import Board, Point, Progress
from liangcai.web.hall.centre.year_charts import HEIGHT, PLACES, SHADES, WIDTH, burn_up, city_tiles


def board(on: date, standards: int, banks: int, goal: int = 20) -> Board:
    gone = (on - date(on.year, 1, 1)).days + 1
    progress = tuple(Progress(t, n, goal, 0, forecast(n, gone, 365 - gone, goal)) for t, n in
                     (("standard", standards), ("bank", banks)))  # fmt: skip
    return Board(on.year, on, progress, (), Counter(), (), (), (), (Point(on, standards, banks),))


@given(on=st.dates(date(2023, 1, 1), date(2023, 12, 31)), standards=st.integers(0, 300), banks=st.integers(0, 300))
def test_nothing_is_drawn_outside_the_picture_and_more_is_higher(on, standards, banks):
    drawn = burn_up(board(on, standards, banks))
    for line in drawn.lines:
        for pair in f"{line.points} {line.wedge}".split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT
    one, other = (line.last[1] for line in drawn.lines)
    to_be_seen = abs(standards - banks) * HEIGHT > drawn.rows[-1][1]  # a pixel apart at least
    assert (one < other) == (standards > banks) or not to_be_seen


def test_on_the_last_day_there_is_no_forecast_to_draw():
    assert [line.wedge for line in burn_up(board(date(2023, 12, 31), 5, 6)).lines] == ["", ""]
    assert all(line.wedge for line in burn_up(board(date(2023, 12, 30), 5, 6)).lines)


def test_without_a_goal_no_goal_is_drawn():
    assert burn_up(board(date(2026, 5, 1), 5, 6, goal=0)).goal_y is None


def test_every_city_of_the_province_has_one_place():
    assert len(PLACES) == 13 == len(set(PLACES.values()))


@pytest.mark.parametrize(("still", "shade"), [(0, 0), (1, 1), (20, 1), (21, 2), (99, 5), (100, 5)])
def test_a_city_is_darker_the_more_it_has_in_hand(still, shade):
    tiles = city_tiles([("320100", "南京市", still, 0), ("320500", "苏州市", 100, 3)], "/projects/")
    assert tiles[0].fill == SHADES[shade] and tiles[0].url == "/projects/?city=320100"


@pytest.mark.parametrize(("day", "last"), [("2025-12-31", 2025), ("2026-01-01", 2026)])
def test_years_after_the_plan_can_be_looked_at(day, last):
    assert years_shown(date.fromisoformat(day))[-1] == last


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "goal"), [(2021, 20), (2025, 20), (2026, 0)])
def test_the_plan_sets_goals_for_its_own_years_only(year, goal):
    assert goal_of("standard", year) == goal_of("bank", year) == goal
