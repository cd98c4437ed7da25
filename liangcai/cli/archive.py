"""`liangcai archive`: is a batch's archive whole and unchanged?"""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.key_files import load_keys
from liangcai.cli.output import json_option, print_json, print_table


@click.group(help="考核档案：离线核对。")
def command() -> None:
    pass


@command.command("verify", help="核对签名、每个文件的摘要，以及有无缺少或多出的文件。")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="公钥清单 KEYS.json")
@json_option
def verify(archive: Path, keys_file: Path | None, as_json: bool) -> None:
    from liangcai.engines.sealing.archive import read_archive

    keys = load_keys(keys_file, beside=archive)
    facts = read_archive(archive.read_bytes(), keys, where=str(archive))
    if as_json:
        print_json({"about": facts.about, "signed_by": list(facts.signed_by),
                    "files": [{"name": n, "size": s, "sha256": d} for n, (s, d) in facts.files.items()]})  # fmt: skip
        return
    print_table(["项目", "内容"], [(key, _words(value)) for key, value in facts.about.items()])
    print()
    print_table(["文件", "字节", "SHA-256"], [(name, size, digest) for name, (size, digest) in facts.files.items()])
    print(f"{len(facts.files)} 个文件齐全，与签名清单一致（{'、'.join(facts.signed_by)}）。")


def _words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
