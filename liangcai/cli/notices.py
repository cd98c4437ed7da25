"""`liangcai notices`: sends what waits in the outbox. Run it every few minutes."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json, progress
from liangcai.kernel.refusals import Refused


@click.group(help="通知：发送待发邮件。")
def command() -> None:
    pass


@command.command(help="发送待发的邮件通知。可反复执行；被服务器拒收的留待下次，结果不明的不自动重发。")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True)
@click.option("--site", type=click.Choice(["hall"]), default="hall", show_default=True)
@click.option("--limit", type=click.IntRange(1, 100_000), default=500, show_default=True, help="本次最多发送封数")
@click.option("--retry-doubtful", is_flag=True, help="把结果不明的邮件也重新发送（收件人可能收到第二次）")
@json_option
def send(data: Path, site: str, limit: int, retry_doubtful: bool, as_json: bool) -> None:
    from liangcai.cli.site_setup import migrate, prepare_folder, start_django

    if not (data / site).is_dir():
        raise FileNotFoundError(2, "", str(data / site))
    prepare_folder(site, data)
    start_django(site, data)
    migrate()
    facts = {"put_back": put_back() if retry_doubtful else 0, **send_all(limit, as_json)}
    if as_json:
        print_json(facts)
    else:
        print(f"已发出 {facts['sent']} 封；本次未成 {facts['failed']} 封，共 {facts['kept']} 封留待以后。")
        if facts["doubtful"]:
            print(f"结果不明 {facts['doubtful']} 封（发送中途被打断），未自动重发；确认后可加 --retry-doubtful。")


def put_back() -> int:
    from django.utils import timezone

    from liangcai.apps.notices.actions.retry_doubtful import retry_doubtful
    from liangcai.apps.notices.selectors import doubtful

    now = timezone.now()
    return retry_doubtful(actor="system", at=now) if doubtful(now).exists() else 0


def send_all(limit: int, as_json: bool) -> dict[str, int]:
    """Counts; a server that goes away in the middle is told after what was sent before."""
    from django.utils import timezone

    from liangcai.apps.notices.outbox import send_waiting
    from liangcai.apps.notices.selectors import doubtful, kept_for_later, waiting

    sent, failed = 0, 0
    length = min(limit, waiting(timezone.now()).count())
    try:
        with progress(send_waiting(timezone.now, limit), length=length, label="发送", quiet=as_json) as notices:
            for notice in notices:
                sent, failed = sent + bool(notice.sent_at), failed + (not notice.sent_at)
    except Refused as no:
        raise Refused(no.code, no.message, hint=no.hint, facts={"sent": sent, "failed": failed}) from None
    now = timezone.now()
    kept = kept_for_later(now).count() + waiting(now).count()
    return {"sent": sent, "failed": failed, "kept": kept, "doubtful": doubtful(now).count()}
