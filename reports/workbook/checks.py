"""Relations that must hold in the workbook whatever is typed."""

from language.text import Text
from reports.workbook.live import Live, absolute, and_, largest, total
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.assumptions import AssumptionCells
from reports.workbook.sheets.checks import Check
from reports.workbook.sheets.comparison import ComparisonCells
from tco.plan.shape import Option


def checks_of(
    rows: RowCells, comparison: ComparisonCells, inputs: AssumptionCells, periods: int
) -> list[Check]:
    """List all checks; `periods` is the number of year columns."""
    last = periods - 1
    checks: list[Check] = []
    for option in rows.shape.options:
        checks += [
            _parts_make_the_cost(rows, comparison, option),
            _cash_adds_up(rows, option, last),
            _discounting_agrees(rows, option, last),
            _asset_is_written_off(rows, option),
        ]
    return [*checks, _benefit_is_bounded(rows), _ranges_are_ordered(inputs)]


def _equal(name: Text, left: Live, right: Live) -> Check:
    """Equal to within half a yen, or a billionth for very large sums."""
    tolerance = Live("0.5", 0.5) + absolute(right) / 1_000_000 / 1000
    return Check(name, left, right, absolute(left - right) < tolerance)


def _parts_make_the_cost(rows: RowCells, comparison: ComparisonCells, option: Option) -> Check:
    label = option.label
    name = Text(
        f"{label.ja}: 内訳の合計から売却収入を引くと5年TCOになる",
        f"{label.en}: the groups less the sale of assets make the five-year TCO",
    )
    left = comparison.group_totals[option.key] - total(rows.span(f"{option.key}.disposal"))
    return _equal(name, left, rows.cell(f"{option.key}.tco"))


def _cash_adds_up(rows: RowCells, option: Option, last: int) -> Check:
    name = Text(
        f"{option.label.ja}: 年ごとのキャッシュフローの和が累積の最終値になる",
        f"{option.label.en}: the yearly cash flows add up to the last cumulative value",
    )
    return _equal(
        name, total(rows.span(f"{option.key}.cash_flow")), rows.cell(f"{option.key}.cumulative", last)
    )


def _discounting_agrees(rows: RowCells, option: Option, last: int) -> Check:
    name = Text(
        f"{option.label.ja}: 年ごとに割り引いた累積がNPV関数の値に一致する",
        f"{option.label.en}: discounting year by year gives the NPV function's value",
    )
    left = rows.cell(f"{option.key}.discounted_cumulative", last)
    return _equal(name, left, rows.cell(f"{option.key}.npv"))


def _asset_is_written_off(rows: RowCells, option: Option) -> Check:
    name = Text(
        f"{option.label.ja}: 減価償却の合計と期末残高が資産計上額になる",
        f"{option.label.en}: depreciation and closing book value make the capitalised amount",
    )
    left = total(rows.span(f"{option.key}.depreciation")) + rows.cell(f"{option.key}.book_value_end")
    return _equal(name, left, total(rows.span(f"{option.key}.capitalised")))


def _benefit_is_bounded(rows: RowCells) -> Check:
    name = Text(
        "短縮時間（純）は短縮時間（総）を超えない（最大の年）",
        "Net hours saved do not exceed gross hours (largest year)",
    )
    left, right = largest(rows.span("benefit.hours")), largest(rows.span("benefit.hours_saved"))
    return Check(name, left, right, left <= right)


def _ranges_are_ordered(inputs: AssumptionCells) -> Check:
    name = Text(
        "前提条件の低位の合計 ≦ 最頻の合計 ≦ 高位の合計（並びの取り違えの検出）",
        "Sum of lows ≤ sum of modes ≤ sum of highs (catches swapped columns)",
    )
    low, mode, high = total(inputs.low), total(inputs.mode), total(inputs.high)
    return Check(name, low, high, and_(low <= mode, mode <= high))
