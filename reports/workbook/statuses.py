"""Which of the eighteen sheets of an approval file are there, and what is missing for the others."""

from collections.abc import Iterator

from language.text import Text
from reports.contents import ManagementReport, SheetStatus
from reports.programme import Programme
from reports.programme.missing import TITLES, missing_of
from reports.workbook.words import (
    SHEET_ASSUMPTIONS,
    SHEET_BENEFITS,
    SHEET_COMPARISON,
    SHEET_EVALUATION,
    SHEET_INVESTMENT,
    SHEET_REQUEST,
    SHEET_SENSITIVITY,
    SHEET_SOURCES,
    SHEET_SUMMARY,
    sheet_tco,
)

_NO_RUN = Text(
    "自社の資料での評価がまだありません。「評価」で質問集を作り、候補モデルに回答させてください。",
    "No evaluation on the company's own documents yet: make a test set and let the candidates answer.",
)
_NO_STRESS = Text(
    "将来像ごとの後悔額は未計算です（費用計画の「将来像」で実行すると入ります）。",
    "Regret in the futures is not calculated yet: run the futures of the cost plan.",
)


def statuses_of(report: ManagementReport) -> tuple[SheetStatus, ...]:
    """Return the eighteen in their order."""
    statuses = (*_own(report), *_of_programme(report.programme or Programme()))
    return tuple(sorted(statuses, key=lambda status: status.number))


def _of_programme(programme: Programme) -> Iterator[SheetStatus]:
    for number, title in TITLES.items():
        missing = missing_of(programme, number)
        yield SheetStatus(number, title, missing is None, missing or Text("", ""))


def _own(report: ManagementReport) -> tuple[SheetStatus, ...]:
    no_stress = Text("", "") if report.stress else _NO_STRESS
    has_run = report.evaluation is not None
    return (
        SheetStatus(1, SHEET_SUMMARY, True),
        SheetStatus(2, SHEET_REQUEST, True),
        SheetStatus(3, SHEET_ASSUMPTIONS, True),
        SheetStatus(4, SHEET_BENEFITS, True),
        SheetStatus(5, sheet_tco(report.cost.model.shape.years), True),
        SheetStatus(6, SHEET_INVESTMENT, True),
        SheetStatus(7, SHEET_SENSITIVITY, True, no_stress),
        SheetStatus(8, SHEET_COMPARISON, True),
        SheetStatus(10, SHEET_EVALUATION, has_run, Text("", "") if has_run else _NO_RUN),
        SheetStatus(18, SHEET_SOURCES, True),
    )
