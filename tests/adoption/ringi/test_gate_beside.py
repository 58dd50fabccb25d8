"""A request and its gate show each other, and a step says whether it is its turn."""

from django.urls import reverse
from django.utils import timezone

from adoption.ringi_selectors import step_views
from adoption.services.ringi_route import submit
from adoption.states import RingiStepKind


def test_whoever_decides_on_a_request_sees_what_the_rules_say_of_its_gate(owner_client, ringi):
    page = owner_client.get(reverse("adoption:ringi_detail", args=["kaisha", ringi.pk])).content.decode()
    assert "G1-C2" in page, "a must of the gate that is not met is named on the request"


def test_a_gate_lists_the_requests_for_it_and_no_others(owner_client, viewer_client, outsider_client, ringi):
    page = reverse("adoption:gate_detail", args=["kaisha", ringi.use_case_id, "G1"])
    other = reverse("adoption:gate_detail", args=["kaisha", ringi.use_case_id, "G3"])
    link = reverse("adoption:ringi_detail", args=["kaisha", ringi.pk])
    assert link in owner_client.get(page).content.decode()
    assert link in viewer_client.get(page).content.decode()
    assert link not in owner_client.get(other).content.decode()
    assert outsider_client.get(page).status_code == 404


def test_only_the_reviewers_are_asked_before_the_review_is_over(ringi, owner):
    submit(ringi, owner)
    ringi.refresh_from_db()
    turns = {(one.row.kind, one.is_turn) for one in step_views(ringi, owner, timezone.localdate())}
    assert turns == {
        (RingiStepKind.REVIEW, True),
        (RingiStepKind.CIRCULATION, False),
        (RingiStepKind.DECISION, False),
    }
