"""`liangcai norm`: check a norm written in Word, and turn it into structure, Word or PDF; no database needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel.refusals import BadInput, Refused

if TYPE_CHECKING:
    from liangcai.engines.norms import Reading

RESULTS = {"failed": "未通过", "incomplete": "待补充", "passed": "通过"}
KINDS = ("graded", "special_ability")
file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """规范文本：机器检查，Word、结构与 PDF 互转。"""


@command.command("check")
@file_argument
@json_option
def check_command(file: Path, as_json: bool) -> None:
    """检查规范文本（.docx 或 convert 写出的 .json）：章节、权重合计、命名，以及没有读懂的内容。"""
    from liangcai.engines.norms import FAILED, check_norm

    reading = read_norm(file)
    findings = check_norm(reading.shape, reading.content)
    failed = [finding for finding in findings if finding.result == FAILED]
    if as_json:
        print_json({
            "kind": reading.shape.kind, "levels": reading.shape.levels, "found": reading.found, "conforms": not failed,
            "findings": [{"section": f.section, "title": f.title, "result": f.result, "row": f.row or None, "column": f.column,
                          "found": f.found, "expected": f.expected, "rule": f.rule} for f in findings],
            "left": [{"paragraph": left.number, "text": left.text, "reason": left.reason} for left in reading.left],
        })  # fmt: skip
    else:
        print_table(["章节", "结果", "位置", "发现", "应为"],
                    [[f.title, RESULTS[f.result], f.where, f.found, f.expected] for f in findings])  # fmt: skip
        if reading.left:
            print(f"\n没有读懂 {len(reading.left)} 处：")
            print_table(["段落", "文字", "原因"], [[left.number, left.text, left.reason] for left in reading.left])
    if failed:
        raise Refused("norm_checks_failed", f"{len(failed)} 处未通过：{failed[0].title}，{failed[0].words}", where=str(file))


@command.command("convert")
@file_argument
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出的文件，以后缀定格式：.json、.docx、.pdf")
@click.option("--title", default="", help="封面标题；不写则取文件开头的题名")
@json_option
def convert_command(file: Path, out: Path, title: str, as_json: bool) -> None:
    """把规范文本转成结构（.json）、国家标准版式的 Word（.docx）或 PDF（.pdf）。"""
    makers = {".json": as_structure, ".docx": as_word, ".pdf": as_pdf}
    if out.suffix.lower() not in makers:
        raise BadInput("unknown_format", f"不认识后缀 {out.suffix or '（无）'}，应为 .json、.docx 或 .pdf。", where="--out")
    if not out.absolute().parent.is_dir():
        raise BadInput("no_such_folder", "文件夹不存在。", where=str(out.parent), hint="请先建立文件夹。")
    if out.exists():
        raise Refused("file_exists", f"文件已存在，不覆盖：{out}。", where=str(out))
    reading = read_norm(file)
    out.write_bytes(makers[out.suffix.lower()](reading, title or (reading.cover[0] if reading.cover else file.stem)))
    if as_json:
        print_json({"out": str(out), "kind": reading.shape.kind, "levels": reading.shape.levels, "left": len(reading.left)})
    else:
        print(f"已写入 {out}。" + (f"有 {len(reading.left)} 处没有读懂，请用 check 查看。" if reading.left else ""))


def read_norm(file: Path) -> Reading:
    from liangcai.engines.norms import read_word

    try:
        return from_structure(file) if file.suffix.lower() == ".json" else read_word(file.read_bytes())
    except BadInput as no:
        raise BadInput(no.code, no.message, where="：".join(part for part in (str(file), no.where) if part), hint=no.hint) from None


def from_structure(file: Path) -> Reading:
    """{"kind", "levels", "title", "content"} as `convert` writes it."""
    from liangcai.engines.norms import Reading, graded_shape, normal, special_ability_shape

    try:
        given: Any = json.loads(file.read_bytes())
    except (UnicodeDecodeError, ValueError):
        raise BadInput("bad_json", "文件不是 JSON。") from None
    levels = given.get("levels", []) if isinstance(given, dict) else None
    if not isinstance(given, dict) or given.get("kind") not in KINDS or not isinstance(levels, list):
        raise BadInput("bad_structure", f"kind 应为 {' 或 '.join(KINDS)}，levels 应为列表，content 应为各节内容。",
                       hint="请用 `liangcai norm convert` 写出的文件。")  # fmt: skip
    shape = special_ability_shape() if given["kind"] == "special_ability" else graded_shape(list(map(str, levels)))
    content = normal(shape, given.get("content", {}))
    return Reading(shape, content, tuple(shape.by_key), (str(given.get("title", "")),), ())


def as_structure(reading: Reading, title: str) -> bytes:
    made = {"kind": reading.shape.kind, "levels": reading.shape.levels, "title": title, "content": reading.content}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def as_word(reading: Reading, title: str) -> bytes:
    from liangcai.engines.norms import to_word

    return to_word(reading.shape, reading.content, title)


def as_pdf(reading: Reading, title: str) -> bytes:
    from liangcai.engines.norms import layout
    from liangcai.engines.typesetting.norm_document import NormDocument, render

    return render(NormDocument(title, layout(reading.shape, reading.content), cover=reading.shape.levels))
