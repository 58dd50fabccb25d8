"""The tables of options: what each costs and earns, and what a unit of it costs."""

from collections.abc import Callable
from dataclasses import dataclass

from language.text import Text
from reports.workbook.display import InUnit
from reports.workbook.live import Live, LiveRange, if_, total
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from reports.workbook.words import NO_VALUE, over_years
from tco.plan.shape import DO_NOTHING, MONTHS_PER_YEAR, Option

RECOMMENDED, AGAINST_POLICY, LOSES_MONEY, POSSIBLE, BASIS = (
    Text("推奨", "Recommended"),
    Text("方針に不適合", "Against policy"),
    Text("採算割れ", "Loses money"),
    Text("可", "Possible"),
    Text("比較の基準", "Basis"),
)


@dataclass(frozen=True)
class Measure:
    """One column of an option table: what it reads for an option (by key), and its number format."""

    key: str
    head: Text | InUnit
    style: str
    read: Callable[[RowCells, str], Live]


@dataclass(frozen=True)
class OptionTables:
    """The cells of both tables: by option and measure, and each measure's column over the options in their order."""

    names: LiveRange
    measures: dict[str, dict[str, Live]]
    columns: dict[str, LiveRange]
    verdicts: dict[str, Live]
    verdict_column: LiveRange


def _scalar(suffix: str) -> Callable[[RowCells, str], Live]:
    return lambda rows, option: rows.cell(f"{option}.{suffix}")


def initial_cost(rows: RowCells, option: str) -> Live:
    """Cost before the first month."""
    return rows.cell(f"{option}.cost", 0)


def running_cost(rows: RowCells, option: str) -> Live:
    """Mean cost of an operating year."""
    return (total(rows.span(f"{option}.cost")) - initial_cost(rows, option)) / _years(rows)


def a_year(suffix: str) -> Callable[[RowCells, str], Live]:
    """Read the mean of a monthly row over an operating year."""
    return lambda rows, option: total(rows.span(f"{option}.{suffix}")) / _years(rows)


def _years(rows: RowCells) -> Live:
    return rows.cell("month.last") / MONTHS_PER_YEAR


def money_measures(years: int) -> tuple[Measure, ...]:
    """Return the columns of the first table: cost and appraisal."""
    n = over_years(years)
    return (
        Measure(
            "initial", InUnit(Text("初期費用（{unit}）", "Initial cost ({unit})")), "amount", initial_cost
        ),
        Measure(
            "yearly",
            InUnit(Text("運用費/年（{unit}）", "Running cost a year, mean ({unit})")),
            "amount",
            running_cost,
        ),
        Measure(
            "tco", InUnit(Text(f"{n.ja}TCO（{{unit}}）", f"{n.en} TCO ({{unit}})")), "amount", _scalar("tco")
        ),
        Measure(
            "tco_pv",
            InUnit(Text("TCO現在価値（{unit}）", "TCO, present value ({unit})")),
            "amount",
            _scalar("tco_pv"),
        ),
        Measure(
            "annual_cost",
            InUnit(Text("等価費用/年（{unit}）", "Equivalent annual cost ({unit})")),
            "amount",
            _scalar("annual_cost"),
        ),
        Measure(
            "npv", InUnit(Text("NPV 税引後（{unit}）", "NPV after tax ({unit})")), "amount", _scalar("npv")
        ),
        Measure("irr", Text("IRR", "IRR"), "percent", _scalar("irr")),
        Measure("mirr", Text("MIRR", "MIRR"), "percent", _scalar("mirr")),
        Measure("payback", Text("回収期間\n（年）", "Payback\n(years)"), "tenths", _scalar("payback")),
        Measure(
            "discounted_payback",
            Text("割引回収期間\n（年）", "Discounted\npayback (years)"),
            "tenths",
            _scalar("discounted_payback"),
        ),
        Measure("roi", Text("ROI 税引前", "ROI before tax"), "percent", _scalar("roi")),
    )


