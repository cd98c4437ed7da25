"""`liangcai ledger`: verifies an exported ledger, and exports a site's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from liangcai.cli.key_files import find_keys, load_keys
from liangcai.cli.output import json_option, print_json, progress
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

if TYPE_CHECKING:
    from liangcai.engines.ledger.checkpoint import Checkpoint


@click.group(help="台账：验证链是否被改动；导出。")
def command() -> None:
    pass


@command.command(help="验证导出的台账（JSONL），指出第一条被改动、删除、调换、插入或截去的记录。")
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--checkpoint", "checkpoint_files", type=click.Path(path_type=Path), multiple=True,
              help="另外保存的检查点；没有它，末尾被截去或整体重写看不出来")  # fmt: skip
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="核对检查点签名的公钥清单 KEYS.json")
@json_option
def verify(export: Path, checkpoint_files: tuple[Path, ...], keys_file: Path | None, as_json: bool) -> None:
    from liangcai.engines.ledger.checkpoint import compare
    from liangcai.engines.ledger.export import read_links

    read = [_load_checkpoint(file, keys_file) for file in checkpoint_files]
    with open(export, "rb") as stream:
        size = export.stat().st_size
        with progress((), length=size, label="验证", quiet=as_json or size < 20_000_000) as bar:
            report = compare(read_links(_counted(stream, bar), where=f"{export} "), *(point for point, _ in read))
    signed_by = [name for _, names in read for name in names]
    facts = {**report.as_dict(), "checkpoints": len(read), "checkpoint_signed_by": signed_by}
    if not report.ok:
        raise Refused(f"ledger_{report.kind}", f"台账验证不通过。{report.message}", where=str(export), facts=facts)
    if as_json:
        print_json(facts)
        return
    print(report.message)
    print(f"最后一条的摘要：{report.head}")
    if not read:
        print("没有给出检查点（--checkpoint）：末尾是否被截去、是否整体重写，单凭链看不出来。")
    elif len(signed_by) < len(read):
        print("与检查点一致；但检查点的签名没有全部核对（缺 KEYS.json 或没有签名）。")
    else:
        print(f"与 {len(read)} 个检查点一致，签名属于：{'、'.join(signed_by)}。")


def _counted(stream: BinaryIO, bar: Any) -> Iterator[bytes]:
    waiting = 0
    for line in stream:
        waiting += len(line)
        if waiting > 1 << 20:
            bar.update(waiting)
            waiting = 0
        yield line


def _load_checkpoint(file: Path, keys_file: Path | None) -> tuple[Checkpoint, list[str]]:
    """The checkpoint and the owners of its signatures, empty where they could not be checked."""
    from liangcai.engines.ledger.checkpoint import SIGNED_KIND, read_checkpoint
    from liangcai.engines.sealing.signed_document import verify_document

    document = canonical_json.decode(file.read_bytes(), where=str(file))
    checkpoint = read_checkpoint(document, where=str(file))
    known = find_keys(keys_file, beside=file)
    if known is None or (not keys_file and not document.get("signatures")):
        return checkpoint, []
    signed = verify_document(SIGNED_KIND, document, load_keys(known), where=str(file))
    return checkpoint, [key.owner for key in signed]


def _site_options(function: Any) -> Any:
    """`--site`, `--data`, `--out` and `--json` of the commands that read a site's chain into a file."""
    options = (
        click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True),
        click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True),
        click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写出的文件"),
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def _open_site(site: str, data: Path, out: Path) -> None:
    from liangcai.cli.site_setup import migrate, prepare_folder, start_django

    if out.exists():
        raise Refused("file_exists", f"文件已存在，不覆盖：{out}。", where=str(out))
    if not (data / site).is_dir():
        raise FileNotFoundError(2, "", str(data / site))
    prepare_folder(site, data)
    start_django(site, data)
    if site == "vault":
        from liangcai.apps.custody.media import require_internal

        require_internal(out)
    migrate()


@command.command(help="把一个站点的审计链，或题库工作站的一本台账导出为 JSONL。")
@click.option("--ledger", type=click.Choice(["audit", "room", "computer", "assembly", "disc"]), default="audit", show_default=True,
              help="audit 审计链；题库工作站另有 room 出入、computer 计算机使用、assembly 组卷制卷、disc 光盘出入")  # fmt: skip
@_site_options
def export(ledger: str, site: str, data: Path, out: Path, as_json: bool) -> None:
    if ledger != "audit" and site != "vault":
        raise BadInput("no_such_ledger", f"站点 {site} 没有保密台账。", where="--ledger", hint="请加 --site vault。")
    _open_site(site, data, out)
    count = _write_export(out, as_json, ledger)
    if as_json:
        print_json({"site": site, "ledger": ledger, "entries": count, "out": str(out)})
    else:
        print(f"{site} 的{'审计链' if ledger == 'audit' else f'台账 {ledger}'}共 {count} 条，已写入 {out}。")


@command.command(help="出具签名的检查点：链有多长、末尾是什么。请把它存到本机之外。")
@_site_options
def checkpoint(site: str, data: Path, out: Path, as_json: bool) -> None:
    _open_site(site, data, out)
    from django.utils import timezone

    from liangcai.apps.audit.actions.make_checkpoint import make_checkpoint

    document = make_checkpoint(actor="system", at=timezone.now())
    _write_whole(out, canonical_json.encode(document) + b"\n")
    if as_json:
        print_json({"site": site, "count": document["count"], "head": document["head"], "out": str(out)})
    else:
        print(f"{site} 的检查点（{document['count']} 条）已写入 {out}，请存到本机之外，公钥在 KEYS.json。")


def _write_whole(out: Path, content: bytes) -> None:
    unfinished = out.with_name(out.name + ".part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_export(out: Path, as_json: bool, ledger: str) -> int:
    from liangcai.engines.ledger.export import write_line

    if ledger == "audit":
        from liangcai.apps.audit.selectors import export_lines

        lines = export_lines()
    else:
        from liangcai.apps.custody.selectors import chain_entries

        lines = chain_entries(ledger)
    unfinished, count = out.with_name(out.name + ".part"), 0
    try:
        with open(unfinished, "wb") as stream, progress(lines, label="导出", quiet=as_json) as entries:
            for entry in entries:
                stream.write(write_line(entry))
                count += 1
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
