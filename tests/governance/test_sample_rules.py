"""The rules of the sample company are told through the services: gates find what they ask, and none is told twice."""

import pytest

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from config.demo.company import found_company
from config.demo.story.people import people_of
from config.demo.story.rules import clear_the_data, declare_requirements, keep_watch
from governance.controls import progress_of, requirement_lines
from governance.gate_facts import clearance_facts, control_facts, usage_rule_facts, watch_facts
from governance.models import AiSystem
from governance.programmes import class_words, current_size


@pytest.fixture
def told(db):
    organization, _accounts = found_company()
    system = AiSystem.objects.create(organization=organization, name="技術文書検索AI")
    tell(organization, system)
    return organization, system


def tell(organization, system):
    people = people_of(organization)
    clear_the_data(organization, system, people)
    declare_requirements(organization, people)
    keep_watch(organization, people)


def test_the_gates_find_what_they_ask(told):
    organization, system = told
    assert usage_rule_facts(organization, system)["control", "JP-POLICY-01"] == {"status": "done"}
    assert clearance_facts(organization, system)["doc", "data_clearance"] == {"approved": True}
    assert control_facts(organization, system)["control", "gate:G3"] == {"undecided": 0}
    assert watch_facts(organization, system)["ev", "regwatch"]["age_days"] <= 28


def test_the_sample_is_a_mid_size_company_that_is_not_done_with_everything(told):
    organization, _system = told
    progress = progress_of(requirement_lines(organization))
    assert progress.open_declarations == 0
    assert 0 < progress.done < progress.applicable
    assert class_words(current_size(organization)).ja == "中堅企業"


def test_telling_it_twice_adds_nothing_and_the_audit_trail_holds(told):
    organization, system = told
    entries = AuditEntry.objects.count()
    tell(organization, system)
    assert AuditEntry.objects.count() == entries
    assert first_broken_entry(organization) is None