UNIT_MEASURES = (
    Measure(
        "cost_per_request",
        Text("質問1回当たり\n（円）", "Per request\n(JPY)"),
        "tenths",
        _scalar("cost_per_request"),
    ),
    Measure(
        "cost_per_accepted",
        Text("使える回答1件\n当たり（円）", "Per usable\nanswer (JPY)"),
        "tenths",
        _scalar("cost_per_accepted"),
    ),
    Measure(
        "cost_per_mtok",
        Text("100万トークン\n当たり（円）", "Per 1M tokens\n(JPY)"),
        "whole_number",
        _scalar("cost_per_mtok"),
    ),
    Measure(
        "hours", Text("純短縮時間\n（時間/年）", "Net hours saved\na year"), "whole_number", a_year("hours")
    ),
    Measure(
        "capacity",
        InUnit(Text("余力/年（{unit}）", "Capacity a year ({unit})")),
        "amount",
        a_year("capacity"),
    ),
    Measure(
        "cash_benefit",
        InUnit(Text("現金効果/年（{unit}）", "Cash benefit a year ({unit})")),
        "amount",
        a_year("cash_benefit"),
    ),
    Measure(
        "breakeven",
        Text("NPVが0になる\n実現率", "Redeployment\nrate for NPV 0"),
        "percent",
        _scalar("breakeven_redeployment"),
    ),
    Measure("served", Text("処理できる\n割合", "Share it\ncan serve"), "percent", _scalar("served")),
)


def draw_options(pen: Pen, row: int, rows: RowCells, last: int) -> OptionTables:
    """Draw both tables, the first at `row` with the verdict in column `last`."""
    first = _Table(pen, row, rows, money_measures(rows.shape.years))
    verdicts = _draw_verdicts(pen, row, rows, last)
    second_row = units_row(row, len(rows.shape.options))
    pen.text(second_row - 1, 0, Text("単価と効果", "Unit costs and benefit"), "bold")
    second = _Table(pen, second_row, rows, UNIT_MEASURES)
    names = pen.block(row + 1, 0, [pen.book.say(o.label) for o in rows.shape.options], down=True)
    measures = {key: found | second.measures[key] for key, found in first.measures.items()}
    column = pen.block(row + 1, last, [verdicts[o.key].value for o in rows.shape.options], down=True)
    return OptionTables(names, measures, first.columns | second.columns, verdicts, column)


def units_row(row: int, options: int) -> int:
    """Return where the second table begins: below the options, doing nothing, an empty line and a title."""
    return row + options + 4


class _Table:
    """Options down, measures across."""

    def __init__(self, pen: Pen, row: int, rows: RowCells, measures: tuple[Measure, ...]) -> None:
        self.measures: dict[str, dict[str, Live]] = {}
        pen.header(row, (Text("案", "Option"), *(m.head for m in measures)), lines=2)
        for at, option in enumerate(rows.shape.options, start=row + 1):
            pen.text(at, 0, option.label, "cell", "bold", "shrink")
            self.measures[option.key] = {
                m.key: pen.formula(at, column, m.read(rows, option.key), "cell", m.style, "right")
                for column, m in enumerate(measures, start=1)
            }
        found = self.measures.values()
        self.columns = {
            m.key: pen.block(row + 1, column, [cells[m.key].value for cells in found], down=True)
            for column, m in enumerate(measures, start=1)
        }


def _draw_verdicts(pen: Pen, row: int, rows: RowCells, last: int) -> dict[str, Live]:
    say, options = pen.book.say, rows.shape.options
    pen.text(row, last, Text("判断", "Verdict"), "head", "middle")
    verdicts = {
        option.key: pen.formula(at, last, option_verdict(pen, rows, option), "cell", "center")
        for at, option in enumerate(options, start=row + 1)
    }
    verdicts[DO_NOTHING.key] = _draw_do_nothing(pen, row + 1 + len(options), rows, last)
    words = {say(RECOMMENDED): "good", say(AGAINST_POLICY): "muted"}
    pen.mark_words(row + 1, last, row + 1 + len(options), last, words)
    return verdicts


def _draw_do_nothing(pen: Pen, row: int, rows: RowCells, last: int) -> Live:
    pen.text(row, 0, DO_NOTHING.label, "cell", "bold")
    for column in range(1, last):
        pen.text(row, column, NO_VALUE, "cell", "right")
    npv_column = 1 + [m.key for m in money_measures(rows.shape.years)].index("npv")
    pen.formula(row, npv_column, rows.cell("none.npv"), "cell", "amount", "right")
    return pen.formula(row, last, option_verdict(pen, rows, DO_NOTHING), "cell", "center")


def option_verdict(pen: Pen, rows: RowCells, option: Option) -> Live:
    """Say in words whether the plan speaks for this option; it follows the inputs."""
    say = pen.book.say
    is_recommended = rows.cell("decision.recommended").equals(option.code)
    if option is DO_NOTHING:
        return if_(is_recommended, say(RECOMMENDED), say(BASIS))
    allowed = rows.cell(f"{option.key}.allowed") > 0
    other = if_(rows.cell(f"{option.key}.npv") < 0, say(LOSES_MONEY), say(POSSIBLE))
    return if_(allowed, if_(is_recommended, say(RECOMMENDED), other), say(AGAINST_POLICY))
