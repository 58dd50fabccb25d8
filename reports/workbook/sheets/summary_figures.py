"""The large figures of page 1."""

from dataclasses import dataclass

from language.text import Text
from reports.workbook.words import over_years


@dataclass(frozen=True)
class Kpi:
    """One of the large figures of the best option: a column of the option table."""

    label: Text
    measure: str
    style: str
    unit: Text


def kpis(years: int) -> tuple[Kpi, ...]:
    """Return the figures in reading order."""
    n = over_years(years)
    return (
        Kpi(Text("NPV（税引後）", "NPV (after tax)"), "npv", "millions", Text("百万円", "million JPY")),
        Kpi(Text("IRR（税引後）", "IRR (after tax)"), "irr", "percent", Text("年率", "a year")),
        Kpi(Text("回収期間", "Payback"), "payback", "tenths", Text("年", "years")),
        Kpi(Text(f"{n.ja}TCO", f"{n.en} TCO"), "tco", "millions", Text("百万円", "million JPY")),
        Kpi(Text("1回当たり費用", "Cost per request"), "cost_per_request", "tenths", Text("円", "JPY")),
        Kpi(Text("純短縮時間", "Net hours saved"), "hours", "whole_number", Text("時間/年", "hours a year")),
    )
