"""Sheet 決裁サマリー: one A4 page that a board member can decide on, or say why not yet."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import ManagementReport
from reports.workbook.effects import FIRM, is_effect_firm
from reports.workbook.evidence import evidence_sentence, open_points
from reports.workbook.live import Live, at, position_of
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.samples import is_indicative
from reports.workbook.sheets.option_charts import (
    cumulative_chart,
    cumulative_title,
    groups_chart,
    groups_title,
)
from reports.workbook.sheets.option_table import AGAINST_POLICY, RECOMMENDED
from reports.workbook.sheets.sensitivity import STALE
from reports.workbook.sheets.summary_decision import draw_approval, draw_risks, open_look
from reports.workbook.sheets.summary_figures import kpis
from reports.workbook.sheets.summary_sentences import SummaryCells, SummarySentences
from reports.workbook.words import INDICATIVE, NG, NO_VALUE, NOT_DONE, UNKNOWN, over_years
from tco.assumptions import Scenario
from tco.plan.shape import DO_NOTHING, Option

_COLUMNS = 16
_LAST = _COLUMNS - 1
_WIDTH = 9.6
TOP_DRIVERS = 5


_OPTIONS_ROW = 10
# So many options find room beside doing nothing; each beyond the third takes its height from the charts.
MOST_OPTIONS_SHOWN, _USUAL_OPTIONS = 7, 3
_CHART_ROWS, _CHART_POINTS, _LINE_POINTS = 13, 190.0, 18.0
_MOST_LINES, _MOST_COLUMNS = 4, 5
_LEAST_CHART_POINTS = 170.0


class SummarySheet:
    """Draws page 1 from top to bottom."""

    def __init__(self, pen: Pen, report: ManagementReport, cells: SummaryCells) -> None:
        self.pen, self.report, self.cells = pen, report, cells
        self.sentences = SummarySentences(pen.book, report, cells)

    def draw(self) -> None:
        """Draw the page."""
        shown = self._shown_options()
        charts_row = _OPTIONS_ROW + len(shown) + 3
        self.pen.columns([_WIDTH] * _COLUMNS)
        self._set_heights(charts_row, len(shown))
        self._draw_banner()
        self._draw_subject(2)
        self._draw_verdict(3)
        self._draw_kpis(6)
        self._draw_options(_OPTIONS_ROW, shown)
        self._draw_charts(charts_row, charts_row + _CHART_ROWS - 1)
        self._draw_drivers(self.points_row)
        self._draw_points(self.points_row)
        row = draw_risks(self.pen, self.points_row + 7, self.report)
        last_row = draw_approval(self.pen, row + 1, self.report)
        set_page(self.pen, self.report.cover, last_row=last_row, last_column=_LAST, on_one_page=True)

    @property
    def points_row(self) -> int:
        """Where drivers and conditions begin."""
        return _OPTIONS_ROW + len(self._shown_options()) + _CHART_ROWS + 4

    def _shown_options(self) -> tuple[Option, ...]:
        """Of many options those with the highest NPV, in their own order."""
        options, measures = self.cells.rows.shape.options, self.cells.comparison.options.measures
        best_first = sorted(options, key=lambda option: -float(measures[option.key]["npv"].value))
        shown = set(best_first[:MOST_OPTIONS_SHOWN])
        return tuple(option for option in options if option in shown)

    def _set_heights(self, charts_row: int, shown: int) -> None:
        taken = max(0, shown - _USUAL_OPTIONS) * _LINE_POINTS
        for row in (*range(_OPTIONS_ROW, charts_row - 1), *range(self.points_row, self.points_row + 6)):
            self.pen.height(row, _LINE_POINTS)
        for row in range(charts_row, charts_row + _CHART_ROWS):
            self.pen.height(row, max(_LEAST_CHART_POINTS, _CHART_POINTS - taken) / _CHART_ROWS)

    # --- heading

    def _draw_banner(self) -> None:
        pen, cover = self.pen, self.report.cover
        pen.merged(0, 0, 10, cover.title, "banner")
        right = Text(
            "稟議No.　　　　　　起案日　　年　　月　　日", "Request No. ____________   Date ____________"
        )
        pen.merged(0, 11, _LAST, right, "banner_right")
        pen.height(0, 27)
        pen.merged(1, 0, 6, self._subject(), "note")
        pen.merged_formula(1, 7, _LAST, self.sentences.state(), "note", "right")

    def _subject(self) -> Text:
        room = 30 if self.report.cover.language == "ja" else 45
        who = _short(self.report.cover.organization, room)
        return Text(who, who)

    def _draw_subject(self, row: int) -> None:
        """件名 and 目的: what is asked for, and why."""
        pen, cover = self.pen, self.report.cover
        room = 44 if cover.language == "ja" else 80
        pen.text(row, 0, Text("件名", "Subject"), "head")
        pen.merged(row, 1, 6, _short(cover.use_case, room), "box", "bold", "indent", "middle")
        pen.text(row, 7, Text("目的", "Purpose"), "head")
        purpose = _short(cover.purpose, 2 * room) if cover.purpose else UNKNOWN
        pen.merged(row, 8, _LAST, purpose, "box", "small", "indent", "middle", *open_look(not cover.purpose))
        pen.height(row, 27)

    # --- decision sentence

    def _draw_verdict(self, row: int) -> None:
        pen = self.pen
        stamped = self.report.evaluation is None or is_indicative(self.report.evaluation.summary)
        last = _LAST - 2 if stamped else _LAST
        pen.merged_formula(row, 0, last, self.sentences.verdict(), "verdict")
        pen.merged(row + 1, 0, last, evidence_sentence(self.report), "verdict_small", "middle")
        if stamped:
            word = NOT_DONE if self.report.evaluation is None else INDICATIVE
            text = Text(f"モデル評価\n{word.ja}", f"Evaluation:\n{word.en}")
            pen.merged(row, last + 1, _LAST, text, "stamp", "middle", rows=2)
        pen.height(row, 26)
        pen.height(row + 1, 24)
        pen.height(row + 2, 4)

    # --- the large figures

    def _draw_kpis(self, row: int) -> None:
        pen = self.pen
        for figure in kpis(self.cells.rows.shape.years):
            pen.merged(row, figure.first, figure.last, figure.label, "kpi_label")
            value = figure.figure(self.sentences)
            pen.merged_formula(row + 1, figure.first, figure.last, value, "kpi", figure.style)
            below = figure.below(self.sentences)
            pen.merged_formula(row + 2, figure.first, figure.last, below, "kpi_unit")
        firm = is_effect_firm(self.report)
        pen.merged(row, 14, _LAST, Text("効果の確度", "Certainty of the benefit"), "kpi_label")
        word = FIRM if firm else INDICATIVE
        pen.merged(row + 1, 14, _LAST, word, "kpi", *open_look(not firm))
        basis = Text("実測に基づく", "measured") if firm else Text("仮定を含む", "holds assumptions")
        pen.merged(row + 2, 14, _LAST, basis, "kpi_unit")
        pen.height(row + 1, 26)
        pen.height(row + 3, 4)

    # --- options

    def _draw_options(self, row: int, shown: Sequence[Option]) -> None:
        n = over_years(self.cells.rows.shape.years)
        heads = (
            (0, 2, Text("案", "Option")),
            (3, 4, Text("初期費用", "Initial cost")),
            (5, 6, Text("運用費（年）", "Running cost a year")),
            (7, 8, Text(f"{n.ja}TCO", f"{n.en} TCO")),
            (9, 10, Text("NPV", "NPV")),
            (11, 11, Text("IRR", "IRR")),
            (12, 13, Text("回収期間（年）", "Payback (years)")),
            (14, 15, Text("判断", "Verdict")),
        )
        for first, last, text in heads:
            self.pen.merged_or_single(row, first, last, text, "head")
        for index, option in enumerate((DO_NOTHING, *shown), start=row + 1):
            self._draw_option(index, option)
        say, last = self.pen.book.say, row + 1 + len(shown)
        self.pen.mark_rows(row + 1, last, _LAST, 14, {say(RECOMMENDED): "good", say(AGAINST_POLICY): "muted"})
        left_out = len(self.cells.rows.shape.options) - len(shown)
        if left_out:
            self.pen.merged(last + 1, 0, _LAST, _others(left_out), "note", "tiny", "right")
        self.pen.height(last + 1, 12 if left_out else 5)

    def _draw_option(self, row: int, option: Option) -> None:
        pen, options = self.pen, self.cells.comparison.options
        pen.merged(row, 0, 2, option.label, "box", "indent", "bold", "shrink")
        places = (
            ("initial", 3, 4, "millions"),
            ("yearly", 5, 6, "millions"),
            ("tco", 7, 8, "millions"),
            ("npv", 9, 10, "millions"),
            ("irr", 11, 11, "percent"),
            ("payback", 12, 13, "tenths"),
        )
        for key, first, last, style in places:
            side = ("right", "indent") if style == "millions" else ("center",)
            if option is DO_NOTHING:
                pen.merged_or_single(row, first, last, NO_VALUE, "box", *side)
            else:
                cell = options.measures[option.key][key]
                pen.merged_formula(row, first, last, cell, "box", style, *side)
        pen.merged_formula(row, 14, 15, options.verdicts[option.key], "box", "center")

    # --- charts

    def _draw_charts(self, first: int, last: int) -> None:
        pen, comparison = self.pen, self.cells.comparison
        # The names of many options would not fit below their columns: the sheet of options has that chart.
        is_wide = len(comparison.shape.options) > _MOST_COLUMNS
        title = pen.book.say(cumulative_title(comparison.shape, _MOST_LINES))
        cumulative = cumulative_chart(pen, comparison, _MOST_LINES)
        pen.place_chart(cumulative, first, 0, last, _LAST if is_wide else 7, title)
        if not is_wide:
            title = pen.book.say(groups_title(comparison.shape))
            pen.place_chart(groups_chart(pen, comparison), first, 8, last, _LAST, title)
        pen.height(last + 1, 5)

    # --- what moves it

    def _draw_drivers(self, row: int) -> None:
        pen = self.pen
        option = self.cells.shown_option.label
        head = Text(f"NPVを動かす要因（{option.ja}）", f"What moves the NPV ({option.en})")
        pen.merged(row, 0, 3, head, "head")
        pen.text(row, 4, Text("下限", "Low"), "head")
        pen.text(row, 5, Text("上限", "High"), "head")
        for index in range(TOP_DRIVERS):
            self._draw_driver(row + 1 + index, index)

    def _draw_driver(self, row: int, index: int) -> None:
        pen, drivers = self.pen, self.cells.sensitivity.drivers
        if index >= len(drivers):
            pen.merged(row, 0, 5, "", "box")
            return
        driver, low, high = drivers[index]
        pen.merged(row, 0, 3, driver.spec.label, "box", "small", "indent")
        pen.formula(row, 4, low, "box", "small", "right", "indent", "millions")
        pen.formula(row, 5, high, "box", "small", "right", "indent", "millions")

    # --- what else must be known

    def _draw_points(self, row: int) -> None:
        pen = self.pen
        pen.merged(
            row, 6, _LAST, Text("判断の前提・未確認・反対意見", "Conditions, unknowns, dissent"), "head"
        )
        cautious = self.cells.sensitivity.npv_by_scenario[Scenario.CAUTIOUS]
        position = position_of(
            pen.book.say(self.cells.shown_option.label), self.cells.comparison.options.names
        )
        look = "unknown" if at(cautious, position).value < 0 else "plain_bold"  # type: ignore[operator]
        pen.merged_formula(
            row + 1, 6, _LAST, self.sentences.scenarios(position), "box", "small", "indent", look
        )
        for offset, line in enumerate(self._points(), start=2):
            if isinstance(line, Live):
                pen.merged_formula(row + offset, 6, _LAST, line, "box", "small", "indent")
            else:
                pen.merged(row + offset, 6, _LAST, line, "box", "small", "indent")
        pen.height(row + 6, 5)

    def _points(self) -> Sequence[Live | Text]:
        return (self.sentences.break_even(), *open_points(self.report))

    def mark_problems(self) -> None:
        """Turn the second line red when a check fails or the pasted tables are out of date."""
        self.pen.mark_containing(1, 7, self.pen.book.say(NG), "bad")
        self.pen.mark_containing(self.points_row + 1, 6, self.pen.book.say(STALE), "bad")


def _others(count: int) -> Text:
    return Text(f"他の{count}案は「代替案比較」シート", f"{count} more on the sheet Alternatives")


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
