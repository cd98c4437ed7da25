"""English words for the Chinese ones: `python -m liangcai.config.messages` compiles the catalogue,
`--missing` lists what has no English yet, as lines to append to the .po file (needs babel, a test dependency)."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
            "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}  # fmt: skip


def compile_catalogue() -> int:
    """Writes django.mo beside django.po; the number of messages in it."""
    catalogue = polib.pofile(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    return len(catalogue.translated_entries())


def used() -> dict[str, str]:
    """Every message of templates and Python with the file that uses it first."""
    found: dict[str, str] = {}
    for file in sorted([*PACKAGE.glob("**/*.py"), *PACKAGE.glob("web/**/*.html")]):
        for message in messages_in(file):
            found.setdefault(message, file.relative_to(PACKAGE.parent).as_posix())
    return found


def messages_in(file: Path) -> Iterator[str]:
    from babel.messages.extract import extract

    text = python_of(file)
    keywords = KEYWORDS | (aliases(text) if file.suffix == ".py" else {})
    for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), keywords):
        if message:
            yield message if isinstance(message, str) else message[-1]


def aliases(text: str) -> dict[str, Any]:
    """The names under which a module imports gettext and its kin (`gettext as say`), each with its keyword."""
    imports = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom))
    return {name.asname: KEYWORDS[name.name]
            for found in imports for name in found.names if name.asname and name.name in KEYWORDS}  # fmt: skip


def python_of(file: Path) -> str:
    """The file as Python source; of a template its translated words as calls."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())


def missing() -> dict[str, str]:
    """Messages in use without an English translation, with a file that uses each."""
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)).translated_entries()}
    return {message: file for message, file in used().items() if message not in known}


def print_missing() -> int:
    lacking = missing()
    for message, file in lacking.items():
        print(polib.POEntry(msgid=message, msgstr="", occurrences=[(file, "")], flags=flags_of(message)))
    print(f"缺少英文：{len(lacking)} 条", file=sys.stderr)
    return 1 if lacking else 0


def flags_of(message: str) -> list[str]:
    return ["python-format"] if "%(" in message else []


def main(arguments: list[str]) -> int:
    if arguments == ["--missing"]:
        return print_missing()
    if arguments:
        print("用法：python -m liangcai.config.messages [--missing]", file=sys.stderr)
        return 2
    print(f"英文词条 {compile_catalogue()} 条已编译")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
