"""`liangcai sheets`: print answer sheets for a roster, read their scans."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liangcai.cli.csv_tables import read_table
from liangcai.cli.output import json_option, print_json, print_table, progress
from liangcai.kernel.refusals import BadInput, RowErrors

if TYPE_CHECKING:
    from liangcai.engines.omr import PageRead, SheetCandidate, SheetLayout

CHUNK = 200  # candidates in one typesetting run: keeps memory flat and the progress bar moving
LONGEST = {"ticket_number": 40, "name": 100, "seat": 30, "paper_code": 20}
NEEDED = ("ticket_number", "name")
SHOWN = 20
STATES = {"read": "读出", "blank": "未涂", "multiple": "多涂", "doubtful": "存疑"}
READS_HEAD = ("source", "page", "ticket_number", "paper_code", "question", "answer", "state")


@click.group()
def command() -> None:
    """答题卡：打印与识读。"""


@command.command("print")
@click.option("--questions", type=int, required=True, help="总题数，1～200（含判断题）")
@click.option("--options", "option_count", type=int, default=4, show_default=True, help="选择题每题选项数，2～6")
@click.option("--true-false", type=int, default=0, show_default=True,
              help="总题数中最后多少题是判断题（√ 读作 A，× 读作 B）")
@click.option("--multiple", "ranges", default="", help="多选题的题号，如 71-80,85；这些题允许涂多格，读作 ACD 等")
@click.option("--roster", type=click.Path(path_type=Path), required=True,
              help="名单 CSV：ticket_number, name, seat, paper_code")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出答题卡 PDF")
@click.option("--layout", "layout_path", type=click.Path(path_type=Path), required=True,
              help="写出版式 JSON，识读时使用")
@click.option("--title", default="", help="卡头标题")
@json_option
def print_command(
    questions: int, option_count: int, true_false: int, ranges: str, roster: Path, out: Path, layout_path: Path,
    title: str, as_json: bool,
) -> None:
    """按名单打印答题卡，并写出版式文件。"""
    from liangcai.engines.omr import layout_for

    layout = layout_for(questions, option_count, true_false, _numbers(ranges), title)
    candidates = _roster(roster)
    for path in (out, layout_path):
        if not path.absolute().parent.is_dir():
            raise BadInput("no_such_folder", "文件夹不存在。", where=str(path.parent), hint="请先建立文件夹。")
    pdf = _printed(layout, candidates, as_json)
    out.write_bytes(pdf)
    layout_path.write_text(layout.to_json(), encoding="utf-8")
    unprintable = _unprintable(candidates)
    summary = {
        "candidates": len(candidates),
        "pages": len(candidates) * len(layout.pages),
        "pages_per_candidate": len(layout.pages),
        "fingerprint": layout.fingerprint,
        "out": str(out),
        "layout": str(layout_path),
        "unprintable": unprintable,
    }
    if as_json:
        print_json(summary)
        return
    print(f"{summary['candidates']} 名考生，每人 {len(layout.pages)} 页，已写入 {out}；版式已写入 {layout_path}。")
    if unprintable:
        print("下列内容含字库没有的字，印出来是空框，请发卡前手工填写：")
        print_table(["准考证号", "内容", "缺的字"],
                    [[u["ticket_number"], u["text"], u["characters"]] for u in unprintable])


@command.command("read")
@click.argument("scans", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--layout", "layout_path", type=click.Path(path_type=Path), required=True, help="打印时写出的版式 JSON")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出识读结果 READS.csv")
@json_option
def read_command(scans: tuple[Path, ...], layout_path: Path, out: Path, as_json: bool) -> None:
    """识读扫描件（PDF、TIFF、PNG、JPEG 或文件夹）；存疑的交人核对，不作猜测。"""
    layout = _layout(layout_path)
    started = time.process_time()
    reads = _read(scans, layout, as_json)
    seconds = time.process_time() - started
    if all(read.problem and read.problem.code == "unreadable" for read in reads):
        raise BadInput("nothing_readable", f"{len(reads)} 个扫描件都打不开：{reads[0].source}：{reads[0].problem}",
                       hint="支持 PDF、TIFF、PNG、JPEG。")
    _write_reads(out, reads)
    summary = _summary(reads, layout, seconds, out)
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)


def _numbers(ranges: str) -> frozenset[int]:
    """"71-80,85" → the set of numbers."""
    numbers: set[int] = set()
    for part in ranges.replace("，", ",").split(","):
        first, dash, last = part.strip().partition("-")
        if not first and not dash:
            continue
        if not first.isdecimal() or (dash and not last.isdecimal()) or max(len(first), len(last)) > 4:
            raise BadInput("bad_range", f"多选题号 {part.strip()!r} 看不懂，应如 71-80,85。", where="--multiple")
        start, end = int(first), int(last or first)
        if end < start:
            raise BadInput("bad_range", f"多选题号 {part.strip()!r} 前大后小。", where="--multiple")
        numbers.update(range(start, end + 1))
    return frozenset(numbers)


def _roster(path: Path) -> list[SheetCandidate]:
    from liangcai.engines.omr import SheetCandidate

    head, rows = read_table(path, required=tuple(LONGEST))
    places = {name: head.index(name) for name in LONGEST}
    errors: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    candidates = []
    for number, row in enumerate(rows, 2):
        values = {name: row[place].strip() for name, place in places.items()}
        errors += _row_errors(number, values, seen)
        seen.setdefault(values["ticket_number"], number)
        candidates.append(SheetCandidate(**values))
    if errors:
        first = "；".join(f"第 {e['row']} 行 {e['field']} 是 {e['found']!r}，应{e['expected']}" for e in errors[:5])
        raise RowErrors(f"名单有 {len(errors)} 处错误：{first}。", errors, where=str(path))
    if not candidates:
        raise BadInput("no_candidates", "名单里没有考生。", where=str(path))
    return candidates


def _row_errors(number: int, values: dict[str, str], seen: dict[str, int]) -> Iterable[dict[str, Any]]:
    for name, value in values.items():
        expected = ""
        if name in NEEDED and not value:
            expected = "不为空"
        elif len(value) > LONGEST[name]:
            expected = f"不超过 {LONGEST[name]} 个字"
        elif not value.isprintable():
            expected = "不含换行、制表等控制字符"
        elif name == "ticket_number" and value in seen:
            expected = f"不与第 {seen[value]} 行重复"
        if expected:
            yield {"row": number, "field": name, "found": value[:60], "expected": expected}


def _printed(layout: SheetLayout, candidates: Sequence[SheetCandidate], quiet: bool) -> bytes:
    import pikepdf

    from liangcai.engines.omr import print_sheets

    chunks = [candidates[n: n + CHUNK] for n in range(0, len(candidates), CHUNK)]
    if len(chunks) == 1:
        return print_sheets(layout, chunks[0])
    whole, out = pikepdf.new(), io.BytesIO()
    with progress(chunks, label="排版答题卡", quiet=quiet) as bar:
        for chunk in bar:
            with pikepdf.open(io.BytesIO(print_sheets(layout, chunk))) as part:
                whole.pages.extend(part.pages)
    whole.save(out)
    return out.getvalue()


def _unprintable(candidates: Sequence[SheetCandidate]) -> list[dict[str, str]]:
    from liangcai.engines.omr import unprintable_characters

    found = []
    for one in candidates:
        for text in (one.ticket_number, one.name, one.seat, one.paper_code):
            if characters := unprintable_characters(text):
                found.append({"ticket_number": one.ticket_number, "text": text, "characters": characters})
    return found


def _layout(path: Path) -> SheetLayout:
    from liangcai.engines.omr import SheetLayout

    try:
        return SheetLayout.from_json(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput("bad_layout", "版式文件不是 UTF-8 文本。", where=str(path),
                       hint="请用 `liangcai sheets print --layout` 写出的文件。") from None
    except BadInput as wrong:
        raise BadInput(wrong.code, wrong.message, where=str(path), hint=wrong.hint) from None


def _read(scans: Sequence[Path], layout: SheetLayout, quiet: bool) -> list[PageRead]:
    from liangcai.engines.omr import read_pages
    from liangcai.engines.omr.pages import files_in, page_count, scanned_pages

    for scan in scans:
        if not scan.exists():
            raise BadInput("no_such_file", "文件或文件夹不存在。", where=str(scan), hint="请检查路径。")
    files = files_in(scans)
    if not files:
        raise BadInput("no_scans", "文件夹里没有扫描件。", where="、".join(map(str, scans)),
                       hint="支持 PDF、TIFF、PNG、JPEG。")
    with progress(scanned_pages(files), length=sum(map(page_count, files)), label="识读", quiet=quiet) as bar:
        return read_pages(bar, layout)


def _write_reads(out: Path, reads: Iterable[PageRead]) -> None:
    """Placed pages only. Plain UTF-8: the columns are read by programs."""
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(READS_HEAD)
        for read in reads:
            if read.problem is None:
                writer.writerows((read.source, read.page, read.ticket_number, read.paper_code, a.question, a.answer,
                                  a.state) for a in read.answers)


def _summary(reads: Sequence[PageRead], layout: SheetLayout, seconds: float, out: Path) -> dict[str, Any]:
    placed = [read for read in reads if read.problem is None]
    states = Counter(answer.state for read in placed for answer in read.answers)
    doubtful = [
        {"source": read.source, "page": read.page, "ticket_number": read.ticket_number, "question": a.question,
         "answer": a.answer, "strength": a.strength}
        for read in placed for a in read.answers if a.state == "doubtful"
    ]
    unplaced = [
        {"source": read.source, "page": read.page, "ticket_number": read.ticket_number, "code": read.problem.code,
         "reason": read.problem.message}
        for read in reads if read.problem
    ]
    return {
        "pages": len(reads),
        "placed": len(placed),
        "answers": {state: states[state] for state in STATES},
        "unplaced": unplaced,
        "doubtful": doubtful,
        "mostly_doubtful": [
            {"source": read.source, "page": read.page, "ticket_number": read.ticket_number}
            for read in placed if sum(a.state == "doubtful" for a in read.answers) * 3 > len(read.answers)
        ],
        "incomplete": _incomplete(placed, layout),
        "cpu_seconds": round(seconds, 3),
        "pages_per_cpu_second": round(len(reads) / seconds, 1) if seconds else None,
        "out": str(out),
    }


def _incomplete(placed: Sequence[PageRead], layout: SheetLayout) -> list[dict[str, Any]]:
    """Candidates of whom only some pages of the sheet were read."""
    pages: dict[str, set[int]] = defaultdict(set)
    for read in placed:
        pages[read.ticket_number].add(read.sheet_page)
    wanted = {page.number for page in layout.pages}
    return [{"ticket_number": ticket, "missing_pages": sorted(wanted - found)}
            for ticket, found in sorted(pages.items()) if wanted - found]


def _print_summary(summary: dict[str, Any]) -> None:
    states = "，".join(f"{words} {summary['answers'][state]}" for state, words in STATES.items())
    print(f"{summary['pages']} 页，识读 {summary['placed']} 页（{states}），已写入 {summary['out']}。"
          f"每秒 CPU 时间 {summary['pages_per_cpu_second']} 页。")
    if summary["unplaced"]:
        print(f"\n{len(summary['unplaced'])} 页未能识读：")
        print_table(["文件", "页", "准考证号", "原因"],
                    [[u["source"], u["page"], u["ticket_number"], u["reason"]] for u in summary["unplaced"]])
    if summary["incomplete"]:
        print("\n缺页的考生：")
        print_table(["准考证号", "缺第几页"], [[i["ticket_number"], "、".join(map(str, i["missing_pages"]))]
                                               for i in summary["incomplete"]])
    if summary["mostly_doubtful"]:
        print("\n下列各页多数存疑（没有涂满、填涂太浅或黑白扫描丢失），建议改用灰度重扫或人工登记：")
        print_table(["文件", "页", "准考证号"],
                    [[m["source"], m["page"], m["ticket_number"]] for m in summary["mostly_doubtful"]])
    if summary["doubtful"]:
        print(f"\n存疑 {len(summary['doubtful'])} 题，请人工核对（列出前 {SHOWN} 题）：")
        print_table(["文件", "页", "准考证号", "题号", "可能是"],
                    [[d["source"], d["page"], d["ticket_number"], d["question"], d["answer"]]
                     for d in summary["doubtful"][:SHOWN]])
