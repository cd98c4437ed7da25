"""Burning a disc from its image: the programs that can, and the exact command for each."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

from liangcai.apps.custody.media import RULE, drives
from liangcai.kernel.refusals import BadInput, Refused

# program → its arguments; {drive} and {image} are filled in
PROGRAMS = {
    "xorriso": ["-as", "cdrecord", "-v", "dev={drive}", "blank=as_needed", "-dao", "{image}"],
    "cdrskin": ["-v", "dev={drive}", "blank=as_needed", "-dao", "{image}"],
    "wodim": ["-v", "dev={drive}", "-dao", "{image}"],
    "growisofs": ["-dvd-compat", "-Z", "{drive}={image}"],
}


def command_for(program: str, image: str, drive: str) -> list[str]:
    return [program, *(part.format(drive=drive, image=image) for part in PROGRAMS[program])]


def burn_commands(image: str, drive: str) -> list[tuple[str, str, bool]]:
    """(program, command as typed, whether it is installed here), the installed ones first."""
    rows = [(name, shlex.join(command_for(name, image, drive)), shutil.which(name) is not None) for name in PROGRAMS]
    return sorted(rows, key=lambda row: not row[2])


def burn(image: Path, drive: str) -> str:
    """Runs the first burning program there is. `drive` must be one of this computer's optical drives: the image is
    given to nothing else (002-043). Returns the program's name."""
    if drive not in drives():
        raise Refused("not_a_drive", f"{drive} 不是本机的光驱，映像只能交给光驱刻录。", citation=RULE, where=drive,
                      hint=f"本机光驱：{'、'.join(drives()) or '未发现'}。")  # fmt: skip
    program = next((name for name in PROGRAMS if shutil.which(name)), None)
    if program is None:
        raise Refused("no_burner", "本机没有刻录程序。", hint=f"请安装 xorriso 后重试，命令为：{shlex.join(command_for('xorriso', str(image), drive))}")
    done = subprocess.run(command_for(program, str(image), drive), capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
        raise BadInput("burn_failed", f"{program} 刻录失败：{last[0][:200]}", where=drive, hint="请换一张空白光盘重试；失败的盘登记后销毁。")
    return program
