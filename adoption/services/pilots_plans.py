"""Writing, freezing and following up a measurement plan."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from adoption.errors import PilotRefused
from adoption.models import Deviation, MeasurementPlan, UseCase
from adoption.pilot_selectors import chosen_kpis, definition_of, newest_plan
from adoption.pilot_states import DeviationKind
from adoption.pilots.definition import PlanDefinition, as_json, canonical_text, from_json, sha256_of_text
from adoption.pilots.power import required_sample
from adoption.pilots.rules import contradictions, missing, primary_of
from adoption.services.pilots_kpis import ProblemsFound
from language.text import Text

SAFE = Text("何も保存していません。", "Nothing was saved.")
NOT_FROZEN = Text("計画は凍結していません。", "The plan was not frozen.")


@transaction.atomic
def save_draft(use_case: UseCase, definition: PlanDefinition, by: User | None) -> MeasurementPlan:
    """Store the draft; statements that contradict each other are refused, gaps may stay until the freeze."""
    hold_chain(use_case.organization_id)
    kpis = chosen_kpis(use_case)
    problems = contradictions(definition, kpis)
    if problems:
        raise ProblemsFound(problems)
    draft = newest_plan(use_case) or MeasurementPlan(use_case=use_case, version=1, created_by=by)
    if draft.is_frozen:
        raise _frozen()
    definition = replace(definition, n_required=required_sample(definition, primary_of(kpis)))
    draft.design, draft.definition = definition.design, as_json(definition)
    draft.save()
    record(use_case.organization, by, "plan.saved", str(draft), version=draft.version)
    return draft


@transaction.atomic
def freeze_plan(plan: MeasurementPlan, by: User) -> MeasurementPlan:
    """Fix plan and KPIs as one canonical text with its hash; ProblemsFound lists what is still missing."""
    hold_chain(plan.use_case.organization_id)
    plan = MeasurementPlan.objects.select_related("use_case__organization").get(pk=plan.pk)
    if plan.is_frozen:
        raise _frozen()
    use_case = plan.use_case
    kpis = tuple(definition_of(kpi) for kpi in use_case.kpis.all())
    definition = from_json(plan.definition)
    definition = replace(definition, n_required=required_sample(definition, primary_of(kpis)))
    problems = missing(definition, kpis, timezone.localdate())
    if problems:
        raise ProblemsFound(problems)
    plan.frozen_text = canonical_text(use_case.name, plan.version, definition, kpis)
    plan.frozen_sha256 = sha256_of_text(plan.frozen_text)
    plan.definition = as_json(definition)
    plan.frozen_by, plan.frozen_by_name, plan.frozen_at = by, str(by), timezone.now()
    plan.save()
    _log_new_version(plan, by)
    record(
        use_case.organization, by, "plan.frozen", str(plan), version=plan.version, sha256=plan.frozen_sha256
    )
    return plan


@transaction.atomic
def start_new_version(use_case: UseCase, reason: str, by: User | None) -> MeasurementPlan:
    """Begin the next version as a copy; the version in force stays until the new one is frozen."""
    hold_chain(use_case.organization_id)
    newest = newest_plan(use_case)
    if newest is None or not newest.is_frozen:
        raise _refused(
            "凍結した計画がないため、新しい版は作れません。今の下書きを編集してください。",
            "There is no frozen plan to follow. Edit the present draft.",
        )
    if not reason.strip():
        raise _refused("新しい版が必要な理由を入力してください。", "Enter why a new version is needed.")
    plan = MeasurementPlan.objects.create(
        use_case=use_case,
        version=newest.version + 1,
        design=newest.design,
        definition=newest.definition,
        reason=reason.strip(),
        created_by=by,
    )
    record(use_case.organization, by, "plan.new_version", str(plan), version=plan.version)
    return plan


def _log_new_version(plan: MeasurementPlan, by: User) -> None:
    """A version that follows another is a deviation from it."""
    before = plan.use_case.measurement_plans.filter(version=plan.version - 1).first()
    if before is None:
        return
    Deviation.objects.create(
        plan=plan,
        kind=DeviationKind.NEW_VERSION,
        on=timezone.localdate(),
        what=f"v{before.version} {before.frozen_sha256[:12]} → v{plan.version} {plan.frozen_sha256[:12]}",
        why=plan.reason,
        recorded_by=by,
        recorded_by_name=str(by),
    )


def _frozen() -> PilotRefused:
    return _refused(
        "この計画は凍結されています。変えるときは、理由を書いて新しい版を作ってください。",
        "This plan is frozen. To change it, make a new version with its reason.",
    )


def _refused(ja: str, en: str) -> PilotRefused:
    return PilotRefused(Text(ja + SAFE.ja, f"{en} {SAFE.en}"))
