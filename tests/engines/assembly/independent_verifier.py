"""Checks FORMS.csv against ITEMS.csv and BLUEPRINT.toml in plain Python; shares no code with the engine.

`python independent_verifier.py ITEMS.csv BLUEPRINT.toml FORMS.csv` prints what is wrong and ends with 1 if anything is.
"""

import csv
import math
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def band(value, table):
    if value >= table.get("easy_from", 0.75):
        return "easy"
    return "medium" if value >= table.get("medium_from", 0.55) else "hard"


def fits(item, cell, table):
    below = item["scope"] == cell["scope"] or item["scope"].startswith(cell["scope"] + "-")
    wanted = cell.get("difficulty", "")
    return below and item["type"] == cell["type"] and (not wanted or band(float(item["difficulty"]), table) == wanted)


def item_information(item, theta, scale):
    a, b, c = (float(item[name]) for name in "abc")
    p = c + (1 - c) / (1 + math.exp(-scale * a * (theta - b)))
    return scale**2 * a**2 * (1 - p) / p * ((p - c) / (1 - c)) ** 2


def violations(items, blueprint, placements):
    """Every limit that does not hold, in words; empty = all hold."""
    bank = {item["item_id"]: item for item in items}
    cells, table = blueprint["cells"], blueprint.get("difficulty", {})
    wrong, uses, forms = [], Counter(), defaultdict(list)
    for row in placements:
        forms[int(row["form"])].append(row)
    length = sum(cell["count"] for cell in cells)
    limits, importance = blueprint.get("forms", {}), blueprint.get("importance", {})
    targets = information_targets(items, cells, table)
    for number, rows in sorted(forms.items()):
        chosen = [bank[row["item_id"]] for row in rows]
        uses.update(item["item_id"] for item in chosen)
        if [int(row["position"]) for row in rows] != list(range(1, length + 1)):
            wrong.append(f"form {number}: positions")
        if len({item["item_id"] for item in chosen}) != len(chosen):
            wrong.append(f"form {number}: an item twice")
        wrong += cell_violations(number, rows, chosen, cells, table)
        for field, cap in (("enemy_set", 1), ("point", limits.get("max_per_point"))):
            groups = Counter(item[field] for item in chosen if item[field])
            if cap is not None and groups and max(groups.values()) > cap:
                wrong.append(f"form {number}: {field} {groups.most_common(1)}")
        kinds = Counter(item["importance"] for item in chosen)
        if (
            kinds["X"] < importance.get("X_min", 0) * length - 1e-9
            or kinds["Z"] > importance.get("Z_max", 1) * length + 1e-9
        ):
            wrong.append(f"form {number}: importance {dict(kinds)}")
        if table.get("mean"):
            total = sum(float(row["score"]) for row in rows)
            share = sum(float(r["score"]) * float(i["difficulty"]) for r, i in zip(rows, chosen, strict=True)) / total
            off = [share / table["mean"] - 1]
            for theta, target in targets:
                off.append(sum(item_information(i, theta, table.get("scale", 1.7)) for i in chosen) / target - 1)
            if max(map(abs, off)) > table["tolerance"] * (1 + 1e-9):
                wrong.append(f"form {number}: deviations {off}")
    most = limits.get("max_item_use", 1)
    wrong += [f"{item} used {count} times" for item, count in uses.items() if count > most]
    return wrong


def cell_violations(number, rows, chosen, cells, table):
    """The forms list the blueprint's cells in order, so each cell takes the next `count` rows."""
    wrong, at = [], 0
    for cell in cells:
        part = list(zip(rows, chosen, strict=True))[at : at + cell["count"]]
        at += cell["count"]
        good = [item for row, item in part if fits(item, cell, table) and float(row["score"]) == cell["score"]]
        if len(good) != cell["count"] or len({row["cell"] for row, _ in part}) != 1:
            wrong.append(f"form {number}: cell {cell}")
    return wrong if at == len(rows) else [*wrong, f"form {number}: {len(rows)} items, {at} wanted"]


def information_targets(items, cells, table):
    pools = [[item for item in items if fits(item, cell, table)] for cell in cells]
    if not table.get("mean") or not all(item.get("a") for pool in pools for item in pool):
        return []
    given = table.get("information")
    out = []
    for n, theta in enumerate((-1, 0, 1)):
        mean = sum(
            c["count"] * sum(item_information(i, theta, table.get("scale", 1.7)) for i in pool) / len(pool)
            for c, pool in zip(cells, pools, strict=True)
        )
        out.append((theta, given[n] if given else mean))
    return out


def verify(items_path, blueprint_path, forms_path):
    return violations(read(items_path), tomllib.loads(Path(blueprint_path).read_text("utf-8")), read(forms_path))


if __name__ == "__main__":
    found = verify(*sys.argv[1:4])
    print("\n".join(found) or "0 violations")
    sys.exit(bool(found))
