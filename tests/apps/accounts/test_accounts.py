"""Who may do what where."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from liangcai.apps.accounts.actions.change_password import change_password
from liangcai.apps.accounts.actions.create_account import create_account
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.passwords import ThreeClassesValidator
from liangcai.apps.accounts.permissions import covers, require_jurisdiction, require_role
from liangcai.apps.audit.models import Entry
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

AT = datetime(2021, 6, 1, tzinfo=UTC)


def account(role: str, region: str = "") -> User:
    return User(username=role, role=role, region_code=region, display_name=role)


@pytest.mark.parametrize(
    ("mine", "other", "inside"),
    [
        ("320000", "320581", True),
        ("320000", "330100", False),
        ("320500", "320581", True),
        ("320500", "320600", False),
        ("320581", "320581", True),
        ("320581", "320582", False),
        ("320581", "320500", False),
        ("", "320500", False),
    ],
)
def test_a_jurisdiction_holds_what_lies_below_it_and_nothing_beside_it(mine, other, inside):
    assert covers(account("city_centre", mine), other) is inside


def test_a_refusal_at_the_border_names_both_regions():
    with pytest.raises(NotPermitted) as no:
        require_jurisdiction(account("city_centre", "320500"), "320600")
    assert "320600" in no.value.message and "320500" in no.value.message


def test_the_wrong_role_is_told_whose_act_it_is():
    with pytest.raises(NotPermitted) as no:
        require_role(account("candidate"), "city_centre", "province_centre")
    assert "设区市中心" in no.value.message


@pytest.mark.django_db
def test_an_account_name_is_taken_once_and_leaves_one_entry():
    create_account(actor="system", at=AT, username="a", role="candidate", display_name="演示", password="Demo-12345")
    assert Entry.objects.filter(action="create_account").count() == 1
    with pytest.raises(Refused) as no:
        create_account(actor="system", at=AT, username="a", role="candidate", display_name="演示")
    assert no.value.code == "username_taken"


@pytest.mark.django_db
def test_only_the_system_administrator_makes_accounts():
    clerk = create_account(actor="system", at=AT, username="clerk", role="city_centre", display_name="演示", region_code="320500")
    with pytest.raises(NotPermitted):
        create_account(actor=clerk, at=AT, username="b", role="candidate", display_name="演示")
    assert not User.objects.filter(username="b").exists()


@pytest.mark.parametrize(("password", "good"), [("abcdefgh", False), ("Abcdefgh", False), ("Abcdefg1", True), ("abc-defg1", True)])
def test_a_password_needs_three_of_four_classes(password, good):
    if good:
        ThreeClassesValidator().validate(password)
    else:
        with pytest.raises(ValidationError):
            ThreeClassesValidator().validate(password)


@pytest.mark.django_db
def test_the_installation_makes_accounts_until_there_is_a_system_administrator():
    root = create_account(actor="system", at=AT, username="root", role="system_admin", display_name="演示")
    with pytest.raises(NotPermitted) as no:
        create_account(actor="system", at=AT, username="b", role="candidate", display_name="演示")
    assert no.value.code == "system_admin_there"
    create_account(actor=root, at=AT, username="b", role="candidate", display_name="演示")
    assert list(Entry.objects.order_by("sequence").values_list("actor", flat=True)) == ["system", "root"]


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "where"), [
    ({"username": "a b"}, "username"), ({"role": "emperor"}, "role"), ({"display_name": ""}, "display_name"), ({"email": "x"}, "email"),
    ({"region_code": "3205"}, "region_code"), ({"role": "city_centre"}, "region_code"), ({"password": "short"}, "password"),
    ({"password": "onlylowercase"}, "password"), ({"password": ""}, "password"),
])  # fmt: skip
def test_a_field_that_is_not_as_it_should_be_is_named_and_nothing_is_made(given, where):
    with pytest.raises(BadInput) as no:
        create_account(actor="system", at=AT, **{"username": "a", "role": "candidate", "display_name": "演示", **given})
    assert no.value.where == where and not User.objects.exists() and not Entry.objects.exists()


@pytest.mark.django_db
def test_a_password_is_changed_by_its_owner_or_the_system_administrator_only():
    owner, other, root = (User.objects.create(username=r, role=r, display_name="演示") for r in ("candidate", "expert", "system_admin"))
    with pytest.raises(NotPermitted):
        change_password(actor=other, at=AT, account=owner, password="Other-Word-1")
    for n, actor in enumerate((owner, root)):
        assert change_password(actor=actor, at=AT, account=owner, password=f"Other-Word-{n}").check_password(f"Other-Word-{n}")
    for bad in ("Other-Word-1", "candidate", "short"):
        with pytest.raises(BadInput):
            change_password(actor=owner, at=AT, account=owner, password=bad)
    assert list(Entry.objects.values_list("actor", "action")) == [("candidate", "change_password"), ("system_admin", "change_password")]
