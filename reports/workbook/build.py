"""Draws the whole workbook and puts it in place in one step."""

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from language.text import Text
from reports.contents import AllAnswers, ManagementReport
from reports.programme import Programme
from reports.workbook.addresses import addresses_of
from reports.workbook.break_even_curve import cost_curve
from reports.workbook.checks import checks_of
from reports.workbook.drivers import drivers_of
from reports.workbook.outcomes import outcome_in, results_in
from reports.workbook.pen import Book, Pen
from reports.workbook.programme_sheets import PROGRAMME_DRAWERS
from reports.workbook.row_cells import RowCells
from reports.workbook.scenarios import SCENARIOS
from reports.workbook.sheet_plans import plans_of
from reports.workbook.sheets.all_answers import draw_all_answers, parts_of, pour_all_answers
from reports.workbook.sheets.answers import draw_answers
from reports.workbook.sheets.assumptions import draw_assumptions
from reports.workbook.sheets.benefits import draw_benefits
from reports.workbook.sheets.calculation import draw_months, draw_timeline, draw_years, year_names
from reports.workbook.sheets.checks import draw_checks
from reports.workbook.sheets.comparison import draw_comparison
from reports.workbook.sheets.evaluation import draw_evaluation
from reports.workbook.sheets.gate import draw_gate
from reports.workbook.sheets.identity import SHEET_IDENTITY, draw_identity
from reports.workbook.sheets.investment import charts_place, draw_investment
from reports.workbook.sheets.list_of_sheets import draw_list
from reports.workbook.sheets.option_cells import OptionCells
from reports.workbook.sheets.option_charts import cumulative_chart, cumulative_title
from reports.workbook.sheets.request_figures import RequestFigures
from reports.workbook.sheets.request_text import draw_request
from reports.workbook.sheets.sensitivity import Further, draw_sensitivity
from reports.workbook.sheets.sources import draw_sources
from reports.workbook.sheets.summary import SummarySheet
from reports.workbook.sheets.summary_sentences import SummaryCells
from reports.workbook.sheets.total_cost import draw_total_cost
from reports.workbook.statuses import statuses_of
from reports.workbook.styles import Styles
from reports.workbook.theme import FONT, theme_xml
from reports.workbook.two_way import two_way
from reports.workbook.words import (
    SHEET_ANSWERS,
    SHEET_APPRAISAL,
    SHEET_ASSUMPTIONS,
    SHEET_BENEFITS,
    SHEET_CHECKS,
    SHEET_COMPARISON,
    SHEET_COSTS,
    SHEET_EVALUATION,
    SHEET_GATE,
    SHEET_INVESTMENT,
    SHEET_LIST,
    SHEET_MONTHS,
    SHEET_REQUEST,
    SHEET_SENSITIVITY,
    SHEET_SOURCES,
    SHEET_SUMMARY,
    sheet_tco,
)
from reports.workbook.yearly_volume import with_yearly_volume
from tco.assumptions import Scenario
from tco.headlines import best_option
from tco.plan.shape import Option
from tco.uncertainty.breaking import breaks
from tco.uncertainty.ranges import ranges_of

Progress = Callable[[float], None]
# The share of the work that is done when every sheet is drawn.
_DRAWN = 0.8


def ignore_progress(_share: float) -> None:
    """Tell nobody."""


