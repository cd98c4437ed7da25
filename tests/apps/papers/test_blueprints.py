"""Blueprints: presets with their source, spread over the scope table, and never changed once saved (002-040)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.engine_io import plan_of
from liangcai.apps.papers.models import Blueprint
from liangcai.apps.papers.presets import (
    Limits,
    practical_scopes,
    practical_text,
    preset_named,
    presets,
    spread,
    suggested_scopes,
    theory_text,
)
from liangcai.kernel.refusals import BadInput, Refused
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, bank
from tests.apps.papers.factories import PRACTICAL, SCOPE_TABLE, TEXT, blueprint, practical_bank, weighted_bank

pytestmark = pytest.mark.django_db
ON = date(2021, 10, 21)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def national():
    return preset_named("national_160_40", ON)


def test_every_preset_says_where_it_comes_from_and_how_sure_it_is_and_totals_a_hundred():
    found = presets(ON)
    assert {p.kind for p in found} == {"theory", "practical"} and len({p.id for p in found}) == len(found)
    for preset in found:
        assert preset.source and preset.confidence in ("H", "M", "L", "GK")
        totals = [p["count"] * p["score"] if preset.kind == "theory" else p["weight"] for p in preset.parts]
        assert sum(totals) == 100
    minutes = {p.id: p.minutes for p in found}
    assert (minutes["national_160_40"], minutes["plain_80_20"], minutes["structure_2"]) == (120, 90, 110)


@pytest.mark.parametrize(("on", "there"), [(date(2021, 1, 1), True), (date(2020, 12, 31), False)])
def test_a_preset_is_offered_from_its_day_on(on, there):
    assert bool(presets(on)) == there


@pytest.mark.parametrize(("level", "scopes"), [(1, ["A", "B"]), (2, ["A-A", "A-B", "B-A", "B-B"]), (3, ["A-A", "A-B", "B-A", "B-B"])])
def test_a_preset_is_spread_over_the_scopes_of_a_level_by_their_weights(level, scopes):
    shares = spread(national(), weighted_bank(each=1), level)
    assert [s.scope for s in shares] == scopes
    assert sum(s.counts[0] for s in shares) == 160 and sum(s.counts[1] for s in shares) == 40
    assert all(s.deviation == 0 for s in shares)


def test_what_is_saved_is_what_was_shown_and_it_assembles_exactly():
    actor = custodian()
    made = weighted_bank(actor, each=90)
    preset = preset_named("plain_80_20", ON)
    shares = spread(preset, made, 2)
    text = theory_text(preset, made, shares, Limits(mean=0.65))
    plan = plan_of(text)
    assert plan.items == 100 and plan.total_score == 100 and plan.difficulty.mean == 0.65
    for share in shares:
        assert sum(c.count * Fraction(c.score) for c in plan.cells if c.scope == share.scope) == share.given
    saved = save_blueprint(actor=actor, at=AT, bank=made, name=preset.name, text=text, minutes=90, source=preset.origin)
    run = assemble_papers(actor=actor, at=AT, blueprint=saved, forms=2, seed=1, key=KEY)
    assert run.proof["max_deviation"] <= 0.005 and len(run.proof["curves"]["information"]) == 2
    assert [len(f) for f in run.proof["information"]] == [3, 3]


@pytest.mark.parametrize(("weight", "refused"), [("5", False), ("4", True), ("6", True)])
def test_weights_that_do_not_add_up_are_refused_and_a_table_that_does_is_taken(weight, refused):
    made = weighted_bank(each=1)
    scopes = [[s[0], s[1], weight if s[0] == "A-A" else s[2], s[3]] for s in SCOPE_TABLE["scopes"]]
    made.scope_table = {**SCOPE_TABLE, "scopes": scopes}
    if refused:
        with pytest.raises(Refused, match="比重合不拢") as no:
            spread(national(), made, 2)
        assert no.value.code == "weights_do_not_add_up"
    else:
        assert spread(national(), made, 2)


def test_a_bank_without_a_scope_table_has_nothing_to_spread_over():
    with pytest.raises(Refused, match="细目表"):
        spread(national(), bank(), 3)


def test_an_unknown_preset_is_refused():
    with pytest.raises(BadInput):
        preset_named("nobody", ON)


def test_a_blueprint_keeps_its_source_and_subject():
    made = practical_bank()
    saved = save_blueprint(actor=custodian(), at=AT, bank=made, name="操作", text=PRACTICAL, minutes=1, source="预设（M）")
    assert (saved.subject, saved.minutes, saved.source) == ("practical", 90, "预设（M）")


def test_parts_of_a_practical_preset_lie_on_scopes_that_have_tasks():
    made = practical_bank()
    preset = preset_named("structure_4", ON)
    scopes = practical_scopes(made)
    assert scopes == ["C", "C-A", "D", "D-A", "D-B"]
    assert suggested_scopes(preset, scopes) == ["C", "D"]
    plan = plan_of(practical_text(preset, made, ["C", "D"]))
    assert [(c.scope, c.score, c.minutes, c.choice) for c in plan.cells] == [("C", 40, 30, "any_one"), ("D", 60, 60, "any_one")]
    with pytest.raises(BadInput, match="第二部分"):
        practical_text(preset, made, ["C", "E"])
    assert suggested_scopes(preset_named("structure_2", ON), scopes) == ["", "", "", ""]


@pytest.mark.parametrize(("text", "code"), [
    (PRACTICAL.replace("score = 40", "score = 39"), "weights_not_100"),
    (PRACTICAL.replace("minutes = 30\n", ""), "part_minutes"),
    (PRACTICAL + TEXT[TEXT.index("[[cells]]"):], "mixed_blueprint"),
])  # fmt: skip
def test_a_practical_blueprint_that_does_not_total_a_hundred_or_lacks_minutes_is_refused(text, code):
    with pytest.raises(BadInput) as no:
        save_blueprint(actor=custodian(), at=AT, bank=practical_bank(), name="操作", text=text, minutes=90)
    assert no.value.code == code and not Blueprint.objects.exists()


def test_the_same_plan_is_not_saved_twice_for_a_bank():
    plan = blueprint()
    with pytest.raises(Refused, match="内容相同"):
        save_blueprint(actor=custodian(), at=AT, bank=plan.bank, name="又一个", text=TEXT, minutes=90)
    assert Blueprint.objects.count() == 1


CHANGES = {"text": "x", "bank": None, "minutes": 10, "subject": "practical", "name": "另"}


@pytest.mark.parametrize("field", CHANGES)
def test_no_way_of_writing_changes_a_saved_blueprint(field):
    plan = blueprint()
    before = Blueprint.objects.values().get()
    setattr(plan, field, CHANGES[field])
    for write in (plan.save, lambda: Blueprint.objects.filter(pk=plan.pk).update(**{field: CHANGES[field]}),
                  lambda: Blueprint.objects.bulk_update([plan], [field]), lambda: Blueprint.objects.all().delete(),
                  lambda: Bank.objects.get().blueprints.update(name="另")):  # fmt: skip
        with pytest.raises(Refused, match="不得更改"):
            write()
    assert Blueprint.objects.values().get() == before
