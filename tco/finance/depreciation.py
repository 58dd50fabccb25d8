"""Japanese depreciation in whole yen: straight line and 200 % declining balance, with the memorandum yen.

Rates: ministerial ordinance on useful lives (減価償却資産の耐用年数等に関する省令), appended table 8 for the
straight line and table 10 for the 200 % method (assets acquired from 2012-04-01). Fractions of a yen are dropped.
"""

from dataclasses import dataclass
from decimal import Decimal

MEMORANDUM_JPY = 1


@dataclass(frozen=True)
class DecliningRates:
    """Rate, revised rate once the guarantee amount is not reached, and guarantee rate."""

    rate: Decimal
    revised: Decimal
    guarantee: Decimal


# A life of two years is written off at 1.000; the table gives it no revised rate and no guarantee.
DECLINING_RATES = {
    2: DecliningRates(Decimal("1.000"), Decimal("1.000"), Decimal(0)),
    3: DecliningRates(Decimal("0.667"), Decimal("1.000"), Decimal("0.11089")),
    4: DecliningRates(Decimal("0.500"), Decimal("1.000"), Decimal("0.12499")),
    5: DecliningRates(Decimal("0.400"), Decimal("0.500"), Decimal("0.10800")),
    6: DecliningRates(Decimal("0.333"), Decimal("0.334"), Decimal("0.09911")),
    7: DecliningRates(Decimal("0.286"), Decimal("0.334"), Decimal("0.08680")),
    8: DecliningRates(Decimal("0.250"), Decimal("0.334"), Decimal("0.07909")),
    9: DecliningRates(Decimal("0.222"), Decimal("0.250"), Decimal("0.07126")),
    10: DecliningRates(Decimal("0.200"), Decimal("0.250"), Decimal("0.06552")),
}
STRAIGHT_RATES = {
    2: Decimal("0.500"),
    3: Decimal("0.334"),
    4: Decimal("0.250"),
    5: Decimal("0.200"),
    6: Decimal("0.167"),
    7: Decimal("0.143"),
    8: Decimal("0.125"),
    9: Decimal("0.112"),
    10: Decimal("0.100"),
}
SHORTEST_LIFE = min(DECLINING_RATES)


def straight_line(cost_jpy: int, life_years: int, months_first_year: int = 12) -> list[int]:
    """Return the expense of each fiscal year in yen; a part year at the start adds a year at the end.

    Raises KeyError for a life outside 2 to 10 years.

    >>> straight_line(10_000_000, 5)
    [2000000, 2000000, 2000000, 2000000, 1999999]
    """
    yearly = max(1, int(cost_jpy * STRAIGHT_RATES[life_years]))
    schedule: list[int] = []
    book = cost_jpy
    while book > MEMORANDUM_JPY:
        months = 12 if schedule else months_first_year
        schedule.append(min(yearly * months // 12, book - MEMORANDUM_JPY))
        book -= schedule[-1]
    return schedule


def declining_balance(cost_jpy: int, life_years: int, months_first_year: int = 12) -> list[int]:
    """Return the expense of each fiscal year by the 200 % declining balance method in yen.

    Raises KeyError for a life outside 2 to 10 years.

    >>> declining_balance(10_000_000, 5)
    [4000000, 2400000, 1440000, 1080000, 1079999]
    """
    rates = DECLINING_RATES[life_years]
    guarantee = cost_jpy * rates.guarantee
    schedule: list[int] = []
    book, revised_basis = cost_jpy, 0
    while book > MEMORANDUM_JPY:
        regular = book * rates.rate
        if not revised_basis and regular < guarantee:
            revised_basis = book
        full_year = max(1, int(revised_basis * rates.revised if revised_basis else regular))
        months = 12 if schedule else months_first_year
        schedule.append(min(full_year * months // 12, book - MEMORANDUM_JPY))
        book -= schedule[-1]
    return schedule
