"""Saving plans: append-only revisions with hash and audit entry."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from tco.assumptions import PRODUCT, Scenario, Status
from tco.errors import InvalidInput, MissingInputs, PlanChanged
from tco.models import CostPlan, PlanRevision
from tco.plan.model import plan_model
from tco.selectors import as_json, assumptions_of, plan_results
from tco.services import (
    NewPlan,
    apply_measurement,
    create_plan,
    inputs_sha256,
    save_assumptions,
)
from tco.starting import starting_assumptions
from tests.tco.test_assumptions import MEASURED

pytestmark = pytest.mark.django_db
NEW = NewPlan("新しい計画", date(2027, 4, 1))


def moved(plan, key="redeployment_rate", to="0.3"):
    value = next(value for value in assumptions_of(plan) if value.key == key)
    return replace(value, mode=Decimal(to))


def test_a_new_plan_is_revision_one_with_an_audit_entry(plan, organization):
    revision = plan.revisions.get()
    assert (plan.revision, revision.number, revision.note) == (1, 1, "初版")
    entered = {row["key"] for row in revision.values if row["entered_by"] != PRODUCT}
    assert entered == set(plan.assumptions.values_list("key", flat=True))
    # A revision also keeps what stood unused, so that it can be calculated again whatever the defaults become.
    assert {row["key"] for row in revision.values} == set(plan_model(plan.shape).input_by_key)
    entry = AuditEntry.objects.get(organization=organization, action="cost_plan.saved")
    assert entry.detail["inputs_sha256"] == revision.inputs_sha256


def test_saving_appends_a_revision_and_keeps_the_old_values(plan, owner):
    revision = save_assumptions(plan, owner, [moved(plan)], "査定の見直し", 1)
    plan.refresh_from_db()
    old = next(row for row in plan.revisions.get(number=1).values if row["key"] == "redeployment_rate")
    new = next(row for row in revision.values if row["key"] == "redeployment_rate")
    assert (plan.revision, revision.number) == (2, 2)
    assert (old["mode"], new["mode"]) == ("0.25", "0.3")
    assert plan.assumptions.get(key="redeployment_rate").entered_by == owner


def test_the_hash_tells_the_inputs_of_a_revision(plan, owner):
    first = plan.revisions.get()
    assert inputs_sha256(first.shape, first.values) == first.inputs_sha256
    second = save_assumptions(plan, owner, [moved(plan)], "変更", 1)
    assert second.inputs_sha256 != first.inputs_sha256


def test_saving_the_same_values_makes_no_revision(plan, owner):
    save_assumptions(plan, owner, assumptions_of(plan), "同じ", 1)
    assert PlanRevision.objects.filter(plan=plan).count() == 1


def test_a_save_over_somebody_elses_revision_is_refused_and_changes_nothing(plan, owner):
    save_assumptions(plan, owner, [moved(plan)], "先", 1)
    with pytest.raises(PlanChanged) as caught:
        save_assumptions(plan, owner, [moved(plan, to="0.2")], "後", 1)
    assert "版2" in caught.value.message.ja
    assert plan.assumptions.get(key="redeployment_rate").mode == Decimal("0.3")


def test_a_value_outside_its_limits_is_not_saved(plan, owner):
    with pytest.raises(InvalidInput):
        save_assumptions(plan, owner, [replace(moved(plan), high=Decimal(2))], "誤り", 1)
    assert plan.assumptions.get(key="redeployment_rate").high < 1


def test_a_measurement_becomes_a_revision_and_leaves_the_gpu_speed_alone(plan, owner):
    apply_measurement(plan, owner, MEASURED)
    tokens = plan.assumptions.get(key="tokens_in_per_request")
    speed = plan.assumptions.get(key="onprem_output_tokens_per_second_per_gpu")
    assert (tokens.status, tokens.mode) == (Status.MEASURED, Decimal("1450.4"))
    assert (speed.status, speed.mode) == (Status.ASSUMPTION, Decimal(600))
    assert "21.5" in speed.source


def test_a_plan_with_unknown_inputs_refuses_to_calculate(organization, owner):
    empty = create_plan(organization, owner, NEW, starting_assumptions(), "初版")
    with pytest.raises(MissingInputs) as caught:
        plan_results(empty)
    assert "0とはみなしません" in caught.value.message.ja


def test_a_draft_moves_the_results_but_not_the_plan(plan):
    saved = plan_results(plan)
    draft = plan_results(plan, draft={"redeployment_rate": Decimal("0.9")})
    assert draft.headline("api").npv_jpy > saved.headline("api").npv_jpy
    assert plan_results(plan).headline("api") == saved.headline("api")


def test_the_command_prints_the_numbers_of_the_page(plan):
    out = io.StringIO()
    call_command("tco", plan=plan.pk, json=True, stdout=out)
    printed = json.loads(out.getvalue())
    assert printed == json.loads(json.dumps(as_json(plan_results(plan))))
    assert printed["recommended"] == "api"
    onprem = next(option for option in printed["options"] if option["option"] == "onprem")
    assert onprem["payback_years"] is None
    assert onprem["npv_jpy"] < 0


def test_the_command_says_when_there_is_no_such_plan_or_no_value(organization, owner, db):
    with pytest.raises(CommandError, match="no cost plan"):
        call_command("tco", plan=999)
    empty = create_plan(organization, owner, NEW, starting_assumptions(), "初版")
    with pytest.raises(CommandError, match="no value"):
        call_command("tco", plan=empty.pk)


def test_scenarios_differ(plan):
    cautious = plan_results(plan, Scenario.CAUTIOUS)
    assert cautious.headline("api").npv_jpy < plan_results(plan).headline("api").npv_jpy
    assert CostPlan.objects.get().revision == 1
