"""The pages of the route: who may see and do what."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from adoption.content.loader import library
from adoption.models import Ringi
from tests.adoption.ringi.conftest import FUNCTIONS, agree_all, read, seen, step_of
from tests.conftest import member, signed_in

pytestmark = pytest.mark.django_db


def url(name, organization, *args):
    return reverse(f"adoption:{name}", args=[organization.slug, *args])


def test_a_request_is_drafted_submitted_and_answered_in_the_pages(
    organization, owner, owner_client, route, use_case, people
):
    given = {
        "gate": "G1",
        "title": "検索AIのPoC",
        "purpose": "1件10分を6分へ。",
        "amount_jpy": "3000000",
        "initial_jpy": "2000000",
        "yearly_jpy": "1000000",
        "tax": "excluded",
        "exit_condition": "1分未満なら中止。",
        "readers": [str(people["reader"].pk)],
    }
    made = owner_client.post(url("ringi_create", organization, use_case.pk), given, follow=True)
    ringi = Ringi.objects.get()
    assert ringi.number in made.content.decode()
    owner_client.post(url("ringi_submit", organization, ringi.pk))
    finance = signed_in(people["finance"])
    step = step_of(ringi, function="finance")
    page = finance.get(url("ringi_detail", organization, ringi.pk)).content.decode()
    assert "慎重な将来像での損失額を確認した" in page
    answered = {
        "seen_sha256": seen(ringi),
        "state": "agreed",
        "checklist": ["FI-1", "FI-2", "FI-3", "FI-4"],
        "comment": "",
    }
    assert finance.post(url("ringi_answer", organization, step.pk), answered).status_code == 302
    step.refresh_from_db()
    assert step.state == "agreed"


def test_a_refused_answer_keeps_what_was_typed_and_says_why(organization, submitted, people):
    finance, step = signed_in(people["finance"]), step_of(submitted, function="finance")
    given = {"seen_sha256": seen(submitted), "state": "agreed", "comment": "教育費を確認中です"}
    answered = finance.post(url("ringi_answer", organization, step.pk), given)
    assert answered.status_code == 422
    assert "確認していない項目があります" in answered.content.decode()
    assert "教育費を確認中です" in answered.content.decode()


def test_after_a_change_the_page_asks_for_an_answer_to_the_present_state(organization, submitted, people):
    finance, step = signed_in(people["finance"]), step_of(submitted, function="finance")
    points = [one.id for one in library().ringi.function("finance").checklist]
    given = {"seen_sha256": "0" * 64, "state": "agreed", "checklist": points}
    refused = finance.post(url("ringi_answer", organization, step.pk), given)
    assert refused.status_code == 422
    assert f'value="{seen(submitted)}"' in refused.content.decode()
    step.refresh_from_db()
    assert step.state == "waiting"


def test_only_an_owner_sets_reviewers_and_the_table(organization, owner_client, viewer_client, people):
    assert viewer_client.get(url("ringi_settings", organization)).status_code == 403
    given: dict[str, object] = {
        f"{name}_{part}": "" for name in FUNCTIONS for part in ("person", "deputy", "days")
    }
    given |= {f"limit_{at}_{part}": "" for at in range(5) for part in ("title", "up_to", "decider", "deputy")}
    given |= {
        "finance_person": people["finance"].pk,
        "finance_days": 3,
        "limit_0_title": "社長",
        "limit_0_decider": people["president"].pk,
    }
    assert owner_client.post(url("ringi_settings", organization), given).status_code == 302
    assert organization.reviewer_seats.get().days == 3
    assert organization.authority_limits.get().decider == people["president"]


def test_a_consultant_cannot_be_chosen_as_a_reviewer(organization, owner_client, consultant):
    page = owner_client.get(url("ringi_settings", organization)).content.decode()
    assert f'<option value="{consultant.pk}"' not in page


def test_a_viewer_reads_and_comments_and_cannot_submit(organization, submitted, viewer_client):
    assert viewer_client.get(url("ringi_detail", organization, submitted.pk)).status_code == 200
    said = viewer_client.post(url("ringi_comment", organization, submitted.pk), {"text": "現場の声です"})
    assert said.status_code == 302
    assert viewer_client.post(url("ringi_submit", organization, submitted.pk)).status_code == 403


def test_another_company_learns_nothing(organization, other_organization, submitted, outsider_client, people):
    step = step_of(submitted, function="finance")
    for slug in (organization, other_organization):
        assert outsider_client.get(url("ringi_detail", slug, submitted.pk)).status_code == 404
        assert outsider_client.post(url("ringi_answer", slug, step.pk), {}).status_code == 404


def test_a_member_of_two_companies_sees_each_in_its_own(organization, other_organization, submitted):
    both = member(other_organization, Role.OWNER, "both")
    both.memberships.create(organization=organization, role=Role.VIEWER)
    client = signed_in(both)
    assert client.get(url("ringi_detail", organization, submitted.pk)).status_code == 200
    assert client.get(url("ringi_detail", other_organization, submitted.pk)).status_code == 404


def test_the_decider_sees_the_whole_history(organization, submitted, people):
    agree_all(submitted, people)
    read(submitted, people)
    page = signed_in(people["director"]).get(url("ringi_detail", organization, submitted.pk)).content.decode()
    assert page.count("state-pass") == len(FUNCTIONS) + 1
    assert "data-answer" in page
