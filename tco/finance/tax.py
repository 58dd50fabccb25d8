"""Japanese corporate and consumption tax as single rates for appraisal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Special defence corporate tax: fiscal years that begin on this day or later.
DEFENCE_SURTAX_FROM = date(2026, 4, 1)
DEFENCE_SURTAX = 0.04


class CompanySize(StrEnum):
    """Which enterprise tax a company pays: by income alone, or partly by size (capital above 100 million yen)."""

    SMALL = "small"
    LARGE = "large"


# Standard rates with the special enterprise tax on top: 7.0 % x 1.37 and 1.0 % x 3.60.
ENTERPRISE = {CompanySize.SMALL: 0.0959, CompanySize.LARGE: 0.036}


@dataclass(frozen=True)
class TaxRates:
    """National rate, the surtaxes on it, and the deductible enterprise tax, all as shares."""

    corporate: float = 0.232
    local_corporate: float = 0.103
    inhabitant: float = 0.07
    defence: float = DEFENCE_SURTAX
    enterprise: float = 0.0959


def effective_tax_rate(rates: TaxRates) -> float:
    """Return (c(1 + local + inhabitant + defence) + e) / (1 + e): enterprise tax is itself deductible.

    Leaves out the 5,000,000 yen basic deduction of the defence tax and the reduced rate of small companies.

    >>> round(effective_tax_rate(TaxRates()), 4)
    0.3443
    """
    surtaxes = 1 + rates.local_corporate + rates.inhabitant + rates.defence
    return (rates.corporate * surtaxes + rates.enterprise) / (1 + rates.enterprise)


def standard_rates(size: CompanySize, year_begins_on: date) -> TaxRates:
    """Return the standard rates of a fiscal year; a city or prefecture may levy more.

    >>> round(effective_tax_rate(standard_rates(CompanySize.LARGE, date(2026, 3, 1))), 4)
    0.2974
    """
    defence = DEFENCE_SURTAX if year_begins_on >= DEFENCE_SURTAX_FROM else 0.0
    return TaxRates(defence=defence, enterprise=ENTERPRISE[size])


def effective_tax_by_year(size: CompanySize, first_year_begins_on: date, years: int) -> dict[date, float]:
    """Return the effective rate of each fiscal year by the day on which it begins.

    >>> [round(rate, 4) for rate in effective_tax_by_year(CompanySize.SMALL, date(2025, 4, 1), 2).values()]
    [0.3358, 0.3443]
    """
    begins = (first_year_begins_on.replace(year=first_year_begins_on.year + n) for n in range(years))
    return {day: effective_tax_rate(standard_rates(size, day)) for day in begins}


def cost_with_consumption_tax(net_jpy: float, rate: float, creditable_share: float) -> float:
    """Return the cost after input tax credit: the share that cannot be credited stays a cost.

    >>> round(cost_with_consumption_tax(10_000_000, 0.1, 0.8))
    10200000
    """
    return net_jpy * (1 + rate * (1 - creditable_share))
