"""What every command prints with: one JSON document for scripts, tables and progress for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="只在标准输出打印一个 JSON 文档")


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=None, default=str))


def width(text: str) -> int:
    """Columns a terminal gives the text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def print_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    table = [list(map(str, head))] + [[("" if v is None else str(v)) for v in row] for row in rows]
    widths = [max(width(row[i]) for row in table) for i in range(len(head))]
    for n, row in enumerate(table):
        print("  ".join(v + " " * (w - width(v)) for v, w in zip(row, widths, strict=True)).rstrip())
        if n == 0:
            print("  ".join("-" * w for w in widths))


def progress(iterable: Iterable, *, length: int | None = None, label: str = "", quiet: bool = False):
    """A progress bar on standard error; silent with `--json` or when nobody watches."""
    return click.progressbar(
        iterable, length=length, label=label, file=sys.stderr, hidden=quiet or not sys.stderr.isatty()
    )
