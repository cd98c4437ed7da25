"""Norms as structured content: sections, machine checks, comparison, the national layout, Word in and out"""

from liangcai.engines.norms.checks import FAILED, INCOMPLETE, PASSED, Finding, check_norm, check_section, naming_faults
from liangcai.engines.norms.compare import compare, compare_section
from liangcai.engines.norms.content import Content, empty, normal, normal_section
from liangcai.engines.norms.layout import layout
from liangcai.engines.norms.shape import Facts, Lines, Rows, Section, Shape, graded_shape, special_ability_shape
from liangcai.engines.norms.word_read import Reading, read_word
from liangcai.engines.norms.word_write import to_word

__all__ = [
    "FAILED", "INCOMPLETE", "PASSED", "Content", "Facts", "Finding", "Lines", "Reading", "Rows", "Section", "Shape",
    "check_norm", "check_section", "compare", "compare_section", "empty", "graded_shape", "layout", "naming_faults",
    "normal", "normal_section", "read_word", "special_ability_shape", "to_word",
]  # fmt: skip
