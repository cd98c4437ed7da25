"""Linear and integer programmes in triplet form, solved by HiGHS with one thread, so that the same input always takes
the same path. Time enters only through an explicit limit."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPTIMAL, INFEASIBLE, LIMIT = "optimal", "infeasible", "limit"


@dataclass(frozen=True)
class Programme:
    """min cost·x subject to row_low ≤ Ax ≤ row_high, 0 ≤ x ≤ upper; A as triplets (row, column, value)."""

    cost: Floats
    upper: Floats
    row: Ints
    column: Ints
    value: Floats
    row_low: Floats
    row_high: Floats


@dataclass(frozen=True)
class Solution:
    """`bound` is a proven lower bound of the optimum; `x` is empty where no point was found; `dual` (rows) and
    `reduced` (columns) only for linear programmes."""

    state: str
    objective: float
    bound: float
    x: Floats
    dual: Floats
    reduced: Floats


class Rows:
    """Collects rows block by block."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Ints, Ints, Floats]] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.count = 0

    def add(self, row: Ints, column: Ints, value: Floats, low: ArrayLike, high: ArrayLike) -> range:
        """Adds as many rows as `low` is long; `row` counts from 0 within the block. Returns the rows' numbers."""
        first = self.count
        self.blocks.append((row + first, column, value))
        self.low.append(np.asarray(low, float))
        self.high.append(np.asarray(high, float))
        self.count += len(self.low[-1])
        return range(first, self.count)

    def programme(self, cost: Floats, upper: Floats) -> Programme:
        row, column, value = (np.concatenate([block[n] for block in self.blocks]) for n in range(3))
        return Programme(cost, upper, row, column, value, np.concatenate(self.low), np.concatenate(self.high))


def solve(
    programme: Programme,
    *,
    whole: bool | NDArray[np.bool_] = False,
    gap: float = 0.0,
    abs_gap: float = 1e-6,
    nodes: int = 1_000_000,
    seconds: float = np.inf,
    start: Floats | None = None,
) -> Solution:
    """Solves the programme; `whole` says which columns (or all) take whole numbers only."""
    solver = highspy.Highs()
    solver.silent()
    integer = bool(np.any(whole))
    for name, value in (
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", abs_gap),
        ("mip_max_nodes", nodes),
        ("time_limit", max(float(min(seconds, 1e9)), 0.0)),
    ):
        solver.setOptionValue(name, value)
    if integer:  # rounded whole numbers must keep the rows to far less than any tolerance asked
        solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
    solver.passModel(highs_model(programme, whole if integer else None))
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = start
        solver.setSolution(point)
    solver.run()
    state, info = solver.getModelStatus(), solver.getInfo()
    if state in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Solution(INFEASIBLE, np.inf, np.inf, np.zeros(0), np.zeros(0), np.zeros(0))
    found = info.primal_solution_status == 2
    solution = solver.getSolution()
    return Solution(
        state=OPTIMAL if state == highspy.HighsModelStatus.kOptimal else LIMIT,
        objective=info.objective_function_value if found else np.inf,
        bound=info.mip_dual_bound if integer else info.objective_function_value,
        x=np.array(solution.col_value) if found else np.zeros(0),
        dual=np.zeros(0) if integer else np.array(solution.row_dual),
        reduced=np.zeros(0) if integer else np.array(solution.col_dual),
    )


def highs_model(programme: Programme, whole: bool | NDArray[np.bool_] | None) -> highspy.HighsLp:
    columns, rows = len(programme.cost), len(programme.row_low)
    order = np.argsort(programme.row, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = programme.cost
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = programme.upper
    model.row_lower_ = programme.row_low
    model.row_upper_ = programme.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(programme.row[order], np.arange(rows + 1)).astype(np.int32)
    model.a_matrix_.index_ = programme.column[order].astype(np.int32)
    model.a_matrix_.value_ = programme.value[order]
    if whole is not None:
        kinds = np.broadcast_to(np.asarray(whole), columns)
        continuous, integer = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [integer if kind else continuous for kind in kinds]
    return model
