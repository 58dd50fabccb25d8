"""The first owner gets in from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Organization

pytestmark = pytest.mark.django_db


def add(*arguments: str) -> str:
    out = StringIO()
    call_command("add_member", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_owner_and_the_company_are_made_together():
    text = add("new-co", "a@new.example", "--name", "山本", "--role", "owner", "--create", "新会社")
    membership = Membership.objects.get()
    assert (membership.organization.name, membership.role) == ("新会社", "owner")
    assert membership.user.check_password(text.rsplit(": ", 1)[1].strip())


def test_an_unknown_company_is_not_made_by_a_typing_error():
    with pytest.raises(CommandError, match="no company"):
        add("new-co", "a@new.example", "--name", "山本")
    assert not Organization.objects.exists()


def test_a_bad_address_adds_nothing():
    with pytest.raises(CommandError, match="Nothing was added"):
        add("new-co", "not an address", "--name", "山本", "--create", "新会社")
    assert not Organization.objects.exists()
