from datetime import date

import pytest

from liangcai.apps.resources.actions.load_annexes import load_annexes
from liangcai.apps.resources.actions.publish_shortage_list import publish_shortage_list
from liangcai.apps.resources.models import KeyProject, ShortageEntry, ShortageList
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db


def publish(shortage_list, on="2021-06-30", actor=None, number="演示发〔2021〕1号", today=None):
    return publish_shortage_list(actor=actor or f.province(), at=f.at(today or on), shortage_list=shortage_list,
                                 document_number=number, published_on=date.fromisoformat(on))  # fmt: skip


def test_the_annexes_bring_60_entries_and_10_projects_without_a_date():
    made = f.annexed_lists()
    entries = made.entries.all()
    assert (made.state, made.published_on, entries.count()) == ("annexed", None, 60)
    assert (entries.filter(needs_standard=True).count(), entries.filter(needs_bank=True).count()) == (20, 60)
    assert list(entries.filter(green=True).values_list("occupation_name", flat=True)) == [
        "物流服务师", "电气电子产品环保检测员", "增材制造设备操作员"]  # fmt: skip
    projects = KeyProject.objects.all()
    assert [p.target for p in projects].count("standard") == 3 and projects.count() == 10
    assert set(projects.values_list("listed_on", flat=True)) == {None}
    assert projects.get(number=7).levels == ["四级", "三级"]


def test_loading_the_annexes_twice_changes_nothing(settings):
    f.annexed_lists()
    assert load_annexes(actor="system", at=f.at("2021-06-02"), folder=settings.REFERENCE_ROOT) == []
    assert (ShortageEntry.objects.count(), KeyProject.objects.count()) == (60, 10)


def test_a_file_whose_batch_cannot_be_read_is_named(tmp_path):
    head = "year,batch,no,project,unit,occupation_code,occupation_name,target,levels,source\n"
    (tmp_path / "key_projects_2022.csv").write_text(head + "2022,首批,1,甲,乙,6-04-03-03,织布工,评价题库,,演示\n")
    with pytest.raises(BadInput) as no:
        load_annexes(actor="system", at=f.at("2022-01-01"), folder=tmp_path)
    assert "key_projects_2022.csv" in no.value.where


def test_publishing_dates_the_list_and_its_key_projects():
    publish(f.annexed_lists())
    assert set(KeyProject.objects.values_list("listed_on", flat=True)) == {date(2021, 6, 30)}


def test_projects_applied_for_before_the_date_was_known_get_their_deadline():
    made = f.annexed_lists()
    norm = f.applied_norm("2021-06-10", key_project=KeyProject.objects.get(number=1))
    f.national_standard()
    bank = f.applied_bank("2021-06-10", key_project=KeyProject.objects.get(number=4))
    assert (norm.deadline_on, bank.deadline_on) == (None, None)
    publish(made, "2021-11-30")
    norm.refresh_from_db(), bank.refresh_from_db()
    assert norm.deadline_on == date(2022, 2, 28)  # month's end clamped
    assert bank.deadline_on == date(2022, 5, 30)


def test_a_list_is_published_once():
    made = f.annexed_lists()
    publish(made)
    with pytest.raises(Refused) as no:
        publish(made)
    assert no.value.code == "wrong_state"


@pytest.mark.parametrize(("on", "today", "code"), [
    ("2021-07-01", "2021-06-30", "future_publication"), ("2021-06-30", "2021-06-30", None)])  # fmt: skip
def test_a_list_is_not_published_on_a_future_day(on, today, code):
    made = f.annexed_lists()
    if code is None:
        assert publish(made, on, today=today).state == "published"
        return
    with pytest.raises(Refused) as no:
        publish(made, on, today=today)
    assert no.value.code == code


@pytest.mark.parametrize(("year", "inside"), [(2020, False), (2021, True), (2025, True), (2026, False)])
def test_only_the_years_of_the_plan_have_lists(year, inside):
    f.occupations()
    made = ShortageList.objects.create(year=year)
    ShortageEntry.objects.create(list=made, number=1, occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                                 needs_bank=True)  # fmt: skip
    if inside:
        assert publish(made, "2025-12-31").state == "published"
        return
    with pytest.raises(Refused) as no:
        publish(made, "2025-12-31")
    assert no.value.citation.rule == "000-001"


def test_every_unknown_entry_is_named_with_its_row():
    f.occupations()
    made = ShortageList.objects.create(year=2022)
    for number, (code, name) in enumerate([f.WEAVER, ("6-04-03-03x", "自拟工")], start=1):
        ShortageEntry.objects.create(list=made, number=number, occupation_code=code, occupation_name=name,
                                     needs_bank=True)  # fmt: skip
    with pytest.raises(RowErrors) as no:
        publish(made, "2022-06-30")
    assert [e["row"] for e in no.value.errors] == [2]
    made.refresh_from_db()
    assert made.state == "draft"


def test_an_empty_list_and_one_without_a_number_are_refused():
    with pytest.raises(Refused) as no:
        publish(ShortageList.objects.create(year=2022), "2022-06-30")
    assert no.value.code == "empty_list"
    with pytest.raises(Refused) as no:
        publish(f.annexed_lists(), number=" ")
    assert no.value.code == "document_number_needed"


def test_a_city_does_not_publish_the_provincial_list():
    with pytest.raises(NotPermitted):
        publish(f.annexed_lists(), actor=f.city())
