"""The questionnaire of one use as a table."""

from django.utils.translation import gettext as _

from governance.dependence.scoring import overall
from governance.models import ModelUse
from governance.page_language import said
from governance.tables import Cell, Table
from governance.vendor_records import sections_of


def questionnaire_table(use: ModelUse) -> Table:
    """All questions with the answers that count; an unknown says so. Internal notes stay inside."""
    answers = {one.question: one for one in use.answers.all()}
    asked = sections_of(use.organization)
    found = overall(asked, {key: one.score for key, one in answers.items()})
    rows: list[tuple[Cell, ...]] = []
    for section in asked:
        for one in section.questions:
            answer = answers.get(one.id)
            rows.append(
                (
                    one.id,
                    said(section.name),
                    said(one.name),
                    _("Must") if one.must else "",
                    (answer.text if answer else "") or _("Unknown"),
                    answer.score if answer and answer.score is not None else _("Unknown"),
                    answer.evidence if answer else "",
                    answer.source if answer else "",
                    answer.answered_on.isoformat() if answer and answer.answered_on else "",
                    str(answer.get_given_by_display()) if answer else "",
                )
            )
    average = "–" if found.average is None else f"{found.average:.2f}"
    counted = _(
        "Average %(average)s of 4 (unknown counts as 0) · unknown %(unknown)d of %(asked)d · open musts %(open)d"
    )
    return Table(
        title=_("Vendor questionnaire"),
        header=(
            _("No."), _("Section"), _("Question"), _("Must"), _("Answer"), _("Score"), _("Evidence"), _("Source"),
            _("Date"), _("Given by"),
        ),
        rows=tuple(rows),
        widths=(10, 20, 36, 8, 44, 8, 30, 24, 12, 16),
        notes=(
            f"{use.system.display_name}: {use.name}",
            counted % {"average": average, "unknown": found.unknown, "asked": found.asked, "open": found.must_open},
        ),
    )  # fmt: skip
