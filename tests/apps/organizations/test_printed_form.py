"""The printed form holds what the filing holds."""

import pytest

from liangcai.apps.organizations.engine_io import printed_form

from . import factories as f

pytestmark = pytest.mark.django_db


def test_the_form_prints_what_was_filled_in_and_the_opinions():
    printed = printed_form(f.confirmed())
    assert (printed.projects, printed.committed) == ((f.PROJECT,), (True, True, True))
    assert [(e.name, e.quantity) for e in printed.places] == [("演示操作考核考位情况", "30")]
    assert all(rule.established and rule.document.endswith(".pdf") for rule in printed.rules)
    assert (printed.department_opinion.words, printed.valid_from, printed.valid_to) == ("同意", f.VALID_FROM, f.VALID_TO)


def test_what_was_not_said_stays_empty():
    printed = printed_form(f.drafted(form={}, pictures=[]))
    assert (printed.applicant, printed.staff, printed.committed) == ("", (), (False, False, False))
    assert {rule.established for rule in printed.rules} == {None}
