from __future__ import annotations

from datetime import date

import pytest

from liangcai.apps.bridging.actions.publish_review_notice import publish_review_notice
from liangcai.apps.bridging.actions.record_review_score import record_review_score
from liangcai.apps.bridging.enums import Indicator
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.bridging import factories as f

pytestmark = pytest.mark.django_db
MARKS = {one.value: 80 for one in Indicator}


def notice(**changes):
    made = {"actor": f.province(), "at": f.at(), "year": 2022, "series": "工程", "region_code": "320000",
            "cut_off_on": date(2022, 9, 30), "document_number": "演示〔2022〕1号", "published_on": date(2022, 3, 1)}
    return publish_review_notice(**(made | changes))


@pytest.mark.parametrize(("conditions", "count"), [
    ([], 0), (["须在一线工作"], 0), (["须具有大专以上学历", "须通过计算机考试"], 2), (["须获省级奖项"], 1),
])  # fmt: skip
def test_hard_conditions_that_the_scheme_ended_are_warned_of(conditions, count):
    assert len(notice(hard_conditions=conditions).warnings) == count


def test_a_notice_is_one_a_year_series_and_place_and_within_its_year():
    notice()
    with pytest.raises(Refused):
        notice()
    with pytest.raises(BadInput):
        notice(series="会计")
    with pytest.raises(BadInput):
        notice(series="农业", cut_off_on=date(2023, 1, 1))
    with pytest.raises(NotPermitted):
        notice(actor=f.city("320600"), region_code="320500")


def score(application, actor=None, methods=("performance",), marks=MARKS):
    return record_review_score(actor=actor or f.city(), at=f.at(), application=application, methods=methods,
                               marks=marks)  # fmt: skip


def in_review():
    return f.checked(target="title_review", outcome="中级", series="工程", facts=f.title_facts())


def test_a_review_names_its_way_and_marks_all_six_contributions():
    made = in_review()
    assert score(made).marks["teaching"] == "80"
    with pytest.raises(Refused, match="评价方式"):
        score(made, methods=())
    with pytest.raises(Refused, match="传技带徒"):
        score(made, marks={key: 1 for key in MARKS if key != "teaching"})


@pytest.mark.parametrize(("mark", "lawful"), [(0, True), (100, True), (-1, False), (100.5, False), ("NaN", False)])
def test_marks_lie_between_nought_and_a_hundred(mark, lawful):
    made = in_review()
    if lawful:
        assert score(made, marks=MARKS | {"teaching": mark})
    else:
        with pytest.raises(BadInput):
            score(made, marks=MARKS | {"teaching": mark})


def test_only_title_reviews_are_scored_and_only_by_the_authority():
    with pytest.raises(Refused):
        score(f.checked(), actor=f.province())
    with pytest.raises(NotPermitted):
        score(in_review(), actor=f.city("320600"))
