"""Volume and cash of each fiscal year, for readers of the yearly sheets: sums of the plan's monthly rows."""

from dataclasses import replace
from functools import lru_cache

from language.text import Text
from tco.model.expression import row
from tco.model.functions import total_where
from tco.model.rows import Row, Section
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import PlanShape
from tco.plan.writing import yearly

SECTION = Section("volume", Text("業務量と効果（年度の合計）", "Volume and benefit by year"))
_UNITS = {
    "workload.requests": Text("回/年", "requests a year"),
    "workload.mtok_in": Text("100万トークン/年", "million tokens a year"),
    "workload.mtok_out": Text("100万トークン/年", "million tokens a year"),
    "benefit.accepted": Text("件/年", "tasks a year"),
    "benefit.hours_saved": Text("時間/年", "hours a year"),
    "benefit.hours_reviewing": Text("時間/年", "hours a year"),
}
# What becomes of freed time: with these a year can be followed from capacity to cash.
_CASH = ("redeployable", "cash_from_time", "other_cash", "disposal")
_SHAPES_KEPT = 8


@lru_cache(_SHAPES_KEPT)
def with_yearly_volume(shape: PlanShape) -> PlanModel:
    """Return the plan's model with its volume and the steps from time to cash summed up by fiscal year."""
    model = plan_model(shape)
    sums = (_by_year(model.row_by_key[key], unit) for key, unit in _UNITS.items())
    cash = (
        _by_year(model.row_by_key[f"{option.key}.{suffix}"], None, f"yearly_{option.key}")
        for option in shape.options
        for suffix in _CASH
    )
    return replace(model, rows=(*model.rows, *sums, *cash), sections=(SECTION, *model.sections))


def _by_year(of: Row, unit: Text | None, section: str = SECTION.key) -> Row:
    return yearly(
        f"{of.key}.fy",
        section,
        (of.label.ja, of.label.en),
        total_where(of.key, "month.fiscal_year", row("year.index")),
        ("月の合計", "Sum of the months"),
        unit or of.unit,
        "number" if unit else of.style,
    )
