"""A page that grows: lines as the work goes on, then the outcome or the refusal, and always its end."""

from __future__ import annotations

import pytest

from liangcai.kernel.refusals import Refused
from liangcai.web.vault.streaming import body

pytestmark = pytest.mark.urls("liangcai.config.urls.vault")


def steps(*shares, ends="result", fails=False):
    yield from shares
    if fails:
        raise Refused("no", "题库大部分试题是重复的。")
    return ends


def page(work, finish=lambda result: f"<p>{result}</p>"):
    return list(body("<head>", "<tail>", work, finish, "zh-hans"))


def test_every_whole_per_cent_is_one_line_and_the_last_is_all():
    parts = page(steps(0, 0.001, 0.5, 0.5, 0.999))
    assert [p.partition("<span>")[2].partition(" %")[0] for p in parts[1:-1]] == ["0", "50", "99", "100"]
    assert parts[0] == "<head>" and parts[-1] == "</ul><p>result</p><tail>"


def test_a_refusal_of_the_work_or_of_keeping_it_stands_in_the_place_of_the_result():
    def refuse(result):
        raise Refused("late", "另一人已经检查。")

    assert "大部分试题是重复" in page(steps(0.5, fails=True))[-1] and page(steps(0.5, fails=True))[-1].endswith("<tail>")
    assert "另一人已经检查" in page(steps(0.5), refuse)[-1]


def test_who_leaves_ends_the_work_before_anything_is_kept():
    kept = []
    work = body("<head>", "<tail>", steps(0.1, 0.2, 0.3), kept.append, "zh-hans")
    next(work), next(work)
    work.close()
    assert kept == []
