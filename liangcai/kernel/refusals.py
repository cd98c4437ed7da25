"""A refusal is a value with words: what was found, what is needed, which article, what to do next.

The page, the API and the command line print the same `Refused`; nothing else ends an act early.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liangcai.kernel.citations import Citation


class Refused(Exception):
    """A lawful no. `code` is stable (for scripts), `message` is for people, `hint` says what to do
    next, `facts` holds the values found and needed. HTTP 409 / exit status 1."""

    exit_status = 1

    def __init__(
        self,
        code: str,
        message: str,
        *,
        citation: Citation | None = None,
        hint: str = "",
        where: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.citation = citation
        self.hint = hint
        self.where = where
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        parts = [self.message]
        if self.citation:
            parts.append(f"依据：{self.citation}")
        if self.hint:
            parts.append(self.hint)
        return " ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """The one object that the API and `--json` print."""
        out: dict[str, Any] = {"code": self.code, "message": self.message, "where": self.where, "hint": self.hint}
        if self.citation:
            out["citation"] = self.citation.as_dict()
        if self.facts:
            out["facts"] = self.facts
        return out


class NotPermitted(Refused):
    """The actor may not do this here. HTTP 403 / exit status 1."""


class BadInput(Refused):
    """The input cannot be read as what it should be; `where` names file, row and field.
    HTTP 422 / exit status 2. Nothing has been written."""

    exit_status = 2


class RowErrors(BadInput):
    """Every bad row of a table at once. `errors` is a list of {"row", "field", "found", "expected"}."""

    def __init__(self, message: str, errors: list[dict[str, Any]], *, where: str = "", hint: str = "") -> None:
        super().__init__("bad_rows", message, where=where, hint=hint, facts={"errors": errors})
        self.errors = errors
