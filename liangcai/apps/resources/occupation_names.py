"""An occupation is one of the classification, by code and name; a wrong one comes back with suggestions."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.catalogue.selectors import occupations
from liangcai.kernel.citations import S000, Citation
from liangcai.kernel.refusals import Refused

LEAST_LIKENESS = 50  # of 100; below it a suggestion is noise


def suggestions(code: str, name: str, limit: int = 5, known: Iterable[Occupation] | None = None) -> list[str]:
    """Occupations whose code or name resembles what was typed, most alike first: `code name`. `known` spares the
    reading of the classification where many rows are checked."""
    known = {o.pk: o for o in (occupations() if known is None else known)}
    by_name = process.extract(name, {k: o.name for k, o in known.items()}, scorer=fuzz.ratio, limit=limit)
    same_code = [o for o in known.values() if o.code == code]
    near = [known[key] for _text, score, key in by_name if score >= LEAST_LIKENESS]
    return [f"{o.code} {o.name}" for o in dict.fromkeys([*same_code, *near])][:limit]


def require_occupation(code: str, name: str) -> Occupation:
    """`Refused` with suggestions unless code and name stand together in the classification (000-008)."""
    found = occupations().filter(code=code, name=name).order_by("-edition").first()
    if found:
        return found
    near = suggestions(code, name)
    raise Refused(
        "unknown_occupation", f"职业分类中没有编码 {code or '（空）'}、名称“{name}”的职业。",
        citation=Citation(S000, "四(二)", "000-008"),
        hint=f"是否为：{'；'.join(near)}。" if near else "请从职业目录中选择，不得自拟。", facts={"suggestions": near},
    )  # fmt: skip
