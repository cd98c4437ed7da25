from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.actions.save_scope_table import save_scope_table
from liangcai.apps.item_bank.engine_io import scope_table_of
from liangcai.apps.item_bank.models import Item, ScopeTableVersion
from liangcai.apps.item_bank.selectors import items_off_the_table
from liangcai.engines.item_files import changes, with_points, with_scopes
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY, bank, item, pledged, scope_table

pytestmark = pytest.mark.django_db


def save(made, table, version=0, actor=None, note=""):
    saved = save_scope_table(actor=actor or custodian(), at=AT, bank=made, table=table, version=version, note=note)
    made.refresh_from_db()
    return saved


def with_items(made, *points):
    rows = [item(1, item_number=f"N{n}", point=point, scope=point.rpartition("-")[0]) for n, point in enumerate(points)]
    import_items(actor=custodian(), at=AT, bank=made, items=rows, key=KEY)


def points_of_items():
    return list(Item.objects.order_by("item_number").values_list("point", flat=True))


def test_a_saved_table_reads_back_equal_and_every_version_is_kept():
    made, first = bank(), scope_table()
    save(made, first)
    save(made, scope_table("要点一", "要点二", "要点三"), version=1, note="增补")
    assert [v.version for v in made.scope_table_versions.all()] == [2, 1]
    assert scope_table_of(ScopeTableVersion.objects.get(version=1).table, made) == first
    assert Entry.objects.filter(action="save_scope_table").count() == 2


@pytest.mark.parametrize(("weight", "fits"), [(40, True), (39, False), (41, False)])
def test_weights_total_one_hundred_or_nothing_is_saved(weight, fits):
    made = bank()
    scopes = [(s.code, s.name, Decimal(weight) if s.code == "A-A-B" else s.weight) for s in scope_table().scopes]
    table = with_points(with_scopes(scope_table(), scopes), "A-A-A", [("要点一", "X")])
    if fits:
        assert save(made, table).version == 1
        return
    with pytest.raises(RowErrors, match="未保存") as no:
        save(made, table)
    assert "下级合计为" in str(no.value.errors) and not ScopeTableVersion.objects.exists()


def test_counts_that_do_not_add_up_and_repeated_numbers_are_named_by_row():
    table = scope_table()
    wrong = replace(table, scopes=tuple(replace(s, counts=(9, 0, 0)) if s.code == "A-A-A" else s for s in table.scopes),
                    points=(*table.points, table.points[0]))  # fmt: skip
    with pytest.raises(RowErrors) as no:
        save(bank(), wrong)
    assert {"X:Y:Z", "出现 2 次"} <= {w for w in ("X:Y:Z", "出现 2 次") if w in str(no.value.errors)}
    assert all(error["row"] for error in no.value.errors)


def test_somebody_faster_is_not_written_over_and_nothing_changed_is_no_version():
    made = bank()
    save(made, scope_table())
    for version, table, code in ((0, scope_table("要点三"), "newer_version"), (1, scope_table(), "nothing_changed")):
        with pytest.raises(Refused) as no:
            save(made, table, version=version)
        assert no.value.code == code


def test_nobody_but_a_custodian_changes_the_table():
    for actor in (account("system_admin"), pledged("item_writer")):
        with pytest.raises(NotPermitted):
            save(bank(name=actor.username), scope_table(), actor=actor)


def test_items_follow_a_point_that_was_only_renumbered():
    made = bank()
    save(made, scope_table("要点一", "要点二", "要点三"))
    with_items(made, "A-A-A-001", "A-A-A-002", "A-A-A-003")
    save(made, scope_table("要点三", "要点一", "要点二"), version=1)
    assert points_of_items() == ["A-A-A-002", "A-A-A-003", "A-A-A-001"]
    assert not items_off_the_table(made)


def test_items_whose_point_vanished_keep_its_code_and_are_listed():
    made = bank()
    save(made, scope_table("要点一", "要点二", "要点三"))
    with_items(made, "A-A-A-003", "A-A-A-001")
    save(made, scope_table("要点一", "要点二"), version=1)
    assert [i.point for i in items_off_the_table(made)] == ["A-A-A-003"]
    assert Entry.objects.filter(action="save_scope_table").last().facts["points_gone"] == ["A-A-A-003"]


def test_an_item_on_a_point_that_does_not_exist_is_not_imported():
    made = bank()
    save(made, scope_table())
    with pytest.raises(RowErrors) as no:
        with_items(made, "A-A-A-001", "A-A-A-009")
    assert [(e["row"], e["field"]) for e in no.value.errors] == [(2, "鉴定点")]


def test_two_versions_are_compared_by_what_happened():
    kinds = {(c.kind, c.code) for c in changes(scope_table("甲", "乙", "丙"), scope_table("乙", "丁"))}
    assert kinds == {("renumbered", "A-A-A-001"), ("removed", "A-A-A-001"), ("removed", "A-A-A-003"), ("added", "A-A-A-002"),
                     ("counts", "A"), ("counts", "A-A"), ("counts", "A-A-A")}  # fmt: skip
    assert changes(scope_table(), scope_table()) == []
