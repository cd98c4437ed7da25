"""The command as a user calls it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("liangcai")


def run(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LIANGCAI", "DJANGO", "DATABASE_URL"))}
    return subprocess.run([str(COMMAND), *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
                          env={**clean, **(env or {})}, timeout=300)  # fmt: skip


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    """One demonstration with ten candidates, in a folder with a space and Chinese characters in its name."""
    folder = tmp_path_factory.mktemp("演示 数据") / "data"
    outcome = run("demo", "--data", folder, "--candidates", 10, "--json")
    assert outcome.returncode == 0, outcome.stderr
    (folder / "stdout.json").write_text(outcome.stdout, encoding="utf-8")
    return folder
