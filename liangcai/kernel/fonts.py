"""Where the Chinese fonts lie (Noto Sans SC and Noto Serif SC, OFL), pinned through the lock file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"


def font_folder() -> Path:
    """The folder to hand to a typesetter; system fonts are never used, so prints are the same everywhere."""
    return next(Path(str(files("pylopdf_fonts_zh_cn"))).rglob("*.[ot]tf")).parent
