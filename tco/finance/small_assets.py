"""How a machine of small value is booked: by its price, the day it is acquired and the size of the company.

Source: FY2026 tax reform (special measure for small companies, 2026-04-01 to 2029-03-31); before it, prices below
300,000 yen and up to 500 employees. All companies: below 100,000 yen at once, below 200,000 yen over three years.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from language.text import Text

AT_ONCE_BELOW_JPY = 100_000
OVER_THREE_YEARS_BELOW_JPY = 200_000
YEARLY_LIMIT_JPY = 3_000_000
LARGE_PROGRAMME_JPY = 3_500_000_000
LARGE_PROGRAMME_OF_SMALL_COMPANY_JPY = 500_000_000


class Booking(StrEnum):
    """How the price becomes an expense."""

    AT_ONCE = "at_once"
    THREE_YEARS = "three_years"
    SMALL_COMPANY_AT_ONCE = "small_company_at_once"
    ORDINARY = "ordinary"


@dataclass(frozen=True)
class SmallCompanyRule:
    """The special measure of small companies while it is in force, both days included."""

    first_day: date
    last_day: date
    below_jpy: int
    most_employees: int


@dataclass(frozen=True)
class Company:
    """What the rules ask of a company; `is_small` is a capital of at most 100 million yen and no large parent."""

    employees: int
    is_small: bool
    books_net_of_consumption_tax: bool = True


@dataclass(frozen=True)
class Treatment:
    """The most favourable booking allowed, and why, in words."""

    booking: Booking
    reason: Text


RULES = (
    SmallCompanyRule(date(2020, 4, 1), date(2026, 3, 31), 300_000, 500),
    SmallCompanyRule(date(2026, 4, 1), date(2029, 3, 31), 400_000, 400),
)
REASONS = {
    Booking.AT_ONCE: Text(
        "10万円未満のため、取得時に全額を費用にできます(全企業)。",
        "Below 100,000 yen: an expense at once (all companies).",
    ),
    Booking.THREE_YEARS: Text(
        "20万円未満のため、3年で均等に償却できます(一括償却資産、全企業)。",
        "Below 200,000 yen: spread evenly over three years (all companies).",
    ),
}


def unit_price_to_test(net_jpy: float, consumption_tax_rate: float, company: Company) -> float:
    """Return the price that the limits are compared with: with consumption tax when the company books gross.

    >>> unit_price_to_test(380_000, 0.1, Company(100, True, books_net_of_consumption_tax=False))
    418000.0
    """
    factor = 1.0 if company.books_net_of_consumption_tax else 1 + consumption_tax_rate
    return round(net_jpy * factor, 6)


def treatment(
    unit_price_jpy: float, acquired_on: date, company: Company, booked_this_year_jpy: float = 0.0
) -> Treatment:
    """Return the most favourable booking of one machine.

    `booked_this_year_jpy` is what the special measure of small companies was used for earlier in the fiscal year;
    its limit of 3,000,000 yen holds for a fiscal year of twelve months. ValueError for a price or sum below 0.

    >>> treatment(399_999, date(2026, 4, 1), Company(400, True)).booking.value
    'small_company_at_once'
    """
    if unit_price_jpy < 0 or booked_this_year_jpy < 0:
        raise ValueError("prices and sums are 0 or more")
    if unit_price_jpy < AT_ONCE_BELOW_JPY:
        return Treatment(Booking.AT_ONCE, REASONS[Booking.AT_ONCE])
    rule = rule_on(acquired_on)
    refused = _why_not(unit_price_jpy, rule, company, booked_this_year_jpy)
    if refused is None and rule is not None:
        return Treatment(Booking.SMALL_COMPANY_AT_ONCE, _allowed(rule))
    if unit_price_jpy < OVER_THREE_YEARS_BELOW_JPY:
        return Treatment(Booking.THREE_YEARS, REASONS[Booking.THREE_YEARS])
    return Treatment(Booking.ORDINARY, refused or _allowed_by_none())


def rule_on(acquired_on: date) -> SmallCompanyRule | None:
    """Return the special measure in force on a day, None outside the days known here."""
    return next((rule for rule in RULES if rule.first_day <= acquired_on <= rule.last_day), None)


def is_large_programme(investment_jpy: float, company: Company) -> bool:
    """Say whether to ask a tax adviser about the 2026 incentive for large investment.

    It (immediate write-off or a credit of 7 %, expected return of 15 % or more) asks for 500 million yen of small
    companies and 3.5 billion yen of others; nothing is calculated from it.

    >>> is_large_programme(600_000_000, Company(120, True))
    True
    """
    least = LARGE_PROGRAMME_OF_SMALL_COMPANY_JPY if company.is_small else LARGE_PROGRAMME_JPY
    return investment_jpy >= least


def _why_not(
    price_jpy: float, rule: SmallCompanyRule | None, company: Company, booked_jpy: float
) -> Text | None:
    if rule is None:
        return _allowed_by_none()
    if not company.is_small or company.employees > rule.most_employees:
        return Text(
            f"中小企業者等の特例は従業員{rule.most_employees}人以下の中小企業だけが使えます。通常の減価償却です。",
            f"Only small companies of at most {rule.most_employees} employees may use the special measure: "
            "ordinary depreciation.",
        )
    if price_jpy >= rule.below_jpy:
        return Text(
            f"{rule.below_jpy // 10_000}万円以上のため、通常の減価償却です。",
            f"{rule.below_jpy:,} yen or more: ordinary depreciation.",
        )
    if booked_jpy + price_jpy > YEARLY_LIMIT_JPY:
        return Text(
            "年間300万円の限度を超えるため、通常の減価償却です。",
            "Beyond the limit of 3,000,000 yen a year: ordinary depreciation.",
        )
    return None


def _allowed(rule: SmallCompanyRule) -> Text:
    return Text(
        f"中小企業者等の特例({rule.below_jpy // 10_000}万円未満、年間300万円まで)で、取得時に全額を費用にできます。",
        f"Special measure of small companies (below {rule.below_jpy:,} yen, 3,000,000 yen a year): "
        "an expense at once.",
    )


def _allowed_by_none() -> Text:
    return Text(
        "取得日に中小企業者等の特例があるか確認できないため、通常の減価償却とします。",
        "Whether the special measure of small companies holds on that day is not known: ordinary depreciation.",
    )
