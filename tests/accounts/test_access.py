"""Who gets in: members; and nobody learns that another company exists."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from accounts.access import (
    SignInRequired,
    require_audit_reader,
    require_decider,
    require_editor,
    require_member,
)
from accounts.models import Membership
from accounts.roles import Role
from tests.conftest import member

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_a_member_gets_the_membership(organization, owner):
    assert require_member(request_of(owner), organization.slug).organization == organization


def test_an_outsider_cannot_tell_that_an_organisation_exists(organization, outsider):
    answers = []
    for slug in (organization.slug, "no-such-company"):
        with pytest.raises(Http404) as refused:
            require_member(request_of(outsider), slug)
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


def test_an_inactive_person_must_sign_in_again(organization, owner):
    owner.is_active = False
    with pytest.raises(SignInRequired):
        require_member(request_of(owner), organization.slug)


@pytest.mark.parametrize(
    ("role", "edits", "decides", "reads_audit"),
    [
        (Role.OWNER, True, True, True),
        (Role.EDITOR, True, False, False),
        (Role.APPROVER, False, True, False),
        (Role.VIEWER, False, False, False),
        (Role.CONSULTANT, True, False, False),
    ],
)
def test_each_role_may_do_what_its_row_says(organization, role, edits, decides, reads_audit):
    request = request_of(member(organization, role, f"person-{role}"))
    for helper, allowed in (
        (require_editor, edits),
        (require_decider, decides),
        (require_audit_reader, reads_audit),
    ):
        if allowed:
            assert isinstance(helper(request, organization.slug), Membership)
        else:
            with pytest.raises(PermissionDenied):
                helper(request, organization.slug)