def build_workbook(report: ManagementReport, path: Path, progress: Progress = ignore_progress) -> None:
    """Write the report to `path`; readers see the old file or the whole new one, never a part.

    Raises tco.errors.MissingInputs when an assumption has no value: nothing is written then.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-", suffix=".xlsx")
    os.close(handle)
    temporary = Path(name)
    try:
        _write(report, temporary, progress)
        _sync(temporary)
        temporary.replace(path)
        _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(report: ManagementReport, path: Path, progress: Progress) -> None:
    workbook = Workbook(path, _options(report.cover.language))
    workbook.use_custom_theme(theme_xml(FONT.in_(report.cover.language)))
    workbook.set_properties(_properties(report))
    workbook.set_calc_mode("auto")
    book = Book(
        workbook, Styles(workbook, report.cover.language, report.cover.display), report.cover.language
    )
    _Builder(report, book, progress).draw()
    workbook.close()
    answers = _all_answers(report)
    if answers:
        pour_all_answers(path, book.language, answers, lambda share: progress(_DRAWN + (1 - _DRAWN) * share))
    progress(1.0)


def _all_answers(report: ManagementReport) -> AllAnswers | None:
    return report.evaluation.all_answers if report.evaluation else None


def _options(language: str) -> dict[str, object]:
    """Japanese Excel's metrics, and no text that turns into a formula, a link or a number."""
    return {
        "default_format_properties": {"font_name": FONT.in_(language), "font_size": 11},
        "default_row_height": 25,
        "default_column_width": 72,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }


def _properties(report: ManagementReport) -> dict[str, object]:
    cover = report.cover
    return {
        "title": cover.title,
        "author": cover.creator,
        "company": cover.organization,
        "category": cover.classification.in_(cover.language),
        "comments": f"inputs sha256 {report.cost.inputs.sha256}",
        # Equal reports give equal files.
        "created": datetime(cover.as_of.year, cover.as_of.month, cover.as_of.day),
    }


