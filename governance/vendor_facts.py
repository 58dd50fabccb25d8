"""What the vendor records know for the gates; whatever nobody knows is left out, and stays unknown."""

from collections.abc import Iterable

from accounts.models import Organization
from governance.dependence.scoring import overall
from governance.exits import ExitRow, exit_row, exit_rows
from governance.models import AiSystem, ModelUse
from governance.services.documents import is_approved
from governance.vendor_records import (
    Scores,
    chosen_uses,
    has_looked_for_changes,
    is_concentration_tolerated,
    open_changes,
    scores_by_use,
    sections_of,
)
from governance.vendor_states import DocumentKind

PlainValue = bool | int | float | str
Known = dict[str, PlainValue | None]
Facts = dict[tuple[str, str], dict[str, PlainValue]]
PORTABILITY = ("V-LCK-1", "V-LCK-2", "V-LCK-3")


def vendor_facts(organization: Organization, system: AiSystem | None) -> Facts:
    """Facts of one AI system, or of the whole company where `system` is None."""
    uses = list(chosen_uses(organization).filter(system=system) if system else chosen_uses(organization))
    exits = [exit_row(system)] if system else exit_rows(organization)
    scores = scores_by_use(uses)
    found: dict[tuple[str, str], Known] = {
        ("vendor", "selected"): {"must_open": must_open(uses, scores)},
        ("ev", "exit_plan"): _exit_facts(exits),
        ("ev", "portability"): {"score": portability(uses, scores)},
        ("ev", "model_changes"): {"open": _open_changes(uses)},
        ("doc", "dependency_statement"): {"approved": is_approved(organization, DocumentKind.DEPENDENCY)},
        ("doc", "partner_scope"): {"approved": is_approved(organization, DocumentKind.PARTNERS)},
        ("kpi", "K-R-11"): {"ok": is_concentration_tolerated(organization)},
        ("kpi", "K-R-12"): {"ok": all_within(row.is_within for row in exits)},
    }
    known = {
        name: {key: value for key, value in one.items() if value is not None} for name, one in found.items()
    }
    return {name: one for name, one in known.items() if one}


def must_open(uses: list[ModelUse], scores: dict[int, Scores]) -> int | None:
    """Open musts of all selected uses together; None while nothing is selected."""
    if not uses:
        return None
    asked = sections_of(uses[0].organization)
    return sum(overall(asked, scores[use.pk]).must_open for use in uses)


def portability(uses: list[ModelUse], scores: dict[int, Scores]) -> int | None:
    """The worst of connection, return of data and what can be taken along; None while one is unknown."""
    found = [scores[use.pk].get(question) for use in uses for question in PORTABILITY]
    known = [score for score in found if score is not None]
    return min(known) if found and len(known) == len(found) else None


def all_within(found: Iterable[bool | None]) -> bool | None:
    """False as soon as one is; None while one is unknown or nothing is there."""
    answers = list(found)
    return False if False in answers else None if not answers or None in answers else True


def _exit_facts(exits: list[ExitRow]) -> Known:
    """The substitute and the most days; unknown as long as one system has none."""
    substitutes, days = [row.substitute for row in exits], [row.days for row in exits]
    known = [one for one in days if one is not None]
    named = [one for one in substitutes if one]
    return {
        "substitute": ", ".join(dict.fromkeys(named)) if named and len(named) == len(exits) else None,
        "days": max(known) if known and len(known) == len(exits) else None,
    }


def _open_changes(uses: list[ModelUse]) -> int | None:
    """Unknown while no use, or not the model of each, is recorded, and while nobody has looked for changes."""
    if not uses or any(use.model_id is None for use in uses):
        return None
    systems = {use.system_id: use.system for use in uses}
    if not all(has_looked_for_changes(system) for system in systems.values()):
        return None
    return sum(len(open_changes(system)) for system in systems.values())
