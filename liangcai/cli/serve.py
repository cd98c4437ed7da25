"""`liangcai serve`: migrate, load the official lists, serve one site."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from pathlib import Path

import click

from liangcai.cli.site_setup import migrate, prepare_folder, start_django
from liangcai.kernel.refusals import Refused


@click.command()
@click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="数据目录")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="首次启动时生成演示账号与数据")
def command(site: str, data: Path, host: str, port: int, demo: bool) -> None:
    """启动一个站点。"""
    refuse_taken_port(host, port)
    say_what_was_cut_off(data)
    if demo and site == "hall" and not (data / "hall" / "site.json").exists():
        from liangcai.cli.demo import run_demonstration

        run_demonstration(data, candidates=60, quiet=False)
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ["LIANGCAI_HOSTS"] = f"{host},127.0.0.1,localhost,[::1]"
    prepare_folder(site, data)
    start_django(site, data, demonstration=demo)
    migrate()
    load_official_lists()
    print(f"量才 {site} 已启动：http://{host}:{port}/  （Ctrl+C 停止）", flush=True)
    if demo:
        print(f"演示账号见 {data / 'demo' / 'ACCOUNTS.txt'}", flush=True)
    serve(host, port)


def say_what_was_cut_off(data: Path) -> None:
    """A demonstration that was killed half-way is named, so that nobody takes its data for whole."""
    progress = data / "demo" / "PROGRESS.json"
    if progress.exists():
        known = json.loads(progress.read_text(encoding="utf-8"))
        if known["next"] is not None:
            print(f"注意：{data} 中的演示在第 {known['done']}/{known['of']} 步后中断（下一步“{known['next']}”），数据不完整。"
                  "删除该目录后重新运行即可重做。", file=sys.stderr, flush=True)  # fmt: skip


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            if wrong.errno == errno.EADDRINUSE:
                raise Refused("port_taken", f"端口 {port} 已被占用。", hint=f"请换一个端口，例如 --port {port + 1}。") from None
            raise Refused("address", f"不能在 {host}:{port} 上监听：{wrong.strerror}。", hint="请检查 --host 与 --port。") from None


def load_official_lists() -> None:
    """Apply the reference files when they differ from the database."""
    from django.conf import settings
    from django.utils import timezone

    from liangcai.apps.catalogue.actions.sync_reference import sync_reference
    from liangcai.apps.catalogue.differences import differences
    from liangcai.apps.catalogue.reference_files import tables

    if any(differences(table) for table in tables(settings.REFERENCE_ROOT)):
        sync_reference(actor="system", at=timezone.now(), folder=settings.REFERENCE_ROOT)
    if settings.SITE == "hall":
        from liangcai.apps.resources.actions.load_annexes import load_annexes
        from liangcai.apps.resources.models import ShortageList

        if not ShortageList.objects.exists():
            load_annexes(actor="system", at=timezone.now(), folder=settings.REFERENCE_ROOT)


def serve(host: str, port: int) -> None:
    """WSGI: five to nine times less CPU a small request than ASGI on an old computer."""
    from granian import Granian
    from granian.constants import Interfaces

    sys.stdout.flush()
    Granian("liangcai.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
            workers=1, blocking_threads=8, log_enabled=False).serve()  # fmt: skip
