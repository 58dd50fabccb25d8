"""What gates learn from operation: values where somebody entered them, nothing where not."""

from datetime import date

import pytest

from governance.gate_facts import governance_facts
from governance.models import AiSystem
from governance.operation_facts import operation_facts
from governance.services.duties import HolderDraft, OperationDraft, assign_role, describe_operation
from governance.services.incidents import DrillDraft, record_drill
from governance.services.planted import PaperResult, create_planted_test, type_in_result
from governance.services.readiness import save_readiness
from governance.services.risks import add_risk
from governance.services.training import Attendee, add_session, require_training
from tests.governance.operation.test_readiness import DONE
from tests.governance.operation.test_risks import DRAFT
from tests.governance.operation.test_training import SESSION

pytestmark = pytest.mark.django_db


def test_a_company_that_entered_nothing_gives_no_fact(organization):
    assert operation_facts(organization, None) == {}


def test_what_was_entered_reaches_the_gates(organization, owner):
    system = AiSystem.objects.create(organization=organization, name="検索")
    assign_role(organization, "R-SVC", HolderDraft("鈴木", "高橋", "佐藤"), owner)
    assign_role(organization, "R-OWNER", HolderDraft("課長"), owner)
    save_readiness(organization, "OR-01", DONE, owner)
    record_drill(organization, DrillDraft(date(2026, 10, 1), "早番", False, findings="紙がない"), owner)
    record_drill(organization, DrillDraft(date(2026, 10, 8), "早番", True, minutes_to_switch=25), owner)
    record_drill(organization, DrillDraft(date(2026, 11, 1), "早番", False, "PB-02", findings="遅い"), owner)
    require_training(organization, "T-05", ["佐藤"], None, owner)
    add_session(organization, SESSION, [Attendee("佐藤", True)], owner)
    type_in_result(
        create_planted_test(organization, "11月", 0.8, owner),
        PaperResult("佐藤", date(2026, 11, 1), 8, 10),
        owner,
    )
    describe_operation(system, OperationDraft("api", "試行", "監視", "更新", "職長", "操作盤"), owner)
    facts = governance_facts(organization, system)
    assert facts["ev", "operation"] == {"planned": True, "kill_switch": True, "mode": "api"}
    assert facts["role", "R-SVC"] == {"person": "鈴木", "deputy": "高橋", "escalation": "佐藤"}
    assert facts["role", "R-OWNER"] == {"person": "課長"}
    assert facts["ev", "readiness"]["must_open"] == 13
    assert facts["ev", "fallback_drill"]["passed"] is True
    assert facts["ev", "fallback_drill"]["minutes_to_switch"] == 25
    assert facts["kpi", "K-A-03"]["value"] == 1.0
    assert facts["kpi", "K-A-06"]["value"] == 0.8
    assert ("ev", "incidents") not in facts


def test_a_system_s_own_failed_drill_counts_before_the_company_s(organization, owner):
    system = AiSystem.objects.create(organization=organization, name="検索")
    record_drill(organization, DrillDraft(date(2026, 10, 8), "全社", True), owner)
    record_drill(
        organization, DrillDraft(date(2026, 9, 1), "検索係", False, findings="切替できない"), owner, system
    )
    assert operation_facts(organization, system)["ev", "fallback_drill"]["passed"] is False
    assert operation_facts(organization, None)["ev", "fallback_drill"]["passed"] is True


def test_the_facts_of_another_company_are_not_seen(organization, other_organization, owner):
    assign_role(other_organization, "R-SVC", HolderDraft("他社"), None)
    add_risk(other_organization, DRAFT, None)
    assert operation_facts(organization, None) == {}
