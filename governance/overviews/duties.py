"""Roles with their people, the matrix with its warnings, and duties by deployment mode, as pages show them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organization
from content.rows import Named, Role
from governance.content.library import RaciRow
from governance.content.loader import books
from governance.content.operation import Duty, operation_book
from governance.models import AiSystem, DutyHolder, RaciChange, RoleHolder, SystemOperation
from governance.overviews.people import person_key
from governance.page_language import said

# More rows than this under one person's A, and nobody can answer for them all.
MOST_ACCOUNTABILITIES = 5
DECISION, REQUEST, REVIEW = "A09", "A08", "A13"


def shipped_letters(row: RaciRow) -> dict[str, str]:
    """Letters by role, as the book gives them.

    >>> shipped_letters(books().roles.raci[1])
    {'R-OWNER': 'RA', 'R-CONSULT': 'C', 'R-FIN': 'C', 'R-SPONSOR': 'I'}
    """
    letters = dict.fromkeys(row.responsible, "R")
    letters[row.accountable] = "RA" if row.accountable in letters else "A"
    return {**letters, **dict.fromkeys(row.consulted, "C"), **dict.fromkeys(row.informed, "I")}


@dataclass(frozen=True)
class MatrixRow:
    """One activity with the letters that hold in this company."""

    row: RaciRow
    letters: Mapping[str, str]
    is_changed: bool

    @property
    def accountable(self) -> str:
        return next(role for role, letter in self.letters.items() if "A" in letter)

    @property
    def responsible(self) -> tuple[str, ...]:
        return tuple(role for role, letter in self.letters.items() if "R" in letter)


@dataclass(frozen=True)
class RoleLine:
    role: Role
    holder: RoleHolder | None


def holders(organization: Organization, system: AiSystem | None = None) -> dict[str, RoleHolder]:
    """Who holds each role; for a system its own people, else the company's."""
    rows = RoleHolder.objects.filter(Q(system=None) | Q(system=system) if system else Q(system=None))
    ordered = sorted(rows.filter(organization=organization), key=lambda row: row.system_id is not None)
    return {row.role: row for row in ordered}


def role_lines(organization: Organization, system: AiSystem | None = None) -> tuple[RoleLine, ...]:
    held = holders(organization, system)
    return tuple(RoleLine(role, held.get(role.id)) for role in books().roles.roles)


def matrix(organization: Organization) -> tuple[MatrixRow, ...]:
    changed = dict(RaciChange.objects.filter(organization=organization).values_list("row", "letters"))
    return tuple(
        MatrixRow(row, changed.get(row.id) or shipped_letters(row), row.id in changed)
        for row in books().roles.raci
    )


def warnings(organization: Organization, system: AiSystem | None = None) -> tuple[str, ...]:
    """What is formally allowed and still asks for trouble: self-approval, too many A's, roles without a person."""
    rows, held = matrix(organization), holders(organization, system)
    people = {role: person_key(holder.person_name) for role, holder in held.items()}
    names = {person_key(holder.person_name): holder.person_name for holder in held.values()}
    return (
        *_self_approvals(rows, people, names),
        *_overloads(rows, people, names),
        *_vacancies(rows, people),
    )


def _self_approvals(
    rows: tuple[MatrixRow, ...], people: Mapping[str, str], names: Mapping[str, str]
) -> tuple[str, ...]:
    by_id = {row.row.id: row for row in rows}
    said_already = []
    asking = {people.get(role) for role in (by_id[REQUEST].accountable, *by_id[REQUEST].responsible)} - {None}
    decider = people.get(by_id[DECISION].accountable)
    if decider in asking and decider:
        said_already.append(
            _("Self-approval: %(name)s asks (%(ask)s) and decides (%(decide)s).")
            % {"name": names[decider], "ask": REQUEST, "decide": DECISION}
        )
    for one in (by_id[DECISION], by_id[REVIEW]):
        doing = {people.get(role, role) for role in one.responsible}
        if doing == {people.get(one.accountable, one.accountable)}:
            said_already.append(
                _("Self-approval: in %(row)s the one who answers (A) is the only one who does it (R).")
                % {"row": f"{one.row.id} {said(one.row.name)}"}
            )
    return tuple(said_already)


def _overloads(
    rows: tuple[MatrixRow, ...], people: Mapping[str, str], names: Mapping[str, str]
) -> tuple[str, ...]:
    counted: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row.accountable in people:
            counted[people[row.accountable]] += 1
    return tuple(
        _("%(name)s answers (A) for %(count)s of %(all)s activities.")
        % {"name": names[person], "count": count, "all": len(rows)}
        for person, count in counted.items()
        if count > MOST_ACCOUNTABILITIES
    )


def _vacancies(rows: tuple[MatrixRow, ...], people: Mapping[str, str]) -> tuple[str, ...]:
    if not people:
        return ()
    roles = {role.id: role for role in books().roles.roles}
    missing = dict.fromkeys(row.accountable for row in rows if row.accountable not in people)
    if not missing:
        return ()
    named = _(", ").join(said(roles[role].name) for role in missing)
    return (
        _("These roles answer (A) for an activity, and no person holds them: %(roles)s") % {"roles": named},
    )


@dataclass(frozen=True)
class DutyLine:
    """A duty with what the book expects in the chosen mode and what was agreed for the system."""

    duty: Duty
    role: Role
    expected: str | None
    agreed: DutyHolder | None


def duty_lines(system: AiSystem, operation: SystemOperation | None) -> tuple[DutyLine, ...]:
    mode = operation.deployment_mode if operation else ""
    agreed = {row.duty: row for row in DutyHolder.objects.filter(system=system)}
    roles = {role.id: role for role in books().roles.roles}
    return tuple(
        DutyLine(duty, roles[duty.role], duty.parties.get(mode), agreed.get(duty.id))
        for duty in operation_book().duties
    )


def mode_of(operation: SystemOperation | None) -> Named | None:
    modes = {mode.id: mode for mode in operation_book().deployment_modes}
    return modes.get(operation.deployment_mode) if operation else None
