"""A company with a row of nearly every kind, all of them at rest, and words by which its rows are recognised."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from adoption.gates.snapshot import sha256_of, snapshot_of
from adoption.models import Decision
from adoption.selectors import assess_gate
from adoption.services.evidence import link_cost_plan, link_evaluation
from adoption.services.use_cases import UseCaseDraft, create_use_case
from evaluations.models import Document, Run
from evaluations.states import DocumentState, DraftState, JudgeState, RunState
from governance.models import AiSystem
from handover.scope import carried_models, model_by_label, rows_of, target
from handover.settling import ACTIVE
from reports.models import ReportFile
from reports.states import ReportState
from tco.assumptions import load_assumptions
from tco.services import NewPlan, create_plan
from tests.adoption.pilots.belongings import around_pilot
from tests.belongings import around_run
from tests.evaluations.finished_run import add_finished_run
from tests.governance.controls_belongings import around_controls
from tests.governance.operation.belongings import around_operation
from tests.governance.vendors.records import around_vendors
from tests.tco.prices.belongings import around_prices
from tests.tco.sizing.belongings import around_sizing

SAMPLE = Path(__file__).resolve().parents[2] / "sample_company" / "assumptions.yaml"
DECIDED = "G0"


def fill(organization: Organization, user: User, word: str) -> Run:
    """Give a company a run, a plan, a pilot, records of governance, a decision and files; every name holds `word`."""
    run = add_finished_run(organization, user, name=f"{word}の評価")
    new = NewPlan(f"{word}の計画", date(2026, 4, 1))
    plan = create_plan(organization, user, new, load_assumptions(SAMPLE), "初版")
    use_case = create_use_case(organization, UseCaseDraft(name=f"{word}の業務", owner_name="山田"), user)
    system = AiSystem.objects.get(use_case=use_case)
    around_run(run, user, word)
    around_prices(organization, user, word)
    around_sizing(plan, user, word)
    around_controls(system, user, word)
    around_operation(system, user, word)
    around_vendors(organization, user, word)
    around_pilot(use_case, user, word)
    link_evaluation(use_case, run, user)
    link_cost_plan(use_case, plan, user)
    _store_files(organization, run, use_case, plan, word)
    one_of_each(organization, user, word, but="adoption.Decision")
    settle(organization)
    decide(use_case, user)
    record(organization, user, "test.filled", f"{word}の記録")
    return run


def decide(use_case, user) -> Decision:
    """Decide at the first gate on what is known now."""
    snapshot = snapshot_of(DECIDED, assess_gate(use_case, DECIDED))
    return Decision.objects.create(
        use_case=use_case, gate=DECIDED, outcome="go", recommended="go", decided_by=user,
        person_name="佐藤", person_title="部長", reason="十分です。", snapshot=snapshot,
        snapshot_sha256=sha256_of(snapshot),
    )  # fmt: skip


def settle(organization: Organization) -> None:
    """Bring everything that workers would take up to its end."""
    ends = {
        "evaluations.Document": DocumentState.READY, "evaluations.Run": RunState.DONE,
        "evaluations.DraftJob": DraftState.DONE, "evaluations.JudgePanel": JudgeState.DONE,
        "tco.Simulation": "done", "reports.ReportFile": ReportState.FAILED,
    }  # fmt: skip
    for label, (column, states) in ACTIVE.items():
        rows = rows_of(model_by_label()[label], organization).filter(**{f"{column}__in": states})
        rows.update(**{column: ends[label]})


def _store_files(organization, run, use_case, plan, word) -> None:
    import hashlib

    for document in organization.documents.all():
        content = f"{word}の資料 {document.pk}".encode()
        name = default_storage.save(f"documents/{organization.pk}/{document.pk}", ContentFile(content))
        Document.objects.filter(pk=document.pk).update(file=name, sha256=hashlib.sha256(content).hexdigest())
    report = ReportFile.objects.create(
        organization=organization, use_case=use_case, plan=plan, run=run, language="ja",
        state=ReportState.READY, file_name=f"{word}.xlsx", pdf_state="ready", pdf_pages=1,
    )  # fmt: skip
    folder = f"reports/{organization.pk}/{report.pk}"
    content = f"{word}の帳票".encode()
    report.file = default_storage.save(f"{folder}/book.xlsx", ContentFile(content))
    report.pdf = default_storage.save(f"{folder}/print-1.pdf", ContentFile(b"%PDF"))
    default_storage.save(f"{folder}/print-1-1.png", ContentFile(b"PNG"))
    report.sha256 = hashlib.sha256(content).hexdigest()
    report.save()


def one_of_each(organization: Organization, user: User, word: str, but: str = "") -> None:
    """Add one row of every kind that still has none, with values that its columns allow."""
    for model in carried_models():
        if model._meta.label != but and not rows_of(model, organization).exists():
            # Past `save`: some rows know how to refuse, and here any value that fits its column will do.
            models.QuerySet[Any](model).bulk_create([model(**_values(model, organization, user, word))])


def _values(model, organization, user, word) -> dict[str, Any]:
    values = {}
    for column in model._meta.local_concrete_fields:
        # A plan that nobody froze has no hash.
        if (
            column.primary_key
            or column.name == "frozen_sha256"
            or (column.null and column.remote_field is None)
        ):
            continue
        if column.remote_field is not None:
            values[column.attname] = _target(model, column, organization, user)
        elif column.choices:
            values[column.name] = [key for key, _ in column.flatchoices if key][-1]
        elif not column.has_default():
            values[column.name] = _filler(column, word)
    return values


def _target(model, column, organization, user):
    of = target(column)
    if of in (Organization, User):
        return organization.pk if of is Organization else user.pk
    if of is model:
        return None
    rows = rows_of(of, organization)
    return (rows.last() if column.name == "right" else rows.first()).pk


def _filler(column, word):
    fillers = {
        models.BooleanField: True, models.DateTimeField: timezone.now(), models.DateField: date(2026, 11, 1),
        models.DecimalField: Decimal(1), models.FloatField: 1.0, models.IntegerField: 1,
        models.JSONField: {word: 1}, models.CharField: word, models.TextField: word,
        models.FileField: "",
    }  # fmt: skip
    found = next(value for kind, value in fillers.items() if isinstance(column, kind))
    return found[: column.max_length] if isinstance(found, str) and column.max_length else found
