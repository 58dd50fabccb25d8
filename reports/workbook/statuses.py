"""Which of the eighteen sheets of an approval file are there, and what is missing for the others."""

from collections.abc import Iterator

from language.text import Text
from reports.contents import NOTHING, ManagementReport, SheetStatus
from reports.programme import Programme
from reports.programme.missing import TITLES, missing_of, open_points_of
from reports.workbook.effects import is_effect_firm
from reports.workbook.samples import is_indicative, sample_note
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
_ASSUMED = Text(
    "参考値: 効果は仮定を含みます。実測した値に置き換わるまで確定しません。",
    "Indicative: the benefit holds assumptions and is not firm until they are measured.",
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
        remark = missing or open_points_of(programme, number) or NOTHING
        yield SheetStatus(number, title, missing is None, remark)


def _evaluation_remark(report: ManagementReport) -> Text:
    if report.evaluation is None:
        return _NO_RUN
    summary = report.evaluation.summary
    return sample_note(summary) if is_indicative(summary) else NOTHING


def _own(report: ManagementReport) -> tuple[SheetStatus, ...]:
    no_stress = NOTHING if report.stress else _NO_STRESS
    return (
        SheetStatus(1, SHEET_SUMMARY, True),
        SheetStatus(2, SHEET_REQUEST, True),
        SheetStatus(3, SHEET_ASSUMPTIONS, True),
        SheetStatus(4, SHEET_BENEFITS, True, NOTHING if is_effect_firm(report) else _ASSUMED),
        SheetStatus(5, sheet_tco(report.cost.model.shape.years), True),
        SheetStatus(6, SHEET_INVESTMENT, True),
        SheetStatus(7, SHEET_SENSITIVITY, True, no_stress),
        SheetStatus(8, SHEET_COMPARISON, True),
        SheetStatus(10, SHEET_EVALUATION, report.evaluation is not None, _evaluation_remark(report)),
        SheetStatus(18, SHEET_SOURCES, True),
    )
