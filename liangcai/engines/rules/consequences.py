"""What follows from a decision: subjects to sit, one step down, the certificate's kind, treatment, void results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NEXT_LOWER = {"一级": "二级", "二级": "三级", "三级": "四级"}
TREATED_AS = {"三级": "助理级", "二级": "中级", "一级": "副高级"}


def subjects_to_sit(access_controlled: bool) -> tuple[str, ...] | None:
    """Operation and performance only (001-077, 001-078); None for access-controlled occupations, whose own
    national and provincial rules apply (001-080)."""
    return None if access_controlled else ("操作技能考核", "工作业绩")


def step_down(failed_level: str, found_able: bool, asked: bool, access_controlled: bool = False) -> str | None:
    """The one lower level to which a failed application may be changed (001-079): the assessors found that
    ability, the person asks; never more than one step, never for access-controlled occupations."""
    return NEXT_LOWER.get(failed_level) if found_able and asked and not access_controlled else None


def certificate_kind(access_controlled: bool) -> str:
    """Kind of certificate for a pass (001-081)."""
    return "职业资格证书" if access_controlled else "职业技能等级证书"


def treated_as(level: str) -> str | None:
    """The title whose treatment the level is compared with (001-085, reconstructed, F03). Treatment is no title:
    no eligibility rule reads it (001-086, X-05)."""
    return TREATED_AS.get(level)


def gives_right_to_post_transfer(establishment_worker: bool) -> bool:
    """False for workers on an institution's establishment (001-088); others follow their employer's rules."""
    return not establishment_worker


def is_void(fraud_found: bool, irregular_procedure_found: bool) -> bool:
    """A title or level obtained so is void from the beginning (001-089)."""
    return fraud_found or irregular_procedure_found


def reopened(void: str, rested_on: Mapping[str, Iterable[str]]) -> set[str]:
    """Every decision that rested on a voided certificate, directly or through another decision (X-07).
    `rested_on`: decision or certificate id → ids of the evidence it used."""
    users: dict[str, set[str]] = {}
    for decision, evidence in rested_on.items():
        for thing in evidence:
            users.setdefault(thing, set()).add(decision)
    found: set[str] = set()
    waiting = [void]
    while waiting:
        for decision in users.get(waiting.pop(), set()) - found:
            found.add(decision)
            waiting.append(decision)
    return found - {void}