class _Builder:
    """Makes the sheets in reading order and draws them in the order in which they need each other."""

    def __init__(self, report: ManagementReport, book: Book, progress: Progress) -> None:
        self.report, self.book, self.progress = report, book, progress
        self.model = with_yearly_volume(report.cost.model.shape)
        self.parts = parts_of(_all_answers(report))
        self.statuses = statuses_of(report)
        self.programme_sheets = {
            status.number: status.title
            for status in self.statuses
            if status.is_there and status.number in PROGRAMME_DRAWERS
        }
        self.tco_title = sheet_tco(report.cost.model.shape.years)
        self.pens = {text.en: self._new_sheet(text) for text in self._sheets()}
        self.plans = plans_of(self.model, book.language)
        results = results_in(report, Scenario.STANDARD)
        self.rows = RowCells(addresses_of(self.model, self.plans.all), results, book.language)
        self.years = year_names(self._pen(SHEET_COSTS), report.cost)

    def draw(self) -> None:
        """Draw everything."""
        cover, cost = self.report.cover, self.report.cost
        inputs = draw_assumptions(self._pen(SHEET_ASSUMPTIONS), cover, self.model, cost.inputs.lines)
        self._draw_calculation()
        self.progress(0.5)
        best = best_option(self.rows.results)
        options = self._draw_options(best)
        drivers = drivers_of(self.model, cost.inputs.lines, f"{best.key}.npv")
        outcomes = {s.key: outcome_in(self.report, s.key) for s in SCENARIOS}
        sensitivity = draw_sensitivity(
            self._pen(SHEET_SENSITIVITY),
            cover,
            inputs,
            self.model.shape.options,
            outcomes,
            best,
            drivers,
            cost.inputs.lines,
            self._further(best),
        )
        self.progress(0.7)
        self._draw_evidence()
        checks = checks_of(self.rows, options, inputs)
        master = draw_checks(self._pen(SHEET_CHECKS), cover, checks)
        cells = SummaryCells(self.rows, inputs.scenario, options, sensitivity, best, master)
        summary = SummarySheet(self._pen(SHEET_SUMMARY), self.report, cells)
        summary.draw()
        summary.mark_problems()
        figures = RequestFigures(summary.sentences)
        draw_request(self._pen(SHEET_REQUEST), self.report, figures, self.statuses)
        self._pen(SHEET_SUMMARY).sheet.activate()
        if self.report.sealed:
            pen = Pen(self.book, self.book.workbook.add_worksheet(SHEET_IDENTITY))
            draw_identity(pen, self.report.sealed, self.rows)
        for pen in self.pens.values():
            pen.follow_switches()
        self._draw_list()
        self.progress(_DRAWN)

    def _draw_list(self) -> None:
        statuses = self.statuses
        eighteen = {status.title.en for status in statuses}
        others = [text for text in self._sheets() if text.en not in eighteen and text is not SHEET_LIST]
        draw_list(self._pen(SHEET_LIST), self.report.cover, statuses, others)

    def _further(self, best: Option) -> Further:
        cost = self.report.cost
        model, lines = cost.model, cost.inputs.lines
        codes = {option.key: option.code for option in model.shape.options}
        found = breaks(model, ranges_of(model, lines), codes)
        return Further(model, two_way(model, lines, best.key), found, self.report.stress)

    def _draw_options(self, best: Option) -> OptionCells:
        """The sheets that hold the options beside each other."""
        cover, rows = self.report.cover, self.rows
        curve = cost_curve(self.model, self.report.cost.inputs.lines)
        costs = draw_total_cost(self._pen(self.tco_title), cover, rows, self.years, curve)
        investment = self._pen(SHEET_INVESTMENT)
        cash = draw_investment(investment, cover, rows, self.years, best)
        run = self.report.evaluation.summary if self.report.evaluation else None
        tables = draw_comparison(self._pen(SHEET_COMPARISON), cover, rows, run)
        cells = OptionCells(rows.shape, tables, costs, cash)
        draw_benefits(self._pen(SHEET_BENEFITS), self.report, rows, self.years, tables)
        first, last = charts_place()
        title = self.book.say(cumulative_title(rows.shape))
        investment.place_chart(cumulative_chart(investment, cells), first, 0, last, 4, title)
        return cells

    def _draw_calculation(self) -> None:
        cover, rows, years, plans = self.report.cover, self.rows, self.years, self.plans
        timeline = draw_timeline(self._pen(SHEET_COSTS), self.report.cost)
        draw_years(self._pen(SHEET_COSTS), cover, SHEET_COSTS, rows, plans.costs, timeline)
        draw_years(self._pen(SHEET_APPRAISAL), cover, SHEET_APPRAISAL, rows, plans.appraisal, years)
        months = self.report.cost.months
        draw_months(self._pen(SHEET_MONTHS), cover, SHEET_MONTHS, rows, plans.months, years, months)

    def _draw_evidence(self) -> None:
        report = self.report
        if report.evaluation:
            draw_evaluation(self._pen(SHEET_EVALUATION), report.cover, report.evaluation)
        if report.evaluation and report.evaluation.items:
            items, total = report.evaluation.items, report.evaluation.summary.n_items
            draw_answers(self._pen(SHEET_ANSWERS), report.cover, items, total)
        for part in self.parts:
            draw_all_answers(self._pen(part.title), report.cover, part)
        for number, title in self.programme_sheets.items():
            PROGRAMME_DRAWERS[number](self._pen(title), report.cover, report.programme or Programme())
        if report.gate:
            draw_gate(self._pen(SHEET_GATE), report.cover, report.gate, report.risks)
        revisions = report.programme.revisions if report.programme else ()
        draw_sources(
            self._pen(SHEET_SOURCES),
            report.cover,
            report.cost.inputs,
            report.sources,
            report.terms,
            revisions,
        )

    def _sheets(self) -> list[Text]:
        evaluation = self.report.evaluation
        wanted = (
            (SHEET_SUMMARY, True),
            (SHEET_LIST, True),
            *((status.title, status.is_there) for status in self.statuses if status.number > 1),
            (SHEET_GATE, self.report.gate is not None),
            (SHEET_COSTS, True),
            (SHEET_APPRAISAL, True),
            (SHEET_MONTHS, True),
            (SHEET_ANSWERS, evaluation is not None and bool(evaluation.items)),
            *((part.title, True) for part in self.parts),
            (SHEET_CHECKS, True),
        )
        return [text for text, is_wanted in wanted if is_wanted]

    def _new_sheet(self, title: Text) -> Pen:
        return Pen(self.book, self.book.workbook.add_worksheet(self.book.say(title)))

    def _pen(self, title: Text) -> Pen:
        return self.pens[title.en]
