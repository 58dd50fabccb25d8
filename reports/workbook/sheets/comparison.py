"""Sheet 代替案比較: every option beside doing nothing, those not costed, and what must be weighed besides money."""

from dataclasses import dataclass

from evaluations.summary import CandidateSummary, RunSummary
from language.text import Text
from reports.contents import Cover
from reports.workbook.addresses import active_name
from reports.workbook.display import InUnit
from reports.workbook.live import Live, concat, if_, text_of
from reports.workbook.number_text import MILLIONS, TENTHS
from reports.workbook.page import set_page
from reports.workbook.pen import Pen, Said
from reports.workbook.row_cells import RowCells
from reports.workbook.samples import is_indicative
from reports.workbook.sheets.option_table import OptionTables, draw_options, units_row
from reports.workbook.words import NOT_DONE, SHEET_COMPARISON, UNKNOWN
from tco.plan.shape import DO_NOTHING, KIND_LABELS, LEAST_POLICY, Kind, Option

_WIDTHS = (28.0, 13.0, 14.0, 13.0, 16.5, 13.5, 13.0, 11.0, 11.0, 12.0, 13.0, 12.0, 15.0)
_LAST = len(_WIDTHS) - 1
_TABLES_ROW = 3
_MOST_MEASURED = 3
_NOTE = InUnit(
    Text(
        "金額は{unit}（セルの値は円）、税抜。NPV・IRR・回収期間は「何もしない」場合との差額で計算しています。",
        "Amounts in {unit} (cells hold JPY), net of consumption tax. NPV, IRR and payback are differences from doing "
        "nothing.",
    )
)
_WEIGHED_HEADS = (
    (0, 0, Text("案", "Option")),
    (1, 2, Text("費用（TCO、百万円）", "Cost (TCO, million JPY)")),
    (3, 4, Text("品質の仮定（使える回答の倍率）", "Quality assumed (usable answers)")),
    (5, 6, Text("データの行き先", "Where data goes")),
    (7, 8, Text("囲い込み: モデルを使い続ける期間", "Lock-in: life of a model")),
    (9, 10, Text("囲い込み: 終了・切替費（百万円）", "Lock-in: exit cost (million JPY)")),
    (11, 12, Text("納期", "Lead time")),
)
_WHERE = {
    0: Text("社内", "inside the company"),
    1: Text("国内クラウド", "domestic cloud"),
    2: Text("社外API", "external API"),
}
_NO_LEAD = Text("機器の調達なし", "nothing to procure")
_SAAS = Text("SaaS（パッケージ）", "SaaS (packaged)")


@dataclass(frozen=True)
class _Known:
    """What one cell says: a formula, or words."""

    said: Said
    is_open: bool = False


def draw_comparison(
    pen: Pen, cover: Cover, rows: RowCells, summary: RunSummary | None = None
) -> OptionTables:
    """Draw the sheet and return its cells."""
    count = len(rows.shape.options)
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_COMPARISON, "title")
    pen.height(0, 24)
    pen.said(1, 0, _NOTE, "note")
    options = draw_options(pen, _TABLES_ROW, rows, _LAST)
    last_row = _draw_weighed(pen, units_row(_TABLES_ROW, count) + count + 3, rows)
    last_row = _draw_measured(pen, last_row + 1, summary)
    set_page(pen, cover, last_row=last_row, last_column=_LAST, on_one_page=True)
    return options


def _draw_weighed(pen: Pen, row: int, rows: RowCells) -> int:
    title = Text("費用以外に比べること", "What must be weighed besides money")
    pen.text(row - 1, 0, title, "bold")
    for first, last, head in _WEIGHED_HEADS:
        pen.merged_or_single(row, first, last, head, "head", "middle")
    pen.height(row, 30)
    lines = [(option.label, _weighed(pen, rows, option)) for option in rows.shape.options]
    lines.append((DO_NOTHING.label, _nothing()))
    kinds = {option.kind for option in rows.shape.options}
    missing = [KIND_LABELS[kind] for kind in Kind if kind not in kinds]
    for at, (label, cells) in enumerate(lines, start=row + 1):
        pen.text(at, 0, label, "cell", "bold", "shrink")
        for (first, last, _head), cell in zip(_WEIGHED_HEADS[1:], cells, strict=True):
            pen.merged_or_single(
                at, first, last, cell.said, "cell", "center", *(("unknown",) if cell.is_open else ())
            )
    row += len(lines) + 1
    return _draw_missing(pen, row, (_SAAS, *missing))


