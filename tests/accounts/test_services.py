"""Making members."""

import pytest

from accounts.models import AuditEntry
from accounts.roles import Role
from accounts.services import add_member

pytestmark = pytest.mark.django_db


def test_a_new_person_gets_a_password_once_and_it_works(organization):
    added = add_member(organization, "new@kaisha.example", "新任", Role.EDITOR)
    assert added.password
    assert added.membership.user.check_password(added.password)


def test_an_existing_person_keeps_the_password(organization, other_organization):
    add_member(organization, "both@kaisha.example", "兼務", Role.CONSULTANT)
    again = add_member(other_organization, "BOTH@kaisha.example", "兼務", Role.VIEWER)
    assert again.password is None
    assert again.membership.user.memberships.count() == 2


def test_adding_twice_changes_nothing(organization):
    add_member(organization, "new@kaisha.example", "新任", Role.EDITOR)
    again = add_member(organization, "new@kaisha.example", "新任", Role.OWNER)
    assert again.membership.role == Role.EDITOR


def test_a_password_never_reaches_the_audit_trail(organization):
    added = add_member(organization, "new@kaisha.example", "新任", Role.EDITOR)
    assert added.password
    assert not [e for e in AuditEntry.objects.all() if added.password in str(e.__dict__)]
