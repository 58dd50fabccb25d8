"""Data clearance: four views answered, approved by a named person; a new draft ends the approval before."""

from dataclasses import replace

import pytest

from accounts.models import AuditEntry
from accounts.roles import Role
from governance.errors import GovernanceRefused
from governance.gate_facts import clearance_facts, governance_facts
from governance.models import AiSystem, DataClearance
from governance.services.clearances import (
    ClearanceDraft,
    ClearanceVerdict,
    decide_clearance,
    draft_clearance,
)
from tests.conftest import member, signed_in

CLEAR = ClearanceDraft(
    "保全手順書 120件", "internal", "clear", "not_concerned", "clear", "clear", "", "法務確認 2026-11-05"
)
YES = ClearanceVerdict(True, "田中 部長", "製造部長", "4観点とも可。")
NO = replace(YES, approved=False, reason="客先図面を含むため。")


@pytest.fixture
def system(organization):
    return AiSystem.objects.create(organization=organization, name="文書検索")


def page_of(system, tail=""):
    return f"/o/kaisha/governance/data/{system.pk}/{tail}"


def test_a_check_of_data_is_approved_only_when_somebody_decided(organization, owner, system):
    assert clearance_facts(organization, system) == {}
    draft = draft_clearance(system, CLEAR, owner)
    assert clearance_facts(organization, system)["doc", "data_clearance"] == {"approved": False}
    decide_clearance(draft, YES, owner)
    assert governance_facts(organization, system)["doc", "data_clearance"] == {"approved": True}
    assert clearance_facts(organization, None) == {}


def test_a_new_draft_ends_the_approval_before(organization, owner, system):
    decide_clearance(draft_clearance(system, CLEAR, owner), YES, owner)
    draft_clearance(system, replace(CLEAR, data_description="客先図面 20件"), owner)
    assert clearance_facts(organization, system)["doc", "data_clearance"] == {"approved": False}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"export_control": "unknown"}, "a view is unknown"), ({"trade_secret": "forbidden"}, "not allowed")],
)
def test_what_is_unknown_or_forbidden_cannot_be_approved_but_turned_down(
    organization, owner, system, changed, sentence
):
    draft = draft_clearance(system, replace(CLEAR, **changed), owner)
    with pytest.raises(GovernanceRefused, match=sentence):
        decide_clearance(draft, YES, owner)
    decide_clearance(draft, NO, owner)
    assert clearance_facts(organization, system)["doc", "data_clearance"] == {"approved": False}


def test_only_the_newest_draft_is_decided_and_only_once(organization, owner, system):
    old = draft_clearance(system, CLEAR, owner)
    new = draft_clearance(system, CLEAR, owner)
    with pytest.raises(GovernanceRefused, match="newer draft"):
        decide_clearance(old, YES, owner)
    decide_clearance(new, YES, owner)
    with pytest.raises(GovernanceRefused, match="decided before"):
        decide_clearance(new, NO, owner)


def test_conditions_must_be_written(owner, system):
    with pytest.raises(GovernanceRefused, match="needs the conditions"):
        draft_clearance(system, replace(CLEAR, personal_data="conditional"), owner)
    assert not DataClearance.objects.exists()


def test_an_editor_drafts_and_an_approver_decides_on_the_page(organization, system):
    editor = signed_in(member(organization, Role.EDITOR, "editor"))
    approver = signed_in(member(organization, Role.APPROVER, "approver"))
    assert editor.post(page_of(system, "check/"), vars(CLEAR)).status_code == 302
    decision = {**vars(YES), "seen": DataClearance.objects.get().pk}
    assert editor.post(page_of(system), decision).status_code == 403
    assert approver.post(page_of(system, "check/"), vars(CLEAR)).status_code == 403
    assert approver.post(page_of(system), decision).status_code == 302
    assert "田中 部長" in approver.get(page_of(system)).content.decode()
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "clearance.approved",
        "clearance.drafted",
    ]


def test_a_consultant_drafts_and_never_approves(consultant, system):
    client = signed_in(consultant)
    assert client.post(page_of(system, "check/"), vars(CLEAR)).status_code == 302
    decision = {**vars(YES), "seen": DataClearance.objects.get().pk}
    assert client.post(page_of(system), decision).status_code == 403


def test_a_draft_that_was_not_on_the_screen_is_not_decided(owner_client, owner, system):
    draft_clearance(system, CLEAR, owner)
    seen = DataClearance.objects.get().pk
    draft_clearance(system, replace(CLEAR, data_description="別のデータ"), owner)
    response = owner_client.post(page_of(system), {**vars(YES), "seen": seen})
    assert response.status_code == 422
    assert "最新の確認を開いて" in response.content.decode()


def test_a_viewer_reads_and_another_companys_system_is_not_found(
    viewer_client, outsider_client, organization, other_organization, system
):
    foreign = AiSystem.objects.create(organization=other_organization, name="極秘")
    assert viewer_client.get("/o/kaisha/governance/data/").status_code == 200
    assert viewer_client.get(page_of(system)).status_code == 200
    assert viewer_client.get(page_of(system, "check/")).status_code == 403
    assert viewer_client.get(page_of(foreign)).status_code == 404
    assert outsider_client.get(page_of(system)).status_code == 404
