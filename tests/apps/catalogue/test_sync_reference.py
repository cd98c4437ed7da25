"""Official lists follow the files, and show beforehand what would change."""

import shutil
from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from liangcai.apps.audit.models import Entry
from liangcai.apps.catalogue.actions.sync_reference import sync_reference
from liangcai.apps.catalogue.differences import differences
from liangcai.apps.catalogue.models import CalendarException, CalendarYear, Direction, Occupation, SpecialAbilityProject
from liangcai.apps.catalogue.reference_files import tables
from liangcai.apps.catalogue.selectors import work_calendar
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.working_days import is_working_day

AT = datetime(2021, 6, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(settings.REFERENCE_ROOT, tmp_path / "reference")


def test_the_lists_are_complete_and_a_second_sync_changes_nothing():
    applied = sync_reference(actor="system", at=AT, folder=settings.REFERENCE_ROOT)
    assert (Direction.objects.count(), SpecialAbilityProject.objects.count()) == (22, 84)
    assert {d.kind for d in applied} == {"added"}
    assert sync_reference(actor="system", at=AT, folder=settings.REFERENCE_ROOT) == []
    assert Entry.objects.filter(action="sync_reference").count() == 2


def test_a_corrected_name_and_a_removed_row_are_shown_with_both_values_before_they_are_applied(folder):
    sync_reference(actor="system", at=AT, folder=folder)
    file = folder / "occupations.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines = [line.replace("电子商务师", "电子商务师（改）") for line in lines if not line.startswith("3-01-02-07,")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {d.key: d for table in tables(folder) for d in differences(table)}
    assert found["4-01-02-02 2015"].before == {"name": "电子商务师"}
    assert found["4-01-02-02 2015"].after == {"name": "电子商务师（改）"}
    assert found["3-01-02-07 2015"].kind == "removed"
    assert Occupation.objects.filter(code="3-01-02-07").exists()
    sync_reference(actor="system", at=AT, folder=folder)
    assert not Occupation.objects.filter(code="3-01-02-07").exists()


def test_a_row_without_a_source_is_refused_with_its_line_and_nothing_is_written(folder):
    file = folder / "directions.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ","
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BadInput) as no:
        sync_reference(actor="system", at=AT, folder=folder)
    assert "directions.csv 第 4 行" in no.value.where
    assert not Direction.objects.exists()


def test_the_calendar_is_seeded_for_announced_years_only_and_an_officers_year_is_left_alone():
    CalendarYear.objects.create(year=2021, source="人工录入")
    CalendarException.objects.create(year_id=2021, day=date(2021, 3, 1), is_working=False)
    sync_reference(actor="system", at=AT, folder=settings.REFERENCE_ROOT)
    calendar = work_calendar()
    assert calendar[2021] == {date(2021, 3, 1): False}
    assert is_working_day(date(2026, 2, 14), calendar)
    assert 2035 not in calendar


def test_reading_the_calendar_takes_two_queries(django_assert_num_queries):
    sync_reference(actor="system", at=AT, folder=settings.REFERENCE_ROOT)
    with django_assert_num_queries(2):
        work_calendar()
