"""Answer sheets: print them, read their scans. Pure: no database, no clock, no unseeded chance.

`layout_for` → one geometry in millimetres · `print_sheets` → PDF · `read_sheets` → answers with a state.
A wrong answer reported as `read` is the one unforgivable fault: whatever is in doubt goes to a person.
"""

from liangcai.engines.omr.layout import SheetLayout, layout_for
from liangcai.engines.omr.print import SheetCandidate, print_sheets, unprintable_characters
from liangcai.engines.omr.read import AnswerRead, PageRead, Problem, read_page, read_pages, read_sheets, settle_repeats

__all__ = [
    "AnswerRead",
    "PageRead",
    "Problem",
    "SheetCandidate",
    "SheetLayout",
    "layout_for",
    "print_sheets",
    "read_page",
    "read_pages",
    "read_sheets",
    "settle_repeats",
    "unprintable_characters",
]
