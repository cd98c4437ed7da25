"""Generated demonstration banks and blueprints, as rows and as files; nothing in them is real."""

import csv
import io
import math
import random

COLUMNS = ["item_id", "type", "scope", "point", "importance", "difficulty", "a", "b", "c", "times_used", "last_used_on", "enemy_set", "stem"]


def item(number, **fields):
    """One row of ITEMS.csv; everything not given is plain."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {"item_id": f"DEMO{number:05d}", "type": "single_choice", "scope": "A-A-A", "importance": "X",
            "difficulty": "0.65", "times_used": "0", "stem": f"演示试题 {number}"}  # fmt: skip
    return row | {key: str(value) for key, value in fields.items()}


def realistic_bank(count, seed, leaves=4, irt=True):
    """Items over `leaves` scopes A-<n>-{a,b}, two types, points, enemies, former uses."""
    rng = random.Random(seed)
    rows = []
    for number in range(count):
        leaf, kind = rng.randrange(leaves), "true_false" if rng.random() < 0.3 else "single_choice"
        a, b, c = math.exp(rng.gauss(-0.25, 0.3)), rng.gauss(-0.3, 0.9), rng.uniform(0.05, 0.3)
        difficulty = c + (1 - c) / (1 + math.exp(1.7 * a * b))
        scope = f"A-{leaf}-{rng.choice('ab')}"
        used = rng.choice([0, 0, 1, 1, 2, 3, 5])
        fields = {
            "type": kind,
            "scope": scope,
            "point": f"{scope}-{rng.randrange(max(8, count // leaves // 5)):03d}",
            "importance": rng.choices("XYZ", [6, 3, 1])[0],
            "difficulty": repr(min(max(difficulty, 0.02), 0.98)),
            "times_used": used,
            "last_used_on": f"20{rng.randrange(15, 25)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}" if used else "",
            "enemy_set": f"E{rng.randrange(count // 20 + 1)}" if rng.random() < 0.08 else "",
        }
        if irt:
            fields |= {"a": repr(a), "b": repr(b), "c": repr(c)}
        rows.append(item(number, **fields))
    return rows


def realistic_cells(leaves=4):
    cells = []
    for leaf in range(leaves):
        cells.append({"scope": f"A-{leaf}", "type": "single_choice", "count": 4, "score": 2.0})
        cells.append({"scope": f"A-{leaf}-a", "type": "single_choice", "count": 2, "score": 2.0})
        cells.append({"scope": f"A-{leaf}", "type": "true_false", "count": 2, "score": 1.0})
    return cells


def blueprint_table(cells, mean=None, tolerance=0.01, max_item_use=1, max_per_point=1, **more):
    table = {"occupation": "6-04-03-03", "level": "四级", "cells": cells}
    if mean is not None:
        table["difficulty"] = {"mean": mean, "tolerance": tolerance}
    table["forms"] = {"max_item_use": max_item_use}
    if max_per_point:
        table["forms"]["max_per_point"] = max_per_point
    return table | more


def csv_text(rows, columns=COLUMNS):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def toml_value(value):
    return f'"{value}"' if isinstance(value, str) else repr(value)


def toml_text(table):
    lines = [f"{key} = {toml_value(value)}" for key, value in table.items() if not isinstance(value, dict | list)]
    for cell in table["cells"]:
        lines += ["[[cells]]", *(f"{key} = {toml_value(value)}" for key, value in cell.items())]
    for name, part in table.items():
        if isinstance(part, dict):
            lines += [f"[{name}]", *(f"{key} = {toml_value(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"
