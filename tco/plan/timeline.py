"""Months and fiscal years, and what a yen of each month is worth today."""

from language.text import Text
from tco.model.expression import Expression, const, equal, if_, inp, previous, row
from tco.model.functions import both, largest, maximum, minimum, modulo, round_up
from tco.model.rows import Row
from tco.plan.shape import MONTHS_PER_YEAR, PlanShape
from tco.plan.writing import FLAG, MONTH, TIMES, YEARS, monthly, scalar, yearly

INDEX, OPERATING, INITIAL, FINAL = (
    row("month.index"),
    row("month.operating"),
    row("month.initial"),
    row("month.final"),
)
DISCOUNT = "month.discount"


def timeline_rows(shape: PlanShape) -> tuple[Row, ...]:
    """Write the rows that every other row hangs on."""
    offset = shape.fiscal_offset
    return (
        monthly(
            "month.index",
            "timeline",
            ("月数", "Month"),
            previous("month.index", -1) + 1,
            ("0は初期投資の時点", "0 is the moment of the initial outlay"),
            MONTH,
            "whole",
        ),
        scalar(
            "month.last",
            "timeline",
            ("最後の月", "Last month"),
            largest("month.index"),
            ("計画の月数", "Months of the plan"),
            MONTH,
            "whole",
        ),
        monthly(
            "month.operating",
            "timeline",
            ("運用中", "Operating"),
            if_(INDEX > 0, 1, 0),
            ("1なら運用中", "1 while operating"),
            FLAG,
            "whole",
        ),
        monthly(
            "month.initial",
            "timeline",
            ("初期", "Initial"),
            const(1) - OPERATING,
            ("1なら初期投資の時点", "1 at the initial outlay"),
            FLAG,
            "whole",
        ),
        monthly(
            "month.final",
            "timeline",
            ("最終月", "Final month"),
            if_(equal(INDEX, row("month.last")), 1, 0),
            ("1なら計画の最後の月", "1 in the last month of the plan"),
            FLAG,
            "whole",
        ),
        monthly(
            "month.year",
            "timeline",
            ("運用年", "Year of operation"),
            round_up(INDEX / MONTHS_PER_YEAR),
            ("12か月ごとに1増える", "One more every twelve months"),
            YEARS,
            "whole",
        ),
        monthly(
            "month.fiscal_year",
            "timeline",
            ("会計年度の番号", "Fiscal year number"),
            if_(INDEX > 0, round_up((INDEX + offset) / MONTHS_PER_YEAR), 0),
            (
                "0は初期。最初の年度は途中から始まることがある",
                "0 is initial; the first may be a part of a year",
            ),
            YEARS,
            "whole",
        ),
        monthly(
            "month.fiscal_end",
            "timeline",
            ("会計年度の最後の月", "Last month of a fiscal year"),
            if_(both(INDEX > 0, equal(modulo(INDEX + offset, MONTHS_PER_YEAR), 0)), 1, FINAL),
            ("1なら償却費を計上する月", "1 in months that book depreciation"),
            FLAG,
            "whole",
        ),
        monthly(
            "month.discount",
            "timeline",
            ("割引係数", "Discount factor"),
            (const(1) + inp("discount_rate"))
            ** -if_(equal(inp("cash_timing"), 1), row("month.year"), INDEX / MONTHS_PER_YEAR),
            ("1 ÷ (1+割引率)^経過年数", "1 / (1 + rate)^years passed"),
            TIMES,
            "number",
        ),
        monthly(
            "month.fx",
            "timeline",
            ("為替", "Exchange rate"),
            inp("fx_jpy_per_usd") * yearly_change("fx_change_per_year"),
            ("1か月目の為替からの変化", "Moves on from the rate of month 1"),
            Text("円/USD", "JPY per USD"),
            "number",
        ),
        yearly(
            "year.index",
            "timeline",
            ("年度の番号", "Year number"),
            previous("year.index", -1) + 1,
            ("0は初期", "0 is initial"),
            YEARS,
            "whole",
        ),
        yearly(
            "year.last_month",
            "timeline",
            ("年度の最後の月", "Last month of the year"),
            if_(
                row("year.index") > 0,
                minimum(row("year.index") * MONTHS_PER_YEAR - offset, row("month.last")),
                0,
            ),
            ("計画の中の月数", "As a month of the plan"),
            MONTH,
            "whole",
        ),
        yearly(
            "year.months",
            "timeline",
            ("年度の月数", "Months of the year"),
            row("year.last_month") - previous("year.last_month", 0),
            ("最初と最後の年度は12か月より短いことがある", "The first and last may be shorter than twelve"),
            MONTH,
            "whole",
        ),
    )


def yearly_change(key: str) -> Expression:
    """Return (1 + yearly change)^(years since month 1): the factor of a price path."""
    return (const(1) + inp(key)) ** (maximum(INDEX - 1, 0) / MONTHS_PER_YEAR)
