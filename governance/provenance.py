"""The provenance sheet: which model, from where, run by whom, under which licence, evaluated when."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.models import ModelUse
from governance.tables import Table
from governance.templatetags.vendors import country
from governance.vendor_states import SharedPart


@dataclass(frozen=True)
class Line:
    """One use; a cell is None where customers may not read it, "" where it is not known."""

    use: ModelUse
    cells: tuple[str | None, ...]


PARTS = (
    SharedPart.SYSTEM, SharedPart.MODEL, SharedPart.MODEL, SharedPart.ORIGIN, SharedPart.LICENCE, SharedPart.LICENCE,
    SharedPart.HOST, SharedPart.HOST, SharedPart.HOST, SharedPart.SUPPLIER, SharedPart.EVALUATION,
)  # fmt: skip


def header() -> tuple[str, ...]:
    return (
        _("AI system"), _("Model"), _("Developer"), _("Country of origin"), _("Licence"), _("Weights"),
        _("Place of operation"), _("Jurisdiction"), _("Operators' location"), _("Contract party"),
        _("Date of the evaluation"),
    )  # fmt: skip


def lines(uses: Iterable[ModelUse], for_customers: bool) -> list[Line]:
    """All uses inside the company; for customers only what is marked, and no use of which nothing is."""
    shown = [one for one in uses if not for_customers or one.shared_parts]
    return [Line(one, _cells(one, for_customers)) for one in shown]


def provenance_table(uses: Iterable[ModelUse], company: str, for_customers: bool) -> Table:
    """The sheet as a file."""
    rows = [tuple(cell_word(cell) for cell in line.cells) for line in lines(uses, for_customers)]
    return Table(
        title=_("Provenance sheet"),
        header=header(),
        rows=tuple(rows),
        widths=(22, 22, 20, 14, 22, 14, 22, 14, 14, 22, 14),
        notes=(company, _("Model, place of operation and contract party are three separate answers.")),
    )


def cell_word(cell: str | None) -> str:
    return _("Not disclosed") if cell is None else cell or _("Unknown")


def _cells(use: ModelUse, for_customers: bool) -> tuple[str | None, ...]:
    model, host, supplier = use.model, use.host, use.supplier
    known = (
        use.system.display_name,
        model.name if model else "",
        model.developer if model else "",
        country(model.origin_country) if model and model.origin_country else "",
        model.licence if model else "",
        str(model.get_weights_display()) if model and model.weights else "",
        host.name if host else "",
        country(host.jurisdiction) if host and host.jurisdiction else "",
        country(host.operators_location) if host and host.operators_location else "",
        supplier.name if supplier else "",
        use.evaluated_on.isoformat() if use.evaluated_on else "",
    )
    if not for_customers:
        return known
    shared = set(use.shared_parts)
    return tuple(cell if part in shared else None for part, cell in zip(PARTS, known, strict=True))
