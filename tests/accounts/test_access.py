"""Who gets in: members; and nobody learns that another company exists."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

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


PAGE = "/o/kaisha/documents/?page=2"


@pytest.mark.parametrize(
    ("current", "back"),
    [
        (f"http://testserver{PAGE}", PAGE),
        ("http://testserver/o/kaisha/runs/1/", "/o/kaisha/runs/1/"),
        (f"http://elsewhere.example{PAGE}", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
        (None, "/"),
    ],
)
def test_a_part_asked_for_after_the_session_ended_leads_to_sign_in_and_back_to_its_page(
    anonymous_client, organization, current, back
):
    headers = {"HX-Request": "true"} | ({"HX-Current-URL": current} if current else {})
    where = reverse("evaluations:run_progress", args=[organization.slug, 1])
    answer = anonymous_client.get(where, headers=headers)
    assert answer.status_code == 200
    target = urlsplit(answer["HX-Redirect"])
    assert target.path == reverse("account_login")
    assert parse_qs(target.query)["next"] == [back]


def test_a_page_asked_for_without_a_session_comes_back_and_a_sent_form_does_not(
    anonymous_client, organization
):
    documents = reverse("evaluations:document_list", args=[organization.slug])
    asked = anonymous_client.get(documents, {"page": 2})
    assert parse_qs(urlsplit(asked["Location"]).query)["next"] == [f"{documents}?page=2"]
    sent = anonymous_client.post(reverse("evaluations:document_upload", args=[organization.slug]))
    assert parse_qs(urlsplit(sent["Location"]).query)["next"] == ["/"]
