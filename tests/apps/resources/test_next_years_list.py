"""From demands to a draft list, its key projects, and what differs from last year's."""

import pytest

from liangcai.apps.resources.actions.collect_demand import collect_demand
from liangcai.apps.resources.actions.draft_shortage_list import draft_shortage_list
from liangcai.apps.resources.actions.edit_shortage_entry import edit_shortage_entry
from liangcai.apps.resources.actions.list_key_project import levels_in, list_key_project
from liangcai.apps.resources.models import ShortageList
from liangcai.apps.resources.shortage_draft import compared
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def demand(pair=f.WEAVER, target="bank", urgency=50, region="320500", proposer="演示行业处", actor=None):
    return collect_demand(
        actor=actor or f.city(region), at=f.at("2021-11-01"), year=2022, occupation_code=pair[0], occupation_name=pair[1],
        target=target, proposer=proposer, region_code=region, urgency=urgency, reason="演示理由",
    )  # fmt: skip


def draft():
    return draft_shortage_list(actor=f.province(), at=f.at("2022-01-10"), year=2022)


def refused(act, *args, **arguments) -> str:
    with pytest.raises(Refused) as no:
        act(*args, **arguments)
    return no.value.code


def test_the_most_urgent_comes_first_and_one_occupation_once():
    f.occupations()
    demand(f.WEAVER, urgency=40), demand(f.PRINTER, "standard", 90), demand(f.WEAVER, "standard", 60, proposer="乙")
    rows = [(e.number, e.occupation_name, e.needs_standard, e.needs_bank, e.urgency) for e in draft().entries.all()]
    assert rows == [(1, "纺织印花制版工", True, False, 90), (2, "织布工", True, True, 60)]


def test_what_earlier_lists_still_lack_comes_along_what_was_built_does_not():
    f.published_lists()
    f.national_standard(("3-01-02-07", "制图员"))
    entries = {e.occupation_name: e for e in draft().entries.all()}
    assert len(entries) == 60
    assert (entries["制图员"].needs_standard, entries["制图员"].needs_bank) == (False, True)


def test_the_draft_is_compared_with_last_years():
    f.published_lists()
    made = draft()
    edit_shortage_entry(actor=f.province(), at=f.at("2022-01-11"), shortage_list=made, occupation_code=f.WEAVER[0],
                        occupation_name=f.WEAVER[1], needs_standard=False, needs_bank=False)  # fmt: skip
    edit_shortage_entry(actor=f.province(), at=f.at("2022-01-11"), shortage_list=made, occupation_code="3-01-02-07",
                        occupation_name="制图员", needs_standard=True, needs_bank=False)  # fmt: skip
    changes = {(c.kind, c.occupation_name, c.was, c.now) for c in compared(made, ShortageList.objects.get(year=2021))}
    assert changes == {("gone", "织布工", "评价题库", ""), ("changed", "制图员", "评价标准、评价题库", "评价标准")}


def test_nothing_to_draft_and_a_second_draft_are_refused():
    f.occupations()
    assert refused(draft) == "no_demand"
    demand()
    draft()
    assert refused(draft) == "draft_open"


def test_a_published_list_is_not_edited():
    made = f.published_lists()
    assert refused(edit_shortage_entry, actor=f.province(), at=f.at("2021-07-01"), shortage_list=made,
                   occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1], needs_standard=True,
                   needs_bank=True) == "wrong_state"  # fmt: skip


@pytest.mark.parametrize(("urgency", "goes"), [(-1, False), (0, True), (100, True), (101, False)])
def test_urgency_lies_between_0_and_100(urgency, goes):
    f.occupations()
    if goes:
        assert demand(urgency=urgency).urgency == urgency
    else:
        assert refused(demand, urgency=urgency) == "bad_urgency"


def test_a_city_speaks_for_its_own_city_and_once():
    f.occupations()
    demand()
    assert refused(demand) == "demand_known"
    with pytest.raises(NotPermitted):
        demand(actor=f.city("320100"))


class TestKeyProjects:
    def enter(self, made, pair=f.WEAVER, target="bank", name="织布工题库（五级、四级）"):
        return list_key_project(actor=f.province(), at=f.at("2022-02-01"), shortage_list=made, name=name,
                                unit_name="演示协会", occupation_code=pair[0], target=target)  # fmt: skip

    def test_levels_are_read_from_the_brackets(self):
        f.occupations()
        demand()
        made = self.enter(draft())
        assert (made.levels, made.number, made.listed_on) == (["五级", "四级"], 1, None)

    def test_only_what_is_short_is_listed_and_once(self):
        f.occupations()
        demand()
        made = draft()
        assert refused(self.enter, made, target="standard") == "not_short"
        assert refused(self.enter, made, f.PRINTER) == "not_short"
        self.enter(made)
        assert refused(self.enter, made) == "key_project_known"

    def test_a_published_batch_takes_no_more(self):
        assert refused(self.enter, f.published_lists()) == "list_published"

    @pytest.mark.parametrize(("name", "levels"), [("甲题库（四级、三级）", ["四级", "三级"]), ("甲规范", []),
                                                  ("甲(试行)题库(二级)", ["二级"]), ("甲（试行）", [])])  # fmt: skip
    def test_words_that_are_no_levels_are_left_out(self, name, levels):
        assert levels_in(name) == levels


def test_a_body_cannot_speak_for_another(db):
    f.occupations()
    own, user = f.body(region="320500")
    other, _ = f.body(region="320500")
    given = {"actor": user, "at": f.at("2021-12-01"), "year": 2022, "occupation_code": f.WEAVER[0], "region_code": "320500",
             "occupation_name": f.WEAVER[1], "target": "bank", "urgency": 5, "reason": "演示"}  # fmt: skip
    with pytest.raises(NotPermitted) as no:
        collect_demand(**given, proposer=other.name)
    assert no.value.code == "other_proposer"
    assert collect_demand(**given, proposer=own.name).proposer == own.name
