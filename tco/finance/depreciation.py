"""Japanese depreciation in whole yen: straight line and 200 % declining balance, with the memorandum yen.

Rates: National Tax Agency table of the 200 % method (assets acquired from 2012-04-01).
Fractions of a yen are dropped.
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


DECLINING_RATES = {
    4: DecliningRates(Decimal("0.500"), Decimal("1.000"), Decimal("0.12499")),
    5: DecliningRates(Decimal("0.400"), Decimal("0.500"), Decimal("0.10800")),
    8: DecliningRates(Decimal("0.250"), Decimal("0.334"), Decimal("0.07909")),
}
STRAIGHT_RATES = {3: "0.334", 4: "0.250", 5: "0.200", 6: "0.167", 7: "0.143", 8: "0.125", 10: "0.100"}


def straight_line(cost_jpy: int, life_years: int, months_first_year: int = 12) -> list[int]:
    """Return the expense of each fiscal year in yen; a part year at the start adds a year at the end.

    >>> straight_line(10_000_000, 5)
    [2000000, 2000000, 2000000, 2000000, 1999999]
    """
    yearly = int(cost_jpy * _straight_rate(life_years))
    schedule: list[int] = []
    book = cost_jpy
    while book > MEMORANDUM_JPY:
        months = 12 if schedule else months_first_year
        schedule.append(min(yearly * months // 12, book - MEMORANDUM_JPY))
        book -= schedule[-1]
    return schedule


def declining_balance(cost_jpy: int, life_years: int, months_first_year: int = 12) -> list[int]:
    """Return the expense of each fiscal year by the 200 % declining balance method in yen.

    Raises KeyError for a life without published rates here (4, 5 and 8 years).

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
        full_year = int(revised_basis * rates.revised) if revised_basis else int(regular)
        months = 12 if schedule else months_first_year
        schedule.append(min(full_year * months // 12, book - MEMORANDUM_JPY))
        book -= schedule[-1]
    return schedule


def _straight_rate(life_years: int) -> Decimal:
    if life_years not in STRAIGHT_RATES:
        raise KeyError(life_years)
    return Decimal(STRAIGHT_RATES[life_years])