def _draw_missing(pen: Pen, row: int, labels: tuple[Text, ...]) -> int:
    """Ways to run it that the plan has not costed: not looked at is not the same as not suitable."""
    names = Text("、".join(one.ja for one in labels), ", ".join(one.en for one in labels))
    pen.text(row, 0, Text("費用を計算していない案", "Not costed"), "cell", "muted")
    pen.merged(row, 1, _LAST - 2, names, "cell", "muted", "middle")
    pen.merged(row, _LAST - 1, _LAST, NOT_DONE, "cell", "center", "unknown")
    pen.fit(row, names, sum(_WIDTHS[1:-2]))
    return row


def _draw_measured(pen: Pen, row: int, summary: RunSummary | None) -> int:
    """What was measured of candidates; which of them an option will use is for the reader to say."""
    pen.text(row, 0, Text("品質の実測（正答率）", "Quality measured (pass rate)"), "cell", "bold", "shrink")
    measured = [one for one in summary.candidates if one.passed] if summary else []
    best = sorted(measured, key=lambda one: one.passed.share if one.passed else 0.0, reverse=True)
    if summary is None or not best:
        pen.merged(row, 1, _LAST, NOT_DONE, "cell", "center", "unknown")
        return row
    said = [_rate(one) for one in best[:_MOST_MEASURED]]
    stamp = Text("参考値: ", "Indicative: ") if is_indicative(summary) else Text("", "")
    words = Text(
        f"{stamp.ja}{'、'.join(one.ja for one in said)}。候補モデルの測定値です（案ごとの値ではありません）。",
        f"{stamp.en}{'; '.join(one.en for one in said)}. Measured of candidates, not of options (Model evaluation).",
    )
    pen.merged(row, 1, _LAST, words, "cell", "middle", "indent")
    pen.fit(row, words, sum(_WIDTHS[1:]) - 2)
    return row


def _rate(one: CandidateSummary) -> Text:
    if one.passed is None:
        return Text(f"{one.name} {UNKNOWN.ja}", f"{one.name} {UNKNOWN.en}")
    share, low, high = (f"{value:.0%}" for value in (one.passed.share, one.passed.low, one.passed.high))
    return Text(
        f"{one.name} {share}（95%区間 {low}〜{high}、{one.passed.n}問）",
        f"{one.name} {share} (95 %: {low} to {high}, {one.passed.n} questions)",
    )


def _weighed(pen: Pen, rows: RowCells, option: Option) -> list[_Known]:
    say = pen.book.say
    million = rows.cell(f"{option.key}.tco") / 1_000_000
    factor = _input(rows, option, "usable_factor")
    life, lead = _input(rows, option, "model_life_months"), _input(rows, option, "lead_time_months")
    exit_cost = _input(rows, option, "exit_jpy")
    months = Text("か月", " months")
    return [
        _Known(text_of(million, say(MILLIONS))),
        _Known(_times(pen, factor)) if factor else _Known(UNKNOWN, True),
        _Known(_WHERE[LEAST_POLICY[option.kind]] if option.kind else UNKNOWN),
        _Known(concat(text_of(life, say(TENTHS)), say(months))) if life else _Known(UNKNOWN, True),
        _Known(text_of(exit_cost / 1_000_000, say(MILLIONS))) if exit_cost else _Known(UNKNOWN, True),
        _Known(concat(text_of(lead, say(TENTHS)), say(months))) if lead else _lead_time(option),
    ]


def _lead_time(option: Option) -> _Known:
    return _Known(UNKNOWN, True) if option.has_machines else _Known(_NO_LEAD)


def _times(pen: Pen, factor: Live) -> Live:
    """An assumption, not a result: the evaluation's own figures stand on its sheet."""
    hundredths = text_of(factor * 100, pen.book.say(TENTHS))
    return if_(
        factor.equals(1),
        pen.book.say(Text("計画と同じ（仮定）", "as planned (assumed)")),
        concat(hundredths, "%"),
    )


def _nothing() -> list[_Known]:
    dash = _Known(Text("–", "–"))
    return [
        _Known(Text("0.0", "0.0")),
        _Known(Text("現状のまま", "as today")),
        _Known(Text("社内", "inside the company")),
        dash,
        dash,
        _Known(Text("不要", "none")),
    ]


def _input(rows: RowCells, option: Option, suffix: str) -> Live | None:
    key = f"{option.key}_{suffix}"
    if key not in rows.model.input_by_key:
        return None
    return Live(active_name(key), rows.input_number(key))
