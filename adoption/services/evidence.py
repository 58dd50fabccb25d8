"""Recording evidence: facts a person answers for, and facts measured by a run or a cost plan."""

from collections.abc import Mapping

from django.db import transaction

from accounts.audit import record
from accounts.models import Membership, User
from accounts.roles import Role
from adoption.content.gatebook import FactKind
from adoption.content.loader import gate_book
from adoption.errors import EvidenceRefused
from adoption.gates.facts import FactName, FactValue, is_usable
from adoption.measured import MeasuredFacts, facts_of_plan, facts_of_run
from adoption.models import Evidence, UseCase
from adoption.selectors import MEASURED_ELSEWHERE
from evaluations.models import Run
from evaluations.selectors import run_summary
from evaluations.states import RunState
from language.text import Text
from tco.models import CostPlan
from tco.selectors import plan_results

_SAFE = Text("何も記録されていません。", "Nothing was recorded.")


@transaction.atomic
def record_facts(
    use_case: UseCase,
    source: str,
    key: str,
    facts: Mapping[str, FactValue],
    source_text: str,
    by: User | None,
    document: str = "",
) -> Evidence:
    """Store facts that a person answers for; `source_text` says where they come from.

    What a pilot would measure is taken only with the `document` that shows it, and is marked as measured elsewhere.
    Raises EvidenceRefused for a fact no criterion asks for, a measured fact, a wrong kind or no source.
    """
    if not source_text.strip():
        raise _refused("証拠の出所を入力してください。", "Enter where the facts come from.")
    if not facts:
        raise _refused("記録する値を入力してください。", "Enter at least one value.")
    _check_person(use_case, facts, by)
    for field, value in facts.items():
        _check(FactName(source, key, field), value, "pilot" if document.strip() else "person")
    if document.strip():
        facts = {**facts, MEASURED_ELSEWHERE: True}
        source_text = f"{document.strip()} / {source_text.strip()}"
    evidence = _add(use_case, source, key, facts, source_text.strip(), by)
    _supersede(use_case, evidence)
    record(
        use_case.organization,
        by,
        "evidence.recorded",
        f"{use_case.name}: {evidence}",
        evidence=evidence.pk,
        fields=sorted(facts),
    )
    return evidence


@transaction.atomic
def link_evaluation(use_case: UseCase, run: Run, by: User | None) -> tuple[Evidence, ...]:
    """Take a finished run as evidence: the facts are read from its stored answers, not typed in."""
    if run.organization_id != use_case.organization_id:
        raise _refused("この会社の評価ではありません。", "The run belongs to another organisation.")
    if run.state != RunState.DONE:
        raise _refused(
            "評価が完了していません。完了してから証拠にしてください。",
            "The run is not finished. Link it once it is.",
        )
    use_case.evidence.filter(run__isnull=False, superseded=False).update(superseded=True)
    added = tuple(_measured(use_case, one, by, run=run) for one in facts_of_run(run_summary(run)))
    record(use_case.organization, by, "evidence.run_linked", f"{use_case.name}: {run.name}", run=run.pk)
    return added


@transaction.atomic
def link_cost_plan(use_case: UseCase, plan: CostPlan, by: User | None) -> tuple[Evidence, ...]:
    """Take a cost plan as evidence: the facts are computed from its present inputs.

    When the plan is saved with other inputs, these facts are no longer evidence until it is linked again.
    """
    if plan.organization_id != use_case.organization_id:
        raise _refused("この会社の費用計画ではありません。", "The cost plan belongs to another organisation.")
    use_case.evidence.filter(cost_plan__isnull=False, superseded=False).update(superseded=True)
    found = plan_results(plan)
    measured = facts_of_plan(found.headlines, found.revision, found.inputs_sha256)
    added = tuple(_measured(use_case, one, by, plan=plan) for one in measured)
    record(
        use_case.organization, by, "evidence.cost_plan_linked", f"{use_case.name}: {plan.name}", plan=plan.pk
    )
    return added


def _measured(
    use_case: UseCase,
    one: MeasuredFacts,
    by: User | None,
    *,
    run: Run | None = None,
    plan: CostPlan | None = None,
) -> Evidence:
    evidence = _add(use_case, one.source, one.key, one.facts, str(run or plan), by)
    evidence.run, evidence.cost_plan = run, plan
    evidence.save(update_fields=["run", "cost_plan"])
    return evidence


def _add(
    use_case: UseCase, source: str, key: str, facts: Mapping[str, FactValue], text: str, by: User | None
) -> Evidence:
    return Evidence.objects.create(
        use_case=use_case, source=source, key=key, facts=dict(facts), source_text=text[:500], recorded_by=by
    )


def _supersede(use_case: UseCase, latest: Evidence) -> None:
    """Older rows of persons that know nothing the latest one does not know are done with."""
    older = use_case.evidence.filter(
        source=latest.source,
        key=latest.key,
        superseded=False,
        run__isnull=True,
        cost_plan__isnull=True,
        pk__lt=latest.pk,
    )
    done = [one.pk for one in older if set(one.facts) <= set(latest.facts)]
    use_case.evidence.filter(pk__in=done).update(superseded=True)


def _check_person(use_case: UseCase, facts: Mapping[str, FactValue], by: User | None) -> None:
    """Whoever never approves says of nothing that it was approved."""
    rows = Membership.objects.filter(organization=use_case.organization_id, user=by, role=Role.CONSULTANT)
    if "approved" in facts and rows.exists():
        raise _refused(
            "承認されたことを記録できるのは自社の方だけです。",
            "Only people of the company record that something was approved.",
        )


def _check(name: FactName, value: FactValue, origin: str) -> None:
    try:
        kind = gate_book().fact_kind(name)
    except KeyError:
        raise _refused(f"この項目は判定に使われません: {name}", f"No criterion asks for {name}.") from None
    if kind.origin != origin:
        raise _refused(
            f"「{kind.name.ja}」は実測から取り込む値なので、手入力できません。",
            f"'{kind.name.en}' is measured and cannot be typed in.",
        )
    if not (_fits(kind, value) and is_usable(value)):
        raise _refused(
            f"「{kind.name.ja}」の値を確認してください({value})。",
            f"Check the value of '{kind.name.en}' ({value}).",
        )


def _fits(kind: FactKind, value: FactValue) -> bool:
    if kind.kind == "yes_no":
        return isinstance(value, bool)
    if kind.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (not kind.choices or value in [choice.value for choice in kind.choices])


def _refused(ja: str, en: str) -> EvidenceRefused:
    return EvidenceRefused(Text(ja + _SAFE.ja, f"{en} {_SAFE.en}"))
