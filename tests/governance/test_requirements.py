"""Requirements: what may be claimed, what a system takes over, what the pages and the file say, what gates learn."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.append_only import AppendOnlyError
from accounts.models import AuditEntry
from governance.controls import progress_of, requirement_lines
from governance.errors import GovernanceRefused
from governance.gate_facts import control_facts
from governance.models import AiSystem, ControlRecord
from governance.services.controls import ControlAnswer, declare_applicability, record_control

LIST = "/o/kaisha/governance/requirements/list/"
ONE = "/o/kaisha/governance/requirements/one/JP-POLICY-01/"
FILE = "/o/kaisha/governance/requirements/statement.csv"


def done(**changed):
    from datetime import date

    given = {
        "applicability": "applicable",
        "status": "done",
        "owner_name": "総務課 森",
        "evidence": "規程 A-12 と読了一覧",
        "checked_on": date(2026, 11, 1),
    }
    return ControlAnswer(**{**given, **changed})


@pytest.fixture
def system(organization):
    return AiSystem.objects.create(organization=organization, name="文書検索")


def states(organization, system=None):
    return {line.requirement.id: line.state for line in requirement_lines(organization, system)}


def test_without_answers_every_requirement_is_undeclared(organization):
    progress = progress_of(requirement_lines(organization))
    assert (progress.total, progress.open_declarations, progress.settled) == (108, 108, 0)
    assert control_facts(organization, None) == {}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"applicability": "not_applicable", "status": "not_started"}, "Not applicable needs a reason"),
        ({"evidence": " "}, "Done needs an owner, evidence"),
        ({"owner_name": ""}, "Done needs an owner, evidence"),
        ({"checked_on": None}, "Done needs an owner, evidence"),
        ({"applicability": "undecided"}, "Declare whether it applies"),
    ],
)
def test_an_answer_that_claims_more_than_it_shows_is_refused(organization, owner, changed, sentence):
    with pytest.raises(GovernanceRefused, match=sentence):
        record_control(organization, None, "JP-POLICY-01", done(**changed), owner)
    assert not ControlRecord.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_unknown_requirement_among_many_refuses_them_all(organization, owner):
    with pytest.raises(GovernanceRefused, match="no requirement EU-99"):
        declare_applicability(organization, None, ["EU-05", "EU-99"], "applicable", "", owner)
    assert not ControlRecord.objects.exists()


def test_a_system_takes_over_what_holds_for_the_company_until_it_has_its_own(organization, owner, system):
    record_control(organization, None, "JP-POLICY-01", done(), owner)
    inherited = {line.requirement.id: line for line in requirement_lines(organization, system)}[
        "JP-POLICY-01"
    ]
    assert (inherited.state, inherited.is_inherited) == ("done", True)
    record_control(organization, system, "JP-POLICY-01", done(status="in_progress"), owner)
    assert states(organization, system)["JP-POLICY-01"] == "in_progress"
    assert states(organization)["JP-POLICY-01"] == "done"


def test_answers_are_only_ever_added(organization, owner):
    first = record_control(organization, None, "JP-POLICY-01", done(), owner)
    record_control(organization, None, "JP-POLICY-01", done(evidence="規程 A-13"), owner)
    assert [one.evidence for one in ControlRecord.objects.all()] == ["規程 A-12 と読了一覧", "規程 A-13"]
    first.evidence = "消す"
    with pytest.raises(AppendOnlyError):
        first.save()
    with pytest.raises(AppendOnlyError):
        ControlRecord.objects.all().delete()


def test_declaring_many_keeps_state_and_evidence_that_were_recorded(organization, owner):
    record_control(organization, None, "JP-POLICY-01", done(), owner)
    declare_applicability(organization, None, ["JP-POLICY-01", "JP-NDA-01"], "applicable", "", owner)
    assert states(organization)["JP-POLICY-01"] == "done"
    assert states(organization)["JP-NDA-01"] == "not_started"


def test_gates_learn_states_and_how_many_are_undeclared(organization, owner, system):
    record_control(organization, None, "JP-POLICY-01", done(), owner)
    ids = [line.requirement.id for line in requirement_lines(organization) if line.requirement.gate == "G3"]
    declare_applicability(organization, system, ids[1:], "not_applicable", "対象外の用途", owner)
    facts = control_facts(organization, system)
    assert facts["control", "JP-POLICY-01"] == {"status": "done"}
    assert facts["control", "gate:G3"] == {"undecided": 1}
    assert ("control", ids[1]) not in facts


def test_the_list_filters_by_framework_gate_and_state(owner_client, organization, owner):
    record_control(organization, None, "JP-POLICY-01", done(), owner)
    page = owner_client.get(LIST, {"framework": "JP", "gate": "G1", "state": "done"})
    assert [line.requirement.id for line in page.context["page"]] == ["JP-POLICY-01"]
    text = owner_client.get(LIST, {"framework": "METI"}).content.decode()
    assert "原典" in text or "Check the original" in text
    assert "AI事業者ガイドライン" in text


def test_a_person_answers_on_the_page_and_the_history_stays(owner_client, organization):
    given = {"applicability": "not_applicable", "status": "not_started", "reason": "社内規程に統合した"}
    assert owner_client.post(ONE, given).status_code == 302
    page = owner_client.get(ONE).content.decode()
    assert page.count("社内規程に統合した") == 2
    assert AuditEntry.objects.get().action == "control.recorded"


def test_a_refused_answer_keeps_the_input_and_says_what_to_do(owner_client, organization):
    response = owner_client.post(
        ONE, {"applicability": "not_applicable", "status": "not_started", "evidence": "残る"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "「不適用」には理由が必要です" in page
    assert "残る" in page


def test_many_are_declared_from_the_list(owner_client, organization):
    data = {
        "requirement": ["EU-05", "EU-06"],
        "applicability": "not_applicable",
        "reason": "EUに拠点・取引なし",
    }
    response = owner_client.post("/o/kaisha/governance/requirements/declare/?framework=EUAI", data)
    assert response["Location"] == f"{LIST}?framework=EUAI"
    assert states(organization)["EU-05"] == "not_applicable"


def test_the_statement_and_its_file_name_every_requirement(owner_client, organization, owner):
    record_control(organization, None, "JP-POLICY-01", done(evidence="=HYPERLINK(1)"), owner)
    page = owner_client.get("/o/kaisha/governance/requirements/statement/").content.decode()
    content = owner_client.get(FILE).content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == 109
    assert all(row[0] in page for row in rows[1:])
    (policy,) = [row for row in rows if row[0] == "JP-POLICY-01"]
    assert "'=HYPERLINK(1)" in policy


def test_the_crosswalk_shows_each_requirement_under_its_topics(owner_client, organization):
    page = owner_client.get("/o/kaisha/governance/requirements/topics/").content.decode()
    assert all(
        f'id="{topic.topic.id}"' in page
        for topic in owner_client.get("/o/kaisha/governance/requirements/topics/").context["topics"]
    )
    assert "LLM01:2026 (LLM01:2025)" in page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "requirements/",
        "requirements/list/",
        "requirements/one/JP-POLICY-01/",
        "requirements/topics/",
        "requirements/statement/",
        "requirements/statement.csv",
        "content/",
        "content/frameworks/",
    ],
)
def test_a_viewer_reads_and_an_outsider_finds_nothing(viewer_client, outsider_client, organization, path):
    assert viewer_client.get(f"/o/kaisha/governance/{path}").status_code == 200
    assert outsider_client.get(f"/o/kaisha/governance/{path}").status_code == 404


def test_a_viewer_cannot_answer(viewer_client, organization):
    assert (
        viewer_client.post(ONE, {"applicability": "applicable", "status": "not_started"}).status_code == 403
    )
    assert viewer_client.post("/o/kaisha/governance/requirements/declare/", {}).status_code == 403


def test_a_system_of_another_company_is_not_found(owner_client, organization, other_organization):
    foreign = AiSystem.objects.create(organization=other_organization, name="極秘")
    assert owner_client.get(LIST, {"system": foreign.pk}).status_code == 404


def test_a_whole_filtered_list_is_declared_at_once(owner_client, organization):
    data = {"everything": "1", "applicability": "not_applicable", "reason": "EUに拠点・取引なし"}
    owner_client.post("/o/kaisha/governance/requirements/declare/?framework=EUAI&gate=G0", data)
    declared = {one for one, state in states(organization).items() if state == "not_applicable"}
    assert declared == {"EU-05", "EU-06"}


def test_a_requirement_leads_to_the_pages_that_hold_what_would_show_it(owner_client):
    page = owner_client.get(ONE).content.decode()
    assert reverse("governance:usage_rule", args=["kaisha"]) in page
