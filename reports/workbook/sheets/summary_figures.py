"""The large figures of page 1: what is asked for, when it comes back, what it is worth, and how bad it may get."""

from collections.abc import Callable
from dataclasses import dataclass

from language.text import Text
from reports.workbook.display import JAPANESE_YEN_MILLION
from reports.workbook.live import Live
from reports.workbook.sheets.summary_sentences import SummarySentences
from reports.workbook.words import over_years


@dataclass(frozen=True)
class Kpi:
    """One of the large figures of the best option, with the line below it."""

    first: int
    last: int
    label: Text
    style: str
    figure: Callable[[SummarySentences], Live]
    below: Callable[[SummarySentences], Live]


def kpis(years: int) -> tuple[Kpi, ...]:
    """Return the figures in reading order; the last of them are words, drawn by the page itself."""
    n = over_years(years)
    unit = JAPANESE_YEN_MILLION
    return (
        Kpi(0, 1, Text("申請金額 初期", "Asked: initial"), "millions", _best("initial"), _words(unit)),
        Kpi(2, 3, Text("申請金額 年額", "Asked: a year"), "millions", _best("yearly"), _words(unit)),
        Kpi(4, 5, Text(f"申請金額 {n.ja}計", f"Asked: {n.en}"), "millions", _best("tco"), _words(unit)),
        Kpi(6, 7, Text("回収期間（年）", "Payback (years)"), "tenths", _best("payback"), _discounted),
        Kpi(8, 10, Text("NPV（税引後）", "NPV (after tax)"), "millions", _best("npv"), _return),
        Kpi(
            11,
            13,
            Text("最悪ケース（慎重シナリオのNPV）", "Worst case (cautious NPV)"),
            "millions",
            lambda page: page.worst_npv(),
            _words(unit),
        ),
    )


def _best(measure: str) -> Callable[[SummarySentences], Live]:
    return lambda page: page.of_best(measure)


def _words(text: Text) -> Callable[[SummarySentences], Live]:
    return lambda page: page.words(text)


def _discounted(page: SummarySentences) -> Live:
    return page.discounted_payback()


def _return(page: SummarySentences) -> Live:
    return page.rate_of_return()
