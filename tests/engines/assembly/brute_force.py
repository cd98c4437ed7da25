"""Every form of a tiny bank, and the best set of them: the truth the engine is held to."""

from itertools import combinations, combinations_with_replacement, product

from .independent_verifier import fits


def all_forms(rows, table):
    """Sets of row numbers that keep every limit but tolerance and reuse, each once."""
    members = [
        [n for n, row in enumerate(rows) if fits(row, cell, table.get("difficulty", {}))] for cell in table["cells"]
    ]
    choices = [list(combinations(pool, cell["count"])) for pool, cell in zip(members, table["cells"], strict=True)]
    for parts in product(*choices):
        form = [n for part in parts for n in part]
        if len(set(form)) == len(form) and keeps_limits([rows[n] for n in form], table):
            yield form


def keeps_limits(form, table):
    for field, cap in (("enemy_set", 1), ("point", table["forms"].get("max_per_point", 99))):
        names = [row[field] for row in form if row[field]]
        if any(names.count(name) > cap for name in names):
            return False
    kinds, shares = [row["importance"] for row in form], table.get("importance", {})
    few_x = kinds.count("X") < shares.get("X_min", 0) * len(form) - 1e-9
    return not few_x and kinds.count("Z") <= shares.get("Z_max", 1) * len(form) + 1e-9


def deviation(form, rows, table):
    if "difficulty" not in table:
        return 0.0
    scores = [cell["score"] for cell in table["cells"] for _ in range(cell["count"])]
    share = sum(s * float(rows[n]["difficulty"]) for s, n in zip(scores, form, strict=True)) / sum(scores)
    return abs(share / table["difficulty"]["mean"] - 1)


def best(rows, table, forms, tolerance):
    """(least cost within the tolerance or None, least largest deviation or None if there are no forms at all)."""
    every = [(form, deviation(form, rows, table)) for form in all_forms(rows, table)]
    cost, least = None, None
    for chosen in combinations_with_replacement(every, forms):
        uses = [n for form, _ in chosen for n in form]
        if any(uses.count(n) > table["forms"]["max_item_use"] for n in uses):
            continue
        off = max(off for _, off in chosen)
        least = off if least is None else min(least, off)
        if off <= tolerance:
            price = sum(100 * int(rows[n]["times_used"]) for n in uses)
            cost = price if cost is None else min(cost, price)
    return cost, least
