"""The year board: every figure opens the list behind it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.resources.clocks import LABELS
from liangcai.apps.resources.forecast import METHOD
from liangcai.apps.resources.plan_years import LAST, years_shown
from liangcai.apps.resources.selectors import key_project_years
from liangcai.apps.resources.year_board import Board, ClassLine, Progress, year_board
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.centre.views.resources_projects import NO_CODE
from liangcai.web.hall.centre.year_charts import burn_up, city_tiles
from liangcai.web.shared.access import CENTRE, audience


@audience(CENTRE)
def board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    years = years_shown(today)
    year = chosen_year(request, usual_year(today), years)
    found = year_board(request.user, year, today)
    lists = reverse("centre_projects")
    return render(request, "hall/centre/pages/year_board.html", {
        "title": _("年度看板"), "board": found, "years": years, "method": METHOD, "chart": burn_up(found),
        "progress": [(p, said(p), f"{lists}?result={year}") for p in found.progress],
        "states": [{"label": label, "value": number, "url": f"{lists}?state={state}"}
                   for state, label, number in found.states if number],
        "marks": [{"label": LABELS[mark], "value": number, "url": f"{lists}?mark={mark}",
                   "tone": "danger" if mark in ("late", "due") else "warning" if mark != "running" else ""}
                  for mark, number in sorted(found.marks.items()) if mark != "running"],
        "cities": [(name, number, done, f"{lists}?city={code}") for code, name, number, done in found.cities],
        "map": city_tiles(found.cities, lists) if len(found.cities) > 1 else (),
        "busy": [name for _code, name, number, _done in found.cities if number],
        "waiting": [(w, f"{lists}?state={w.state}") for w in found.waiting],
        "classes": [class_row(line, found, lists) for line in found.classes],
    })  # fmt: skip


def class_row(line: ClassLine, board: Board, lists: str) -> dict[str, object]:
    """A class of occupations with one cell a city; each number opens its projects."""
    own = f"{lists}?class={line.code or NO_CODE}"
    cells = [(line.cities.get(code, 0), f"{own}&city={code}") for code, _name, number, _done in board.cities if number]
    return {"line": line, "url": own, "cells": cells}


def usual_year(today: date) -> int:
    """This year, unless the plan is over and nothing is listed for it: then the newest that has key projects."""
    known = key_project_years()
    return today.year if today.year <= LAST or today.year in known or not known else known[0]


def chosen_year(request: HttpRequest, default: int, years: range) -> int:
    given = request.GET.get("year", str(default))
    if given not in {str(year) for year in years}:
        raise BadInput("bad_year", f"“{given[:20]}”不是可查看的年度。", where="year", hint=f"可选 {years[0]} 至 {years[-1]}。")
    return int(given)


def said(progress: Progress) -> str:
    """The forecast in words, with its uncertainty."""
    found = progress.forecast
    if not progress.goal:
        return _("计划期（2021—2025）之外，文件未定年度目标")
    if found is None:
        return _("尚无进度，不作预测")
    if found.low == found.high:
        return _("全年 %(total)d 个") % {"total": found.low}
    return _("按目前进度全年约 %(expected).0f 个，八成可能在 %(low)d 至 %(high)d 个之间；达标可能性 %(chance)d%%") % {
        "expected": found.expected, "low": found.low, "high": found.high, "chance": round(100 * found.chance)}  # fmt: skip
