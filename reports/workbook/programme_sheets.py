"""The sheets of the programme by number; `reports.programme.missing` says which of them can be made."""

from collections.abc import Callable

from reports.contents import Cover
from reports.programme import Programme
from reports.workbook.pen import Pen
from reports.workbook.sheets.approvals import draw_approvals
from reports.workbook.sheets.pilots import draw_pilots
from reports.workbook.sheets.risks import draw_risks
from reports.workbook.sheets.rules import draw_rules
from reports.workbook.sheets.schedule import draw_schedule
from reports.workbook.sheets.structure import draw_structure
from reports.workbook.sheets.subsidies import draw_subsidies
from reports.workbook.sheets.vendors import draw_vendors

Drawer = Callable[[Pen, Cover, Programme], None]


def _draw_subsidies(pen: Pen, cover: Cover, programme: Programme) -> None:
    if programme.subsidies is None:
        raise ValueError("there are no notes on subsidies to draw")
    draw_subsidies(pen, cover, programme.subsidies)


PROGRAMME_DRAWERS: dict[int, Drawer] = {
    9: lambda pen, cover, programme: draw_pilots(pen, cover, programme.pilots),
    11: lambda pen, cover, programme: draw_vendors(pen, cover, programme.vendors),
    12: lambda pen, cover, programme: draw_risks(pen, cover, programme.risks),
    13: lambda pen, cover, programme: draw_structure(pen, cover, programme.structure),
    14: lambda pen, cover, programme: draw_schedule(pen, cover, programme.schedule),
    15: lambda pen, cover, programme: draw_rules(pen, cover, programme.rules),
    16: _draw_subsidies,
    17: lambda pen, cover, programme: draw_approvals(pen, cover, programme.approvals),
}
