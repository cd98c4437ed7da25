"""A sitting's statistics: classical figures of every form, calibration of forms that share items on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.enums import Model
from liangcai.apps.item_quality.models import ItemFigures, ResponseSet
from liangcai.apps.item_quality.responses import Form
from liangcai.engines.psychometrics import (
    MISSING,
    Calibration,
    Finding,
    ItemFit,
    ItemParameters,
    ItemStatistics,
    abilities,
    classical,
    distractor_findings,
    item_findings,
    item_fit,
    option_tables,
    rasch,
    two_parameter,
)

Chosen = tuple[str, str]  # model, why


@dataclass
class Pooled:
    """An item over all the forms of a sitting that hold it."""

    item: Item
    version: int
    forms: list[str] = field(default_factory=list)
    answered: int = 0
    missing: int = 0
    right: float = 0.0
    weighted_discrimination: float = 0.0
    weight: int = 0
    flags: set[str] = field(default_factory=set)


def chosen_model(forms: Sequence[Form], rasch_least: int, two_parameter_least: int) -> Chosen:
    """The richest model that the smallest form can bear, and why."""
    fewest = min((len(form.scored) for form in forms), default=0)
    if fewest >= two_parameter_least:
        return Model.TWO_PARAMETER.value, f"每卷至少 {fewest} 人作答，达到双参数模型所需的 {two_parameter_least} 人。"
    if fewest >= rasch_least:
        return Model.RASCH.value, f"最少的一卷 {fewest} 人作答，达到 Rasch 所需的 {rasch_least} 人，不足双参数模型所需的 {two_parameter_least} 人。"
    return Model.CLASSICAL.value, f"最少的一卷只有 {fewest} 人作答，不足标定所需的 {rasch_least} 人，只作经典统计。"


def form_summaries(forms: Sequence[Form]) -> dict[str, dict[str, Any]]:
    """{paper: what the whole form says}: candidates, items, mean, sd, alpha, measurement error."""
    found = {}
    for form in forms:
        whole = classical(form.scored, names(form))
        found[form.code] = {"candidates": whole.candidates, "items": len(form.items), "mean": whole.mean, "sd": whole.sd,
                            "alpha": whole.alpha, "measurement_error": whole.measurement_error}  # fmt: skip
    return found


def names(form: Form) -> list[str]:
    return [item.item_number for item in form.items]


def figures(forms: Sequence[Form], model: str) -> tuple[list[ItemFigures], list[str]]:
    """One unsaved row an item, and notes for the reader."""
    pooled: dict[str, Pooled] = {}
    for form in forms:
        for place, version, item in zip(form.items, form.versions, classical(form.scored, names(form)).items, strict=True):
            add(pooled.setdefault(item.item, Pooled(place, version)), form.code, item)
        for finding in option_findings(form):
            pooled[finding.item].flags.add(finding.code)
    rows = {name: as_row(name, one) for name, one in pooled.items()}
    notes = []
    for group in linked_groups(forms) if model != Model.CLASSICAL else []:
        calibration, fits = calibrated(group, model)
        notes += [f"{scale_name(group)} 卷：{note}" for note in calibration.notes]
        for item in calibration.items:
            put(rows[item.item], item, fits.get(item.item), scale_name(group))
    return list(rows.values()), notes


def add(pooled: Pooled, code: str, item: ItemStatistics) -> None:
    pooled.forms.append(code)
    pooled.answered += item.answered
    pooled.missing += item.missing
    pooled.right += (item.difficulty or 0.0) * item.answered
    if item.discrimination is not None:
        pooled.weighted_discrimination += item.discrimination * item.answered
        pooled.weight += item.answered


def as_row(name: str, one: Pooled) -> ItemFigures:
    difficulty = one.right / one.answered if one.answered else None
    discrimination = one.weighted_discrimination / one.weight if one.weight else None
    problem = "" if one.weight or not one.answered else "全部答对" if difficulty == 1 else "全部答错" if difficulty == 0 else ""
    whole = ItemStatistics(name, one.answered, one.missing, difficulty, discrimination, problem)
    flags = one.flags | {finding.code for finding in item_findings(whole)}
    return ItemFigures(item=one.item, item_version=one.version, forms="、".join(one.forms), answered=one.answered,
                       missing=one.missing, difficulty=difficulty, discrimination=discrimination, flags=sorted(flags))  # fmt: skip


def option_findings(form: Form) -> list[Finding]:
    """What the options of each item say; items of different width are counted apart."""
    found = []
    for width in sorted({n for n, key in zip(form.options, form.key, strict=True) if key != MISSING and n > 1}):
        places = [j for j, n in enumerate(form.options) if n == width and form.key[j] != MISSING]
        tables = option_tables(form.choices[:, places], [names(form)[j] for j in places], [form.key[j] for j in places], width)
        found += distractor_findings(tables)
    return found


def linked_groups(forms: Sequence[Form]) -> list[list[Form]]:
    """Forms joined by common items, directly or through another: only these can share a scale."""
    groups: list[list[Form]] = []
    for form in forms:
        mine = set(names(form))
        joined = [group for group in groups if any(mine & set(names(other)) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([form for group in joined for form in group] + [form])
    return groups


def scale_name(group: Sequence[Form]) -> str:
    return "+".join(sorted(form.code for form in group))


def joined_matrix(group: Sequence[Form]) -> tuple[list[str], np.ndarray]:
    """One matrix over all items of the forms; what a form did not ask is MISSING."""
    items = list(dict.fromkeys(name for form in group for name in names(form)))
    column = {name: j for j, name in enumerate(items)}
    parts = []
    for form in group:
        part = np.full((len(form.scored), len(items)), MISSING, np.int8)
        part[:, [column[name] for name in names(form)]] = form.scored
        parts.append(part)
    return items, np.concatenate(parts)


def calibrated(group: Sequence[Form], model: str) -> tuple[Calibration, Mapping[str, ItemFit]]:
    items, scored = joined_matrix(group)
    calibration = rasch(scored, items) if model == Model.RASCH else two_parameter(scored, items)
    if not any(item.difficulty is not None for item in calibration.items):
        return calibration, {}
    theta, _ = abilities(scored, calibration)
    return calibration, {fit.item: fit for fit in item_fit(scored, calibration, theta)}


def put(row: ItemFigures, item: ItemParameters, fit: ItemFit | None, scale: str) -> None:
    row.problem = item.problem
    if item.difficulty is None:
        return
    row.scale, row.slope, row.slope_error = scale, item.slope, item.slope_error
    row.logit, row.logit_error = item.difficulty, item.difficulty_error
    if fit is not None:
        row.infit, row.outfit = fit.infit, fit.outfit
        if not fit.fits:
            row.flags = sorted({*row.flags, "misfit"})


def seen_shares(forms: Sequence[Form], calibration: Calibration, number: str, groups: int = 8) -> list[tuple[float, float, int]]:
    """(mean ability, share right, candidates) of equally large ability groups that answered an item: what the curve of
    the model is held against."""
    items, scored = joined_matrix(forms)
    if number not in items:
        return []
    known = {item.item: item for item in calibration.items}
    whole = Calibration(calibration.model, tuple(known.get(name, ItemParameters(name, 0, None, None)) for name in items),
                        calibration.candidates, 0.0, 0, True)  # fmt: skip
    theta, _ = abilities(scored, whole)
    column = scored[:, items.index(number)]
    theta, right = theta[column != MISSING], column[column != MISSING]
    parts = np.array_split(np.argsort(theta, kind="stable"), groups)
    return [(float(theta[part].mean()), float(right[part].mean()), len(part)) for part in parts if len(part)]


def option_shares(form: Form, number: str) -> list[list[float]]:
    """Share of each option (rows) in five score groups, the weakest first; empty where one letter was not asked for."""
    at = names(form).index(number)
    if form.key[at] == MISSING or form.options[at] < 2:
        return []
    places = [j for j, n in enumerate(form.options) if n == form.options[at] and form.key[j] != MISSING]
    tables = option_tables(form.choices[:, places], [names(form)[j] for j in places], [form.key[j] for j in places], form.options[at])
    table = tables.counts[places.index(at)][:, :-1].astype(float)
    whole = np.maximum(table.sum(1, keepdims=True), 1)
    return (table / whole).T.tolist()


def stored_calibration(response_set: ResponseSet, scale: str) -> Calibration:
    """The calibration of one scale of a sitting, from its stored figures."""
    rows = response_set.figures.filter(scale=scale).select_related("item").defer("item__sealed_content")
    items = tuple(ItemParameters(row.item.item_number, row.answered, row.slope, row.logit, row.slope_error, row.logit_error)
                  for row in rows)  # fmt: skip
    return Calibration(response_set.model, items, response_set.candidates, 0.0, 0, True)


def scales_of(response_set: ResponseSet) -> list[str]:
    return sorted(set(response_set.figures.exclude(scale="").values_list("scale", flat=True)))
