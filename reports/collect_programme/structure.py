"""Roles, the matrix of who does what, readiness and training as the workbook prints them."""

from accounts.models import Organization
from adoption.gates.review import Status
from content.rows import Role
from governance.content.loader import books
from governance.models import AiSystem, SystemOperation
from governance.overviews import training
from governance.overviews.duties import MatrixRow, matrix, role_lines
from governance.overviews.planted import latest_of_each_person, pooled, takings_of
from governance.overviews.readiness import ReadinessLine as KnownItem
from governance.overviews.readiness import readiness_lines
from language.text import Text
from reports.collect_programme.wording import joined, named_text
from reports.programme.structure import (
    RaciRow,
    ReadinessLine,
    RoleHolder,
    StopSwitch,
    StructurePart,
    TrainingLine,
)


def structure_of(organization: Organization, system: AiSystem | None) -> StructurePart:
    """Everything about people; an item that does not apply is left out."""
    roles = books().roles.roles
    return StructurePart(
        roles=tuple(
            RoleHolder(
                line.role.id,
                line.role.name,
                line.holder.person_name if line.holder else "",
                line.holder.deputy_name if line.holder else "",
            )
            for line in role_lines(organization, system)
        ),
        raci=tuple(_raci(row) for row in matrix(organization)),
        readiness=tuple(_item(line) for line in readiness_lines(organization, system) if line.counts),
        training=tuple(
            _track(line, roles)
            for line in training.training_lines(organization, system)
            if line.required or line.sessions
        ),
        review_drill=_drill(organization, system),
        stop=_stop(system) if system else None,
    )


def _stop(system: AiSystem) -> StopSwitch | None:
    operation = SystemOperation.objects.filter(system=system).first()
    if operation is None:
        return None
    return StopSwitch(
        named_text(system.name, system.name_en),
        operation.stop_person,
        operation.stop_place,
        operation.stop_how,
        operation.stop_tried_on,
    )


def _raci(row: MatrixRow) -> RaciRow:
    return RaciRow(row.row.id, row.row.name, tuple(row.letters.items()))


def _item(line: KnownItem) -> ReadinessLine:
    row = line.row
    status: Status = "met" if line.is_done else "not_met" if row else "unknown"
    return ReadinessLine(
        line.item.id,
        line.item.name,
        line.item.must,
        status,
        row.evidence if row else "",
        row.done_on if row else None,
    )


def _track(line: training.TrainingLine, roles: tuple[Role, ...]) -> TrainingLine:
    names = {role.id: role.name for role in roles}
    return TrainingLine(
        id=line.track.id,
        name=line.track.name,
        audience=joined([names.get(one, Text(one, one)) for one in line.track.audience]),
        hours=line.track.hours,
        planned=line.required or None,
        trained=line.completed if line.required else None,
        sessions=line.sessions,
        due_on=line.next_due,
        cost_jpy=line.cost_jpy,
    )


def _drill(organization: Organization, system: AiSystem | None) -> Text:
    """The newest result of each reviewer, put together."""
    found = pooled(latest_of_each_person(takings_of(organization, system)))
    if found is None:
        return Text("", "")
    return Text(
        f"{found.rate:.0%}（95%下限 {found.low:.0%}、{found.planted}件中{found.found}件）",
        f"{found.rate:.0%} (95 % low {found.low:.0%}, {found.found} of {found.planted})",
    )
