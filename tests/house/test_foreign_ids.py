"""Numbers of another company in forms: no field offers them, and no body, query or key gets through with them."""

from collections.abc import Iterator

import pytest
from django.forms import BaseForm, ModelChoiceField
from django.urls import reverse

from adoption.services.pilots_tokens import issue_token
from tests.house.test_every_route import COMPANY_ROUTES, address, foreign, organization, own, owner, world

pytestmark = pytest.mark.django_db
__all__ = ["foreign", "organization", "own", "owner", "world"]  # fixtures
SECRET = "極秘他社"


def forms_of(response) -> Iterator[BaseForm]:
    """Every form that a page was made with, also those inside lists and pairs."""
    contexts = response.context if isinstance(response.context, list) else [response.context]
    waiting = [value for context in contexts if context for value in context.flatten().values()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseForm):
            yield one
        elif isinstance(one, list | tuple):
            waiting.extend(one)


def test_no_page_shows_and_no_field_offers_anything_of_another_company(
    owner_client, organization, own, foreign
):
    """`foreign` has been made: a page that forgot whose rows it reads would show them."""
    offered = 0
    for name in COMPANY_ROUTES:
        response = owner_client.get(address(name, organization, own))
        if response.status_code != 200 or response.streaming:
            continue
        assert SECRET not in response.content.decode(errors="replace"), name
        for form in forms_of(response):
            for label, field in form.fields.items():
                if isinstance(field, ModelChoiceField):
                    rows = [str(getattr(row, "name", row)) for row in field.queryset]
                    assert not [row for row in rows if SECRET in row], f"{name}: {label}"
                    offered += len(rows)
    assert offered > 20


# Address, what it names of one's own, and a field with what it would name of the other company.
SENT = {
    "use of a model": ("governance:vendor_use_create", "system", "system"),
    "record of a use": ("governance:vendor_use_create", "model", "vendor_record"),
    "event": ("governance:vendor_event_create", "model", "vendor_record"),
    "re-evaluation": ("governance:vendor_event_review", "system", "system"),
    "risk": ("governance:risk_create", "system", "system"),
    "incident": ("governance:incident_create", "system", "system"),
    "lesson": ("governance:incident_lesson", "risk", "risk"),
    "drill": ("governance:drill_create", "system", "system"),
    "report": ("reports:report_create", "use_case", "use_case"),
}
# What is refused without a form to look at: the body, and where it goes.
BY_HAND = {
    "run": ("adoption:run_link", {"run": "{run}"}),
    "cost plan": ("adoption:cost_plan_link", {"plan": "{plan}"}),
    "place": ("adoption:use_case_place", {"place": "{plan}:search"}),
    "readers": ("governance:usage_rule_readers", {"readers-system": "{system}", "readers-people": "佐藤"}),
    "watched row": (
        "governance:watch_confirm",
        {"row": "own:{own_watch_item}", "result": "unchanged", "confirmed_on": "2026-11-02"},
    ),
}
WITH_SYSTEM = sorted(
    name
    for name in COMPANY_ROUTES
    if name in {
        "governance:risk_list", "governance:role_list", "governance:raci", "governance:readiness_list",
        "governance:training_list", "governance:planted_list", "governance:incident_list", "governance:drill_list",
        "governance:statement", "governance:statement_csv", "governance:requirement_list", "governance:topic_list",
        "governance:usage_rule", "governance:need_create", "governance:session_create", "governance:planted_create",
    }
)  # fmt: skip


@pytest.mark.parametrize("what", SENT)
def test_a_field_takes_no_number_of_another_company(what, owner_client, organization, own, foreign):
    name, field, number = SENT[what]
    response = owner_client.post(address(name, organization, own), {field: foreign[number]})
    assert response.status_code == 422
    assert [form for form in forms_of(response) if field in form.errors]
    accepted = owner_client.post(address(name, organization, own), {field: own[number]})
    assert not [form for form in forms_of(accepted) if field in form.errors]


@pytest.mark.parametrize("what", BY_HAND)
def test_a_body_with_a_number_of_another_company_changes_nothing(
    what, owner_client, organization, own, foreign
):
    name, body = BY_HAND[what]
    before = organization.audit_entries.count()
    filled = {key: value.format(**foreign) for key, value in body.items()}
    assert owner_client.post(address(name, organization, own), filled).status_code == 302
    assert organization.audit_entries.count() == before


@pytest.mark.parametrize("name", WITH_SYSTEM)
def test_a_system_of_another_company_is_not_found(name, owner_client, organization, own, foreign):
    assert (
        owner_client.get(address(name, organization, own), {"system": foreign["system"]}).status_code == 404
    )


def test_a_token_of_one_company_writes_nothing_into_another(client, world, foreign):
    secret = issue_token(world.organization, "端末", world.owner).secret
    body = {"use_case": foreign["use_case"], "tasks": [{"key": "1"}]}
    sent = client.post(
        reverse("pilot_api"),
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert sent.status_code == 404
