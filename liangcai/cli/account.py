"""`liangcai account`: a site's first account, and the others: made, listed, locked, unlocked, given a new password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.cli.site_setup import migrate, prepare_folder, start_django
from liangcai.kernel.refusals import BadInput

if TYPE_CHECKING:
    from liangcai.apps.accounts.models import User

SITE = click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True, help="站点")
DATA = click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="数据目录")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_PASSWORD = click.option("--password-file", type=FILE, help="新口令所在文件（取第一行）；不给出时在终端询问两次，不回显")
OWN_PASSWORD = click.option("--by-password-file", type=FILE, help="操作人口令所在文件；不给出时在终端询问，不回显")
REASON = click.option("--reason", required=True, help="理由，记入审计日志")


def by_option(who: str = "系统管理员", *, required: bool = True) -> Callable[[Any], Any]:
    return click.option("--by", "operator", required=required, help=f"操作人（{who}）账号，须输入其口令")


@click.group(help="账号：建立（含站点的第一个账号）、列出、停用、恢复、改口令。")
def command() -> None:
    pass


@command.command("create", help="建立账号。站点还没有系统管理员时由安装程序建立，不需 --by；此后须由系统管理员建立。")
@click.argument("username")
@click.option("--role", required=True, help="角色，如 system_admin、province_centre、custodian、invigilator")
@click.option("--name", "display_name", required=True, help="姓名")
@click.option("--region", "region_code", default="", help="辖区代码（六位）；中心账号必填")
@click.option("--email", default="", help="邮箱")
@by_option(required=False)
@NEW_PASSWORD
@OWN_PASSWORD
@SITE
@DATA
@json_option
def create_command(username: str, role: str, display_name: str, region_code: str, email: str, operator: str | None,
                   password_file: Path | None, by_password_file: Path | None, site: str, data: Path, as_json: bool) -> None:  # fmt: skip
    prepare_folder(site, data)
    start_django(site, data)
    migrate()
    from django.utils import timezone

    from liangcai.apps.accounts.actions.create_account import create_account

    require_work_at(site, role)
    made = create_account(actor=acting(operator, by_password_file) if operator else "system", at=timezone.now(),
                          username=username, role=role, display_name=display_name, region_code=region_code, email=email,
                          password=new_password(username, password_file))  # fmt: skip
    say(made, f"账号 {username}（{made.get_role_display()}）已建立。", as_json)


@command.command("list", help="列出站点的账号。")
@SITE
@DATA
@json_option
def list_command(site: str, data: Path, as_json: bool) -> None:
    open_site(site, data)
    from liangcai.apps.accounts.models import User

    accounts = User.objects.order_by("username")
    if as_json:
        print_json([facts_of(account) for account in accounts])
    else:
        print_table(["账号名", "姓名", "角色", "辖区代码", "状态"],
                    [[a.username, a.display_name, a.get_role_display(), a.region_code, "可登录" if a.is_active else "已停用"]
                     for a in accounts])  # fmt: skip


@command.command("lock", help="停用账号：不能再登录，历史保留。")
@click.argument("username")
@REASON
@by_option()
@OWN_PASSWORD
@SITE
@DATA
@json_option
def lock_command(username: str, reason: str, operator: str, by_password_file: Path | None, site: str, data: Path, as_json: bool) -> None:
    open_site(site, data)
    from django.utils import timezone

    from liangcai.apps.accounts.actions.lock_account import lock_account

    account, actor = account_called(username), acting(operator, by_password_file)
    say(lock_account(actor=actor, at=timezone.now(), account=account, reason=reason), f"账号 {username} 已停用。", as_json)


@command.command("unlock", help="恢复已停用的账号。")
@click.argument("username")
@REASON
@by_option()
@OWN_PASSWORD
@SITE
@DATA
@json_option
def unlock_command(username: str, reason: str, operator: str, by_password_file: Path | None, site: str, data: Path, as_json: bool) -> None:
    open_site(site, data)
    from django.utils import timezone

    from liangcai.apps.accounts.actions.unlock_account import unlock_account

    account, actor = account_called(username), acting(operator, by_password_file)
    say(unlock_account(actor=actor, at=timezone.now(), account=account, reason=reason), f"账号 {username} 已恢复。", as_json)


@command.command("password", help="给账号换新口令：本人（--by 与账号名相同）或系统管理员。")
@click.argument("username")
@by_option("本人或系统管理员")
@NEW_PASSWORD
@OWN_PASSWORD
@SITE
@DATA
@json_option
def password_command(username: str, operator: str, password_file: Path | None, by_password_file: Path | None, site: str,
                     data: Path, as_json: bool) -> None:  # fmt: skip
    open_site(site, data)
    from django.utils import timezone

    from liangcai.apps.accounts.actions.change_password import change_password

    account, actor = account_called(username), acting(operator, by_password_file)
    changed = change_password(actor=actor, at=timezone.now(), account=account, password=new_password(username, password_file))
    say(changed, f"账号 {username} 的口令已更换，旧口令的登录已失效。", as_json)


def open_site(site: str, data: Path) -> None:
    if not (data / site / "site.json").exists():
        raise BadInput("no_site", f"{data} 中没有站点 {site} 的数据。", where=str(data), hint="请用 --data 指定数据目录。")
    prepare_folder(site, data)
    start_django(site, data)
    migrate()


def require_work_at(site: str, role: str) -> None:
    from liangcai.apps.accounts.enums import WORK_AT

    if role not in WORK_AT[site]:
        raise BadInput("role_not_here", f"读到角色“{role}”，站点 {site} 的角色是 {'、'.join(sorted(WORK_AT[site]))}。",
                       where="--role", hint="请核对 --role 与 --site。")  # fmt: skip


def account_called(username: str) -> User:
    from liangcai.apps.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise BadInput("no_such_account", f"没有名为 {username} 的账号。", where=username, hint="用 liangcai account list 查看。")
    return found


def acting(operator: str, file: Path | None) -> User:
    """Who acts: the password is proof, so that the log names nobody who was not there."""
    from liangcai.cli.two_persons import signed_in

    return signed_in(operator, first_line(file) if file else None)


def new_password(username: str, file: Path | None) -> str:
    if file:
        return first_line(file)
    return click.prompt(f"{username} 的新口令", hide_input=True, confirmation_prompt="再输入一次", err=True)


def first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadInput("not_text", "口令文件不是 UTF-8 文本。", where=str(file)) from None
    if not lines or not lines[0]:
        raise BadInput("no_password", "口令文件的第一行是空的。", where=str(file), hint="请把口令写在第一行。")
    return lines[0]


def facts_of(account: User) -> dict[str, Any]:
    return {"username": account.username, "display_name": account.display_name, "role": account.role,
            "region": account.region_code, "active": account.is_active}  # fmt: skip


def say(account: User, words: str, as_json: bool) -> None:
    if as_json:
        print_json(facts_of(account))
    else:
        print(words)
