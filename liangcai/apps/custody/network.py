"""Whether this computer is on a network. The bank may be opened only where it is on none (S002 四(二), 002-042)."""

from __future__ import annotations

from pathlib import Path

from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

INTERFACES = Path("/sys/class/net")


UNREADABLE = "（接口状态无法读取）"


def live_interfaces(folder: Path | None = None) -> list[str]:
    """Names of the interfaces other than loopback that are up, or whose state nobody knows: a computer that does
    not tell counts as connected."""
    folder = folder or INTERFACES
    if not folder.is_dir():
        return [UNREADABLE]
    live = []
    for interface in sorted(folder.iterdir()):
        if interface.name == "lo" or not interface.is_dir():
            continue
        state = (interface / "operstate").read_text().strip() if (interface / "operstate").exists() else "unknown"
        if state not in ("down", "notpresent", "lowerlayerdown", "dormant"):
            live.append(interface.name)
    return live


def require_no_network(folder: Path | None = None) -> None:
    """`Refused` while any network interface other than loopback is up."""
    live = live_interfaces(folder)
    if live:
        raise Refused(
            "network_up",
            f"本机网络接口 {'、'.join(live)} 处于连接状态，题库不得打开。",
            citation=Citation(S002, "四(二)", "002-042"),
            hint="请拔除网线、关闭无线网卡后重试；题库专用计算机不得接入任何网络。",
            facts={"interfaces": live},
        )
