"""What the rules of tax and leasing say about a value that is about to be entered: for information, never filled in."""

from collections.abc import Mapping
from datetime import date

from language.text import Text
from tco.assumptions import AssumptionValue
from tco.finance.lease import interest_inside
from tco.finance.small_assets import Company, rule_on, treatment
from tco.finance.tax import CompanySize, effective_tax_by_year
from tco.models import CostPlan
from tco.selectors import assumptions_of

# Where no special measure is known, no company is small enough for it: any number says so.
NO_RULE_EMPLOYEES = 1
PRICE, RATE, TERM = "server_price_jpy", "lease_rate_per_month", "lease_months"


def guidance(plan: CostPlan, key: str) -> tuple[Text, ...]:
    """Return what to know about an input of a plan, one sentence each; nothing for most inputs."""
    if key == "tax_rate":
        return tax_rates(plan.starts_on, plan.fiscal_start_month, plan.years)
    values = {value.key: value for value in assumptions_of(plan)}
    if key.endswith("_depreciation_method"):
        return _bookings(values, key.removesuffix("depreciation_method"), plan.starts_on)
    for name in (RATE, TERM):
        if key.endswith(f"_{name}"):
            return _lease(values, key.removesuffix(name))
    return ()


def tax_rates(starts_on: date, fiscal_start_month: int, years: int) -> tuple[Text, ...]:
    """Return the effective standard rates of the plan's fiscal years, one sentence for each change.

    >>> tax_rates(date(2026, 2, 1), 4, 2)[1].en
    'Fiscal years from 2026-04-01: large 30.64 %, small 34.43 % (standard rates; some cities and prefectures levy more)'
    """
    first = date(starts_on.year - (starts_on.month < fiscal_start_month), fiscal_start_month, 1)
    large, small = (
        effective_tax_by_year(size, first, years + 1) for size in (CompanySize.LARGE, CompanySize.SMALL)
    )
    found: dict[tuple[float, float], date] = {}
    for day in large:
        found.setdefault((large[day], small[day]), day)
    return tuple(
        Text(
            f"{day}以後に始まる年度: 外形標準課税法人 {of_large:.2%}、資本金1億円以下 {of_small:.2%}"
            "(標準税率。超過税率の自治体もあります)",
            f"Fiscal years from {day}: large {of_large * 100:.2f} %, small {of_small * 100:.2f} % "
            "(standard rates; some cities and prefectures levy more)",
        )
        for (of_large, of_small), day in found.items()
    )


def _bookings(values: Mapping[str, AssumptionValue], prefix: str, acquired_on: date) -> tuple[Text, ...]:
    """Say how one machine may be booked, by the size of the company."""
    price = values.get(f"{prefix}{PRICE}")
    if price is None:
        return ()
    jpy, rule = float(price.mode), rule_on(acquired_on)
    employees = rule.most_employees if rule else NO_RULE_EMPLOYEES
    small, other = (
        treatment(jpy, acquired_on, Company(employees, is_small)).reason for is_small in (True, False)
    )
    head = Text(
        f"1台{jpy:,.0f}円(税抜)、{acquired_on}取得",
        f"{jpy:,.0f} yen each, without tax, acquired {acquired_on}",
    )
    if small == other:
        return (Text(f"{head.ja}: {small.ja}", f"{head.en}: {small.en}"),)
    return (
        Text(
            f"{head.ja}、従業員{employees}人以下の中小企業: {small.ja}",
            f"{head.en}, small company of at most {employees} employees: {small.en}",
        ),
        Text(f"そのほかの企業: {other.ja}", f"Other companies: {other.en}"),
    )


def _lease(values: Mapping[str, AssumptionValue], prefix: str) -> tuple[Text, ...]:
    """Say which yearly interest the payments hold."""
    rate, months = (float(values[f"{prefix}{name}"].mode) for name in (RATE, TERM))
    paid = Text(
        f"月額{rate:.2%} × {months:.0f}か月 = 取得価額の{rate * months:.0%}",
        f"{rate * 100:.2f} % x {months:.0f} months = {rate * months * 100:.0f} % of the price",
    )
    interest = interest_inside(rate, round(months)) if rate > 0 else None
    if interest is None:
        return (Text(f"{paid.ja}(取得価額に届きません)", f"{paid.en} (less than the price)"),)
    return (
        Text(f"{paid.ja}(年利{interest:.1%}に相当)", f"{paid.en} ({interest * 100:.1f} % interest a year)"),
    )
