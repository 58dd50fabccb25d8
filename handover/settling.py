"""What never travels inside a row: rights, secrets and the marks of workers. It is set anew on arrival.

Work that somebody or something is in the middle of is not handed over at all: it would start by itself elsewhere.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Organization
from evaluations.states import DRAFT_ACTIVE, RUN_ACTIVE, DocumentState, JudgeState
from handover.scope import Model, rows_of
from handover.values import BadValue
from reports.models import ReportFile
from reports.pdf import MOST_PREVIEWS
from reports.states import REPORT_ACTIVE, PdfState
from tco.errors import CostError
from tco.models import CostPlan
from tco.states import SIMULATION_ACTIVE

# What a worker wrote about itself; only in rows that workers lease.
LEASE: dict[str, Callable[[], Any]] = {
    "owner": str,
    "lease_until": lambda: None,
    "woken_at": lambda: None,
}
SETTLED: dict[str, Callable[[], Any]] = {
    # Whether a model may bring its own code is a right given by a person of the server that runs it.
    "evaluations.ModelCard.remote_code_allowed_by": lambda: None,
    "evaluations.ModelCard.remote_code_allowed_at": lambda: None,
    # A watch starts runs, which cost money, by itself.
    "evaluations.Watch.is_active": lambda: False,
    # The link that a supplier was given leads to the other server; here it opens nothing.
    "governance.VendorRequest.token_sha256": lambda: secrets.token_hex(32),
    "governance.VendorRequest.revoked_at": timezone.now,
}
ACTIVE: dict[str, tuple[str, tuple[str, ...]]] = {
    "evaluations.Document": ("state", (DocumentState.WAITING, DocumentState.PARSING)),
    "evaluations.Run": ("state", RUN_ACTIVE),
    "evaluations.DraftJob": ("state", DRAFT_ACTIVE),
    "evaluations.JudgePanel": ("state", (JudgeState.WAITING, JudgeState.JUDGING)),
    "tco.Simulation": ("status", SIMULATION_ACTIVE),
    "reports.ReportFile": ("state", REPORT_ACTIVE),
}


def settled_columns(model: Model) -> dict[str, Callable[[], Any]]:
    """Columns of a model that stay behind, with what makes their value on arrival."""
    names = {field.name for field in model._meta.local_concrete_fields}
    own = {name: SETTLED[key] for name in names if (key := f"{model._meta.label}.{name}") in SETTLED}
    return own | {name: made for name, made in LEASE.items() if "lease_until" in names and name in names}


def work_under_way(model: Model, organization: Organization) -> int:
    """How many rows of a model somebody works on now."""
    column, states = ACTIVE[model._meta.label]
    return rows_of(model, organization).filter(**{f"{column}__in": states}).count()


def is_under_way(row: models.Model) -> bool:
    """Whether a worker would take this row up by itself."""
    column, states = ACTIVE.get(row._meta.label, ("", ()))
    return bool(column) and getattr(row, column) in states


def check_sound(row: models.Model) -> None:
    """Raise BadValue for a row that no page could show: what JSON says of a plan decides how much is calculated."""
    if isinstance(row, CostPlan):
        try:
            row.shape  # noqa: B018 - computed to be checked
        except (CostError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadValue("has years, options or uses that no plan can have") from error
    if isinstance(row, ReportFile) and row.pdf_pages > MOST_PREVIEWS:
        raise BadValue("has more pictures of pages than are ever made")


def laid_to_rest(row: models.Model) -> None:
    """Change what a worker would begin with on arrival although nobody asked for it here."""
    if isinstance(row, ReportFile) and row.pdf_state == PdfState.WAITING:
        row.pdf_state = PdfState.NONE
