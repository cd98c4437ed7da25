"""Paper assembly: parallel forms that equal their blueprint, with a certified distance to the best possible.

Issue 5, item 5; CONTRACT "Paper assembly". `assemble` is the way in; `replacement_candidates`, `exposure` and
`overlap_matrix` serve the screens; `shuffled` makes variants of order and options with keys.
"""

from liangcai.engines.assembly.assemble import Assembly, assemble, missing_items
from liangcai.engines.assembly.bank import Bank, read_bank
from liangcai.engines.assembly.blueprint import Blueprint, Cell, Difficulty, blueprint_of_table, read_blueprint
from liangcai.engines.assembly.certify import Placement, certify, conformity, information_target
from liangcai.engines.assembly.curves import Curves, curves
from liangcai.engines.assembly.exposure import Exposure, exposure, overlap_matrix
from liangcai.engines.assembly.infeasible import BankShort, Shortage
from liangcai.engines.assembly.replace_item import replaced, replacement_candidates
from liangcai.engines.assembly.shuffle import Question, ShuffledQuestion, Variant, shuffled

__all__ = [
    "Assembly",
    "Bank",
    "BankShort",
    "Blueprint",
    "Cell",
    "Curves",
    "Difficulty",
    "Exposure",
    "Placement",
    "Question",
    "Shortage",
    "ShuffledQuestion",
    "Variant",
    "assemble",
    "blueprint_of_table",
    "certify",
    "conformity",
    "curves",
    "exposure",
    "information_target",
    "missing_items",
    "overlap_matrix",
    "read_bank",
    "read_blueprint",
    "replaced",
    "replacement_candidates",
    "shuffled",
]
