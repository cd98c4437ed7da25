"""Runs every benchmark (or those named) one after another, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    folder = Path(__file__).parent
    files = [f for f in sorted(folder.glob("bench_*.py")) if not names or f.stem.removeprefix("bench_") in names]
    failed = []
    for file in files:
        print(f"\n== {file.stem} ==", flush=True)
        if subprocess.run([sys.executable, str(file)], cwd=folder.parent).returncode:
            failed.append(file.stem)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
