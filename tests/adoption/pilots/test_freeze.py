"""The law of the freeze: once frozen nothing moves, and what follows says why."""

from datetime import timedelta

import pytest
from django.db import transaction

from adoption.errors import PilotRefused
from adoption.models import AppendOnlyError, Deviation, MeasurementPlan, Observation
from adoption.pilot_selectors import plan_in_force
from adoption.pilot_states import DeviationKind
from adoption.pilots.definition import sha256_of_text
from adoption.services.pilots_deviations import DeviationDraft, log_deviation
from adoption.services.pilots_kpis import KpiDraft, ProblemsFound, change_kpi, choose_kpi, remove_kpi
from adoption.services.pilots_plans import freeze_plan, save_draft, start_new_version
from tests.adoption.pilots.planned import cells, choose, definition, frozen, record, today

NEVER = pytest.raises(AppendOnlyError)


def test_a_frozen_plan_says_who_when_and_what_under_its_hash(use_case, owner):
    plan = frozen(use_case, owner)
    force = plan_in_force(use_case)
    assert plan.frozen_sha256 == sha256_of_text(plan.frozen_text) == force.sha256
    assert (plan.frozen_by, plan.frozen_by_name, force.frozen_on) == (owner, "owner", today())
    assert (force.primary.kpi_id, force.definition.n_required) == ("K-D-01", 23)
    assert force.is_intact
    entry = use_case.organization.audit_entries.first()
    assert (entry.action, entry.detail["sha256"]) == ("plan.frozen", plan.frozen_sha256)


def test_no_code_changes_or_deletes_a_frozen_plan(use_case, owner):
    plan = frozen(use_case, owner)
    plan.definition = {}
    with NEVER:
        plan.save()
    with NEVER:
        MeasurementPlan.objects.update(definition={})
    with NEVER:
        use_case.measurement_plans.filter(pk=plan.pk).delete()
    with NEVER:
        plan.delete()
    assert plan_in_force(use_case).definition.min_effect == 0.2


def test_a_frozen_plan_holds_its_kpis(use_case, owner):
    frozen(use_case, owner)
    kpi = use_case.kpis.get(role="primary")
    for change in (
        lambda: change_kpi(kpi, KpiDraft("primary", 20, "日報", 19), owner),
        lambda: remove_kpi(kpi, owner),
        lambda: choose_kpi(use_case, "K-A-01", KpiDraft("secondary"), owner),
        lambda: save_draft(use_case, definition(min_effect=0.06), owner),
    ):
        with pytest.raises(PilotRefused, match="new version"):
            change()
    assert use_case.kpis.count() == 2


def test_a_plan_that_was_changed_behind_the_products_back_is_no_longer_intact(use_case, owner):
    plan = frozen(use_case, owner)
    moved = plan.frozen_text.replace('"min_effect":0.2', '"min_effect":0.1')
    MeasurementPlan._base_manager.filter(pk=plan.pk).update(frozen_text=moved)
    assert not plan_in_force(use_case).is_intact


def test_a_plan_with_a_gap_is_not_frozen_and_stays_a_draft(chosen, owner):
    plan = save_draft(chosen, definition(kill_number=None, measured_by=""), owner)
    with pytest.raises(ProblemsFound) as refused:
        freeze_plan(plan, owner)
    assert [one.field for one in refused.value.problems] == ["kill_number", "measured_by"]
    assert plan_in_force(chosen) is None


def test_contradictory_dates_are_not_even_saved_as_a_draft(chosen, owner):
    with pytest.raises(ProblemsFound) as refused:
        save_draft(chosen, definition(pilot_to=today() - timedelta(days=1)), owner)
    assert "試行の終了日が開始日より前です" in refused.value.message.ja
    assert not chosen.measurement_plans.exists()


def test_two_primary_kpis_are_refused_when_the_second_is_chosen(chosen, owner):
    with pytest.raises(ProblemsFound):
        choose_kpi(chosen, "K-D-10", KpiDraft("primary"), owner)
    assert chosen.kpis.filter(role="primary").count() == 1


def test_a_new_version_says_why_and_is_a_deviation_and_the_old_one_rules_until_it_is_frozen(use_case, owner):
    first = frozen(use_case, owner)
    with pytest.raises(PilotRefused):
        start_new_version(use_case, "  ", owner)
    second = start_new_version(use_case, "対象ラインを追加したため", owner)
    save_draft(use_case, definition(n_planned=60), owner)
    assert plan_in_force(use_case).id == first.pk
    freeze_plan(second, owner)
    assert (plan_in_force(use_case).version, plan_in_force(use_case).definition.n_planned) == (2, 60)
    logged = Deviation.objects.get()
    assert (logged.kind, logged.why) == (DeviationKind.NEW_VERSION, "対象ラインを追加したため")
    assert first.frozen_sha256[:12] in logged.what


def test_an_own_kpi_with_its_formula_is_chosen_and_a_formula_that_is_code_is_not(use_case, owner):
    draft = KpiDraft(
        "secondary", name="段取り時間", unit="min", formula="sum(setup_min)/n_setup", direction="down"
    )
    made = choose_kpi(use_case, "", draft, owner)
    assert made.inputs == ["n_setup", "setup_min"]
    for evil in ("__import__('os').system('x')", "a.b", "(lambda: 1)()", "9**9**9**9", "[x for x in y]"):
        with pytest.raises(Exception, match="formula"), transaction.atomic():
            choose_kpi(use_case, "", KpiDraft("secondary", name="x", unit="min", formula=evil), owner)
    assert use_case.kpis.count() == 1


def test_a_kpi_with_readings_keeps_its_definition(use_case, owner):
    draft = KpiDraft("secondary", name="段取り時間", unit="min", formula="setup_min", direction="down")
    made = choose_kpi(use_case, "", draft, owner)
    record(
        use_case,
        {"key": "1", "kpi": "段取り時間", "on": cells()["on"], "period": "ベースライン", "value": "12"},
        kind="values",
    )
    with pytest.raises(PilotRefused, match="stay"):
        change_kpi(made, KpiDraft("secondary", name="段取り時間", unit="h", formula="setup_min"), owner)
    with pytest.raises(PilotRefused, match="not removed"):
        remove_kpi(made, owner)


def test_the_log_takes_entries_for_a_frozen_plan_only_and_keeps_them(use_case, owner):
    entry = DeviationDraft("dropout", today(), "P03が異動した", "人事異動", "標本が1組減った")
    with pytest.raises(PilotRefused):
        log_deviation(choose(use_case, owner), entry, owner)
    frozen(use_case, owner)
    made = log_deviation(use_case, entry, owner)
    for broken in (
        DeviationDraft("dropout", today() + timedelta(days=1), "x", "y", "z"),
        DeviationDraft("change", today(), "理由がない"),
        DeviationDraft("none", today(), "逸脱なし"),  # the pilot is not over yet
    ):
        with pytest.raises(PilotRefused):
            log_deviation(use_case, broken, owner)
    made.what = "書き換え"
    for change in (made.save, made.delete, lambda: Deviation.objects.update(what="x")):
        with NEVER:
            change()
    assert Deviation.objects.get().what == "P03が異動した"


def test_readings_are_only_ever_added(use_case):
    record(use_case, cells())
    row = Observation.objects.get()
    row.baseline_minutes = 99
    for change in (row.save, row.delete, lambda: use_case.observations.update(baseline_minutes=99)):
        with NEVER:
            change()
    with NEVER:
        Observation.objects.all().delete()
