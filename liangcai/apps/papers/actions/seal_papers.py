from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.clock import require_clock
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import AssemblyRun, Dispatch, Sealing, ShareEnvelope
from liangcai.apps.papers.package_content import package_files
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from liangcai.engines.sealing.shares import GroupRule, ShareGroup, joint_key, split_key
from liangcai.kernel.refusals import BadInput, Refused

KEY_OWNER = "题库工作站"
PROVINCE = "省级保管人"


@dataclass(frozen=True, slots=True)
class RoomOrder:
    """A room that is to get the papers, and who keeps its site's shares."""

    key: PublicKey
    slip_number: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedShare:
    """A share for its envelope. It exists here and on paper only."""

    envelope: ShareEnvelope
    text: str


@dataclass(frozen=True, slots=True)
class Sealed:
    sealing: Sealing
    dispatches: tuple[Dispatch, ...]
    shares: tuple[PrintedShare, ...]


@action
def seal_papers(
    *, actor: User, at: datetime, run: AssemblyRun, rooms: Sequence[RoomOrder], province: Sequence[str], needed: int,
    not_before: datetime, plan_number: str, title: str, key: bytes, watermark: str = "",
) -> Sealed:  # fmt: skip
    """Seal the papers, keys and conformity certificates of a run to named rooms, not to be opened before the
    examination, and then only with the room's own key, `needed` shares of the province's custodians (`province`, by
    name) and as many of the site's. Each room has its package, key and slip; the province's shares are the same for
    all. The shares are returned once, for their envelopes. Nothing is written to any other medium (002-043)."""
    require_custodian(actor, at.date())
    require_clock(at)
    _check(rooms, province, needed, not_before, at)
    run.require_current()
    files = package_files(run, plan_number=plan_number, title=title, key=key, on=at.date(), watermark=watermark)
    sealing = Sealing.objects.create(run=run, plan_number=plan_number, title=title, not_before=not_before, sealed_at=at, sealed_by=actor)
    common = split_key([GroupRule(PROVINCE, needed, len(province))])
    shares, dispatches, written = _envelopes(sealing, None, common.groups[0], province), [], []
    signer = station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)
    try:
        for room in rooms:
            whole = joint_key(common, split_key([GroupRule(f"{room.key.owner}保管人", needed, len(room.holders))]))
            name, path = new_file(f"packages/{room.slip_number}.lcp")
            manifest = Manifest(kind="papers", sender=current_site(), receiver=room.key.key_id, session=plan_number,
                                not_before=not_before)  # fmt: skip
            written.append(Path(path))
            digest = seal(Path(path), files, manifest, [signer], receivers=[room.key], shares=whole, together=True)
            groups = [{"name": g.rule.name, "needed": g.rule.needed, "total": g.rule.total, "set_mark": g.set_mark} for g in whole.groups]
            dispatch = Dispatch.objects.create(sealing=sealing, run=run, receiver=room.key.owner, receiver_key_id=room.key.key_id,
                                               not_before=not_before, slip_number=room.slip_number, package=name,
                                               package_sha256=digest, groups=groups)  # fmt: skip
            dispatches.append(dispatch)
            shares += _envelopes(sealing, dispatch, whole.groups[1], room.holders)
        append_row("assembly", actor.get_username(), at, [actor.display_name], f"封装试卷 {plan_number}，{len(rooms)} 个考场"[:200],
                   {"sealing": sealing.public_id, "packages": [d.package_sha256 for d in dispatches]})  # fmt: skip
        record(actor=actor, at=at, action="seal_papers", subject=sealing,
               facts={"slips": {d.slip_number: {"receiver": d.receiver, "sha256": d.package_sha256} for d in dispatches},
                      "province": list(province), "needed": needed, "not_before": not_before, "plan": plan_number})  # fmt: skip
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return Sealed(sealing, tuple(dispatches), tuple(shares))


def _check(rooms: Sequence[RoomOrder], province: Sequence[str], needed: int, not_before: datetime, at: datetime) -> None:
    if not rooms:
        raise BadInput("no_rooms", "没有选择接收考场。", where="rooms")
    if len({room.key.key_id for room in rooms}) != len(rooms) or len({room.slip_number for room in rooms}) != len(rooms):
        raise BadInput("room_twice", "同一考场或同一交接单编号出现两次。", where="rooms")
    if not_before <= at:
        raise Refused("opening_past", "最早启封时间已经过去。", hint="请核对考试日期。")
    used = Dispatch.objects.filter(slip_number__in=[room.slip_number for room in rooms]).values_list("slip_number", flat=True)
    if used:
        raise Refused("slip_used", f"交接单编号 {used[0]} 已使用。")
    for name, holders in ((PROVINCE, province), *((room.key.owner, room.holders) for room in rooms)):
        if len(set(holders)) != len(holders) or not 2 <= needed <= len(holders):
            raise Refused("share_holders", f"{name}：{len(set(holders))} 名保管人，须至少 {max(needed, 2)} 名不同的人，且至少两人到场。")


def _envelopes(sealing: Sealing, dispatch: Dispatch | None, group: ShareGroup, holders: Sequence[str]) -> list[PrintedShare]:
    return [
        PrintedShare(ShareEnvelope.objects.create(sealing=sealing, dispatch=dispatch, group=group.rule.name, index=n, holder=holder), text)
        for n, (holder, text) in enumerate(zip(holders, group.shares, strict=True), start=1)
    ]
