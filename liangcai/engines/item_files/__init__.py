"""Item files in and out: Excel template, Word, QTI, the scope table, and machine checks.

Readers say what a file means before anything is stored; nothing here keeps or changes a bank
(issue 5, items 1–4).
"""

from liangcai.engines.item_files.check_list import CHECKS, Check
from liangcai.engines.item_files.checks import Finding, blocking, check_coverage, check_item, check_items
from liangcai.engines.item_files.excel import read_excel, write_excel
from liangcai.engines.item_files.items import (
    FULL_WEIGHT,
    SUPPLY_KINDS,
    TYPES,
    Criterion,
    Formula,
    Grid,
    ParsedItem,
    ParseReport,
    Picture,
    Problem,
    SubItem,
    Supply,
    Task,
    normal_answer,
)
from liangcai.engines.item_files.qti import read_qti
from liangcai.engines.item_files.qti_write import write_qti
from liangcai.engines.item_files.scope_table import Scope, ScopePoint, ScopeTable, TableFinding
from liangcai.engines.item_files.scope_table import check as check_scope_table
from liangcai.engines.item_files.scope_table_changes import (
    TableChange,
    changes,
    counted,
    leaves,
    renumbered,
    vanished,
    with_points,
    with_scopes,
)
from liangcai.engines.item_files.scope_table_excel import read_scope_table, write_scope_table
from liangcai.engines.item_files.scope_table_word import read_scope_table_word, write_scope_table_word
from liangcai.engines.item_files.text import bare as bare_text
from liangcai.engines.item_files.text import grid_of, grid_text
from liangcai.engines.item_files.word import read_word
from liangcai.engines.item_files.word_write import write_word

__all__ = [
    "CHECKS", "FULL_WEIGHT", "SUPPLY_KINDS", "TYPES", "Check", "Criterion", "Finding", "Formula", "Grid",
    "ParseReport", "ParsedItem", "Picture", "Problem", "Scope", "ScopePoint", "ScopeTable", "SubItem", "Supply",
    "TableChange", "TableFinding", "Task", "bare_text", "blocking", "changes", "check_coverage", "check_item",
    "check_items", "check_scope_table", "counted", "grid_of", "grid_text", "leaves", "normal_answer", "read_excel",
    "read_qti", "read_scope_table", "read_scope_table_word", "read_word", "renumbered", "vanished", "with_points",
    "with_scopes", "write_excel", "write_qti", "write_scope_table", "write_scope_table_word", "write_word",
]  # fmt: skip
