"""The later steps as a line drawn to scale, in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from liangcai.web.hall.public.career_words import Later

LEFT, RIGHT, LINE = 20, 700, 34
MOST_MARKS = 8


def timeline_svg(start: date, steps: Sequence[Later]) -> SafeString:
    """A line from the day asked to the last step: a dot a step, a mark some New Year's Days."""
    if not steps:
        return SafeString("")
    span = max((steps[-1].on - start).days, 1)

    def across(day: date) -> str:
        return f"{LEFT + (RIGHT - LEFT) * (day - start).days / span:.1f}"

    years = range(start.year + 1, steps[-1].on.year + 1)
    every = max(-(-len(years) // MOST_MARKS), 1)
    marks = format_html_join("", '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="#8a94a3"/>'
                             '<text x="{0}" y="62" font-size="13" text-anchor="middle" fill="#4b5563">{3}</text>',
                             ((across(date(y, 1, 1)), LINE - 5, LINE + 5, y) for y in years[::every]))  # fmt: skip
    dots = format_html_join("", '<circle cx="{}" cy="{}" r="9" fill="#1f4e79"/><text x="{}" y="{}" font-size="12" '
                            'text-anchor="middle" fill="#ffffff">{}</text>',
                            ((across(s.on), LINE, across(s.on), LINE + 4, n) for n, s in enumerate(steps, 1)))
    words = "；".join(f"{step.on} {step.words}" for step in steps)
    return format_html('<svg viewBox="0 0 720 70" role="img" aria-label="{}" '
                       'style="width:100%;min-width:34rem;max-width:45rem">'
                       '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#1f4e79" stroke-width="3"/>{}{}</svg>',
                       words, LEFT, RIGHT, LINE, LINE, marks, dots)  # fmt: skip
