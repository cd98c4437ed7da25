"""The year board: every figure opens the list behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.resources.clocks import LABELS
from liangcai.apps.resources.forecast import METHOD
from liangcai.apps.resources.year_board import Board, ClassLine, Progress, year_board
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.centre.views.resources_projects import NO_CODE
from liangcai.web.shared.access import CENTRE, audience

YEARS = range(2021, 2026)  # the years of the plan (000-001)
WIDTH, HEIGHT, FOOT = 640, 220, 24


@audience(CENTRE)
def board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    year = chosen_year(request, min(max(today.year, YEARS[0]), YEARS[-1]))
    found = year_board(request.user, year, today)
    lists = reverse("centre_projects")
    return render(request, "hall/centre/pages/year_board.html", {
        "title": _("年度看板"), "board": found, "years": YEARS, "method": METHOD, "chart": chart(found),
        "progress": [(p, said(p), f"{lists}?result={year}") for p in found.progress],
        "states": [{"label": label, "value": number, "url": f"{lists}?state={state}"}
                   for state, label, number in found.states if number],
        "marks": [{"label": LABELS[mark], "value": number, "url": f"{lists}?mark={mark}",
                   "tone": "danger" if mark in ("late", "due") else "warning" if mark != "running" else ""}
                  for mark, number in sorted(found.marks.items()) if mark != "running"],
        "cities": [(name, number, done, f"{lists}?city={code}") for code, name, number, done in found.cities],
        "waiting": [(w, f"{lists}?state={w.state}") for w in found.waiting],
        "classes": [class_row(line, found, lists) for line in found.classes],
    })  # fmt: skip


def class_row(line: ClassLine, board: Board, lists: str) -> dict[str, object]:
    """A class of occupations with one cell a city; each number opens its projects."""
    own = f"{lists}?class={line.code or NO_CODE}"
    cells = [(line.cities.get(code, 0), f"{own}&city={code}") for code, _name, _open, _done in board.cities]
    return {"line": line, "url": own, "cells": cells}


def chosen_year(request: HttpRequest, default: int) -> int:
    given = request.GET.get("year", str(default))
    if given not in {str(year) for year in YEARS}:
        raise BadInput("bad_year", f"“{given[:20]}”不是计划期内的年度。", where="year", hint="可选 2021 至 2025。")
    return int(given)


def said(progress: Progress) -> str:
    """The forecast in words, with its uncertainty."""
    found = progress.forecast
    if found is None:
        return _("尚无进度，不作预测")
    if found.low == found.high:
        return _("全年 %(total)d 个") % {"total": found.low}
    return _("按目前进度全年约 %(expected).0f 个，八成可能在 %(low)d 至 %(high)d 个之间；达标可能性 %(chance)d%%") % {
        "expected": found.expected, "low": found.low, "high": found.high, "chance": round(100 * found.chance)}  # fmt: skip


def chart(board: Board) -> dict[str, object]:
    """Points of the burn-up lines in the chart's own units; the dashed line is the goal."""
    goal = max((p.goal for p in board.progress), default=0) or 1
    top = max([goal, *(max(p.standards, p.banks) for p in board.burn_up)])

    def line(values: list[int]) -> str:
        return " ".join(f"{(i + 1) * WIDTH / 12:.0f},{height(v):.0f}" for i, v in enumerate(values))

    def height(value: int) -> float:
        return HEIGHT - (HEIGHT - 10) * value / top

    return {
        "width": WIDTH, "height": HEIGHT + FOOT, "base": HEIGHT, "goal": goal, "goal_y": round(height(goal)),
        "months": [(f"{(i + 1) * WIDTH / 12:.0f}", i + 1) for i in range(12)],
        "standards": line([p.standards for p in board.burn_up]), "banks": line([p.banks for p in board.burn_up]),
    }  # fmt: skip
