"""The hidden sheet that a workbook is recognised by when it comes back, and the results its inputs gave."""

from dataclasses import asdict

from reports.roundtrip.seal import Sealed
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from tco.headlines import plan_of

SHEET_IDENTITY = "_meta"


def draw_identity(pen: Pen, sealed: Sealed, rows: RowCells) -> None:
    """Write ids, seal and each option's NPV and TCO, all behind names; the sheet shows in no menu."""
    facts = {**asdict(sealed.identity), "seal": sealed.seal}
    for row, (name, value) in enumerate(facts.items()):
        pen.text(row, 0, name)
        if isinstance(value, int):
            pen.number(row, 1, value)
        else:
            pen.text(row, 1, str(value))
        pen.name(f"meta_{name}", pen.cell(row, 1, value))
    options = plan_of(rows.results).shape.options
    keys = [f"{option.key}.{suffix}" for option in options for suffix in ("npv", "tco")]
    for row, key in enumerate(keys, start=len(facts)):
        pen.text(row, 0, key)
        pen.name(f"out_{key.replace('.', '_')}", pen.formula(row, 1, rows.cell(key)))
    pen.sheet.very_hidden()
