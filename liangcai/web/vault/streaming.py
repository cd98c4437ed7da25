"""A page that grows while long work goes on: no second thread, no script, nothing stored before it is whole.

The browser shows each line as it comes; CSS shows only the newest. Who leaves the page ends the work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeVar

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language, override

from liangcai.kernel.refusals import Refused

T = TypeVar("T")
PLACE = "<!-- progress -->"


def growing_page(
    request: HttpRequest, context: dict[str, Any], steps: Generator[float, None, T], finish: Callable[[T], str],
) -> StreamingHttpResponse:  # fmt: skip
    """`steps` yields the share done and returns a result; `finish` keeps it and returns the HTML that ends the page.
    A refusal on the way is shown in its place."""
    head, tail = render_to_string("vault/pages/quality/running.html", context, request).split(PLACE)
    response = StreamingHttpResponse(body(head, tail, steps, finish, get_language()))
    response["Content-Encoding"] = "identity"  # else the compressing middleware holds the lines back
    response["Cache-Control"] = "no-store"
    return response


def body(head: str, tail: str, steps: Generator[float, None, T], finish: Callable[[T], str], language: str | None) -> Iterator[str]:
    yield head
    last = -1
    with override(language):
        try:
            while True:
                done = int(100 * next(steps))
                if done > last:
                    last = done
                    yield line(done)
        except StopIteration as end:
            yield line(100)
            try:
                outcome = finish(end.value)
            except Refused as no:
                outcome = refusal(no)
        except Refused as no:
            outcome = refusal(no)
        yield "</ul>" + outcome + tail


def line(done: int) -> str:
    return format_html('<li><progress value="{0}" max="100"></progress><span>{0} %</span></li>\n', done)


def refusal(no: Refused) -> str:
    return render_to_string("shared/components/refusal.html", {"refused": no, "facts": [], "errors": no.facts.get("errors", [])})
