"""Blueprint presets: dated data of `reference/blueprint_presets.toml`, made into the TOML of a bank's blueprint.

A theory preset is spread over the bank's scope table by its weights; the parts of a practical preset (技能考核内容结构表)
are laid on scopes of the bank's practical tasks. Nothing is saved here: the cells are shown first."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings

from liangcai.apps.item_bank.engine_io import scope_table_of
from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_bank.selectors import usable_items
from liangcai.engines.assembly.apportion import Section, Share, apportion
from liangcai.engines.item_files import ScopeTable
from liangcai.engines.item_files.scope_table import weights
from liangcai.kernel.refusals import BadInput, Refused

FILE = "blueprint_presets.toml"


@dataclass(frozen=True)
class Preset:
    """`kind` theory or practical; `sections` ({type, count, score}) or `parts` ({title, weight, minutes, choice})."""

    kind: str
    id: str
    name: str
    minutes: int
    parts: tuple[dict[str, Any], ...]
    mean: float | None
    source: str
    confidence: str

    @property
    def origin(self) -> str:
        return f"{self.source}（{self.confidence}）"


@dataclass(frozen=True)
class Limits:
    """What a blueprint may ask beside its cells; None asks nothing."""

    mean: float | None = None
    tolerance: float = 0.005
    x_min: float | None = None
    z_max: float | None = None
    max_per_point: int | None = 1


def presets(on: date) -> list[Preset]:
    """Those in force on the day, theory first."""
    table = tomllib.loads((settings.REFERENCE_ROOT / FILE).read_text("utf-8"))
    found = []
    for kind, parts in (("theory", "sections"), ("practical", "parts")):
        for row in table[kind]:
            if row["from"] <= on:
                minutes = row.get("minutes") or sum(part["minutes"] for part in row[parts])
                found.append(Preset(kind, row["id"], row["name"], minutes, tuple(row[parts]), row.get("mean"),
                                    row["source"], row["confidence"]))  # fmt: skip
    return found


def preset_named(name: str, on: date) -> Preset:
    for preset in presets(on):
        if preset.id == name:
            return preset
    raise BadInput("no_such_preset", f"没有名为“{name[:40]}”的预设方案。")


def spread(preset: Preset, bank: Bank, level: int) -> list[Share]:
    """The preset's sections over the scopes of one level (1–3) of the bank's scope table."""
    table = scope_table_of(bank.scope_table, bank)
    if not table.scopes:
        raise Refused("no_scope_table", f"{bank} 未录入鉴定要素细目表，预设方案没有展开的依据。",
                      hint="请先录入细目表，或上传写明各单元的方案文件（TOML）。")  # fmt: skip
    if found := weights(table):
        raise Refused("weights_do_not_add_up", f"鉴定要素细目表的比重合不拢：{found[0].words}共 {len(found)} 处。",
                      hint="请先改正细目表。", facts={"found": len(found)})  # fmt: skip
    chosen = [(s.code, Fraction(s.weight)) for s in deepest(table, level)]
    sections = [Section(p["type"], p["count"], Fraction(str(p["score"]))) for p in preset.parts]
    return list(apportion(chosen, sections))


def deepest(table: ScopeTable, level: int) -> list[Any]:
    """The scopes of the level, and those above it that are not divided so far."""
    parents = {scope.parent for scope in table.scopes}
    return [s for s in table.scopes if s.level == level or (s.level < level and s.code not in parents)]


def theory_text(preset: Preset, bank: Bank, shares: Sequence[Share], limits: Limits) -> str:
    """The blueprint as TOML: section after section, in each the scopes in their order."""
    lines = head(bank)
    for n, section in enumerate(preset.parts):
        for share in shares:
            if share.counts[n]:
                lines += ["[[cells]]", f'scope = "{share.scope}"', f'type = "{section["type"]}"',
                          f"count = {share.counts[n]}", f"score = {float(section['score'])}"]  # fmt: skip
    importance = [f"{name} = {value}" for name, value in (("X_min", limits.x_min), ("Z_max", limits.z_max)) if value is not None]
    if importance:
        lines += ["[importance]", *importance]
    if limits.mean is not None:
        lines += ["[difficulty]", f"mean = {limits.mean}", f"tolerance = {limits.tolerance}"]
    lines += ["[forms]", "max_item_use = 1"]
    if limits.max_per_point:
        lines.append(f"max_per_point = {limits.max_per_point}")
    return "\n".join(lines) + "\n"


def practical_scopes(bank: Bank) -> list[str]:
    """Scopes of the bank's usable practical tasks and everything above them."""
    found = usable_items(bank).filter(type=ItemType.PRACTICAL).order_by().values_list("scope", flat=True).distinct()
    levels = (scope.split("-")[:n] for scope in found for n in range(1, scope.count("-") + 2))
    return sorted({"-".join(level) for level in levels}, key=lambda code: code.split("-"))


def suggested_scopes(preset: Preset, scopes: Sequence[str]) -> list[str]:
    """A scope for each part: those of the first level that has enough, in their order."""
    for level in range(3):
        here = [scope for scope in scopes if scope.count("-") == level]
        if len(here) >= len(preset.parts):
            return here[: len(preset.parts)]
    return [""] * len(preset.parts)


def practical_text(preset: Preset, bank: Bank, scopes: Sequence[str]) -> str:
    """The blueprint of a practical paper: one task a part, its weight as score. Refuses a part without a scope."""
    known = set(practical_scopes(bank))
    lines = head(bank)
    for part, scope in zip(preset.parts, scopes, strict=True):
        if scope not in known:
            raise BadInput("part_without_scope", f"{part['title']} 没有对应的鉴定范围（读到“{scope[:40]}”）。",
                           hint="请为每一部分选择一个有操作技能试题的鉴定范围。")  # fmt: skip
        lines += ["[[cells]]", f'scope = "{scope}"', 'type = "practical"', "count = 1", f"score = {float(part['weight'])}",
                  f'title = "{part["title"]}"', f"minutes = {part['minutes']}", f'choice = "{part["choice"]}"']  # fmt: skip
    return "\n".join([*lines, "[forms]", "max_item_use = 1"]) + "\n"


def head(bank: Bank) -> list[str]:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (bank.occupation_code or bank.occupation_name, bank.level)]
    return [f'occupation = "{quoted[0]}"', f'level = "{quoted[1]}"']
