"""Relations that must hold in the workbook whatever is typed."""

from language.text import Text
from reports.workbook.addresses import active_name
from reports.workbook.live import Live, absolute, and_, largest, total
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.assumptions import AssumptionCells
from reports.workbook.sheets.checks import Check
from reports.workbook.sheets.option_cells import OptionCells
from tco.plan.shape import Option


def checks_of(rows: RowCells, comparison: OptionCells, inputs: AssumptionCells) -> list[Check]:
    """List all checks."""
    checks: list[Check] = []
    for option in rows.shape.options:
        checks += [
            _parts_make_the_cost(rows, comparison, option),
            _cash_adds_up(rows, option),
            _discounting_agrees(rows, option),
            _asset_is_written_off(rows, option),
            _benefit_is_bounded(rows, option),
        ]
    return [*checks, _years_hold_every_month(rows), _ranges_are_ordered(inputs)]


def _equal(name: Text, left: Live, right: Live) -> Check:
    """Equal to within half a yen, or a billionth for very large sums."""
    tolerance = Live("0.5", 0.5) + absolute(right) / 1_000_000 / 1000
    return Check(name, left, right, absolute(left - right) < tolerance)


def _parts_make_the_cost(rows: RowCells, comparison: OptionCells, option: Option) -> Check:
    label = option.label
    name = Text(
        f"{label.ja}: 年度別の内訳の合計から売却収入を引くとTCOになる",
        f"{label.en}: the groups, year by year, less the sale of assets make the TCO",
    )
    left = comparison.group_totals[option.key] - total(rows.span(f"{option.key}.disposal"))
    return _equal(name, left, rows.cell(f"{option.key}.tco"))


def _cash_adds_up(rows: RowCells, option: Option) -> Check:
    name = Text(
        f"{option.label.ja}: 年度のキャッシュフローの和が最終月の累積になる",
        f"{option.label.en}: the yearly cash flows add up to the cumulative value of the last month",
    )
    last = rows.model.months[-1]
    return _equal(
        name, total(rows.span(f"{option.key}.cash_flow.fy")), rows.cell(f"{option.key}.cumulative", last)
    )


def _discounting_agrees(rows: RowCells, option: Option) -> Check:
    name = Text(
        f"{option.label.ja}: 月ごとに割り引いた累積の最終値がNPVに一致する",
        f"{option.label.en}: discounting month by month ends at the net present value",
    )
    left = rows.cell(f"{option.key}.discounted_cumulative", rows.model.months[-1])
    return _equal(name, left, rows.cell(f"{option.key}.npv"))


def _asset_is_written_off(rows: RowCells, option: Option) -> Check:
    name = Text(
        f"{option.label.ja}: 減価償却の合計と期末残高が資産計上額になる",
        f"{option.label.en}: depreciation and closing book value make the capitalised amount",
    )
    left = total(rows.span(f"{option.key}.depreciation")) + rows.cell(f"{option.key}.book_value_end")
    return _equal(name, left, total(rows.span(f"{option.key}.capitalised")))


def _benefit_is_bounded(rows: RowCells, option: Option) -> Check:
    name = Text(
        f"{option.label.ja}: 短縮時間（純）は短縮時間（総）× 使える回答の倍率を超えない（最大の月）",
        f"{option.label.en}: net hours saved do not exceed gross hours x usable-answer factor (largest month)",
    )
    factor = Live(
        active_name(f"{option.key}_usable_factor"), rows.input_number(f"{option.key}_usable_factor")
    )
    left, right = (
        largest(rows.span(f"{option.key}.hours")),
        largest(rows.span("benefit.hours_saved")) * factor,
    )
    return Check(name, left, right, left <= right)


def _years_hold_every_month(rows: RowCells) -> Check:
    name = Text(
        "年度の月数の合計が計画の月数になる", "The months of all fiscal years make the months of the plan"
    )
    return _equal(name, total(rows.span("year.months")), rows.cell("month.last"))


def _ranges_are_ordered(inputs: AssumptionCells) -> Check:
    name = Text(
        "前提条件の下限の合計 ≦ 標準の合計 ≦ 上限の合計（並びの取り違えの検出）",
        "Sum of lows ≤ sum of standard values ≤ sum of highs (catches swapped columns)",
    )
    low, mode, high = total(inputs.low), total(inputs.mode), total(inputs.high)
    return Check(name, low, high, and_(low <= mode, mode <= high))
