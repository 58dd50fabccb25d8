"""Use cases and gates: owner, member of another organisation, anonymous, viewer, consultant."""

import pytest
from django.urls import reverse

from adoption.models import Decision, UseCase
from tests.adoption.companies import add_use_case, record, verdict
from tests.conftest import signed_in

READING = {
    "home": (),
    "gate_list": (),
    "use_case_detail": ("use_case",),
    "gate_detail": ("use_case", "gate"),
}
EDITING = {
    "use_case_create": (),
    "run_to_plan": (),
    "run_to_sizing": (),
    "use_case_edit": ("use_case",),
    "gate_evidence_form": ("use_case", "gate", "criterion"),
}
POSTING = {
    "run_link": ("use_case",),
    "cost_plan_link": ("use_case",),
    "gate_decide": ("use_case", "gate"),
}
ALL = {**READING, **EDITING, **POSTING}


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def address(name, use_case):
    values = {"use_case": use_case.pk, "gate": "G0", "criterion": "G0-C1"}
    return reverse(f"adoption:{name}", args=["kaisha", *(values[one] for one in ALL[name])])


def ask(client, name, use_case):
    return (client.post if name in POSTING else client.get)(address(name, use_case))


@pytest.mark.parametrize("name", [*READING, *EDITING])
def test_an_owner_sees_every_page(owner_client, use_case, name):
    assert ask(owner_client, name, use_case).status_code == 200


@pytest.mark.parametrize("name", ALL)
def test_a_member_of_another_organisation_finds_nothing(outsider_client, use_case, name):
    assert ask(outsider_client, name, use_case).status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_an_anonymous_visitor_is_sent_to_sign_in(anonymous_client, use_case, name):
    response = ask(anonymous_client, name, use_case)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", READING)
def test_a_viewer_reads(viewer_client, use_case, name):
    assert ask(viewer_client, name, use_case).status_code == 200


@pytest.mark.parametrize("name", [*EDITING, *POSTING])
def test_a_viewer_changes_nothing(viewer_client, use_case, name):
    assert ask(viewer_client, name, use_case).status_code == 403
    assert not Decision.objects.exists()


def test_a_consultant_edits_and_never_decides(consultant, use_case):
    client = signed_in(consultant)
    record(use_case, consultant)
    assert ask(client, "gate_evidence_form", use_case).status_code == 200
    given = verdict(use_case)
    data = {name: getattr(given, name) for name in ("outcome", "person_name", "person_title", "reason")}
    data |= {"whose_safety": given.whose_safety, "seen_sha256": given.seen_sha256}
    assert client.post(address("gate_decide", use_case), data).status_code == 403
    assert not Decision.objects.exists()


def test_a_use_case_of_another_organisation_is_not_reached_through_ones_own(owner_client, other_organization):
    foreign = add_use_case(other_organization)
    for name in ALL:
        if "use_case" in ALL[name]:
            assert ask(owner_client, name, foreign).status_code == 404
    assert UseCase.objects.get().name == foreign.name


@pytest.mark.parametrize(("gate", "criterion"), [("G9", "G0-C1"), ("G0", "G1-C1"), ("G0", "nothing")])
def test_unknown_gates_and_criteria_are_not_found(owner_client, use_case, gate, criterion):
    args = ["kaisha", use_case.pk, gate]
    assert (
        owner_client.get(reverse("adoption:gate_evidence_form", args=[*args, criterion])).status_code == 404
    )
    if gate == "G9":
        assert owner_client.get(reverse("adoption:gate_detail", args=args)).status_code == 404
