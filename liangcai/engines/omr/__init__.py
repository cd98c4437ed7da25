"""Answer sheets: print them, read their scans. Pure: no database, no clock, no unseeded chance.

A wrong answer reported as `read` is the one unforgivable fault: whatever is in doubt goes to a person.
"""

from liangcai.engines.omr.layout import SheetLayout, layout_for
from liangcai.engines.omr.print import SheetCandidate, print_sheets, unprintable_characters

__all__ = [
    "SheetCandidate",
    "SheetLayout",
    "layout_for",
    "print_sheets",
    "unprintable_characters",
]
