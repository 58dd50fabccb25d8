"""Japanese corporate and consumption tax as single rates for appraisal."""

from dataclasses import dataclass

DEFENCE_SURTAX_FROM_FISCAL_YEAR = 2026


@dataclass(frozen=True)
class TaxRates:
    """National rate, the surtaxes on it, and the deductible enterprise tax, all as shares."""

    corporate: float = 0.232
    local_corporate: float = 0.103
    inhabitant: float = 0.07
    defence: float = 0.04
    enterprise: float = 0.0959


def effective_tax_rate(rates: TaxRates) -> float:
    """Return (c(1 + local + inhabitant + defence) + e) / (1 + e): enterprise tax is itself deductible.

    Leaves out the 5,000,000 yen basic deduction of the defence tax and the reduced rate of small companies.

    >>> round(effective_tax_rate(TaxRates()), 4)
    0.3443
    """
    surtaxes = 1 + rates.local_corporate + rates.inhabitant + rates.defence
    return (rates.corporate * surtaxes + rates.enterprise) / (1 + rates.enterprise)


def cost_with_consumption_tax(net_jpy: float, rate: float, creditable_share: float) -> float:
    """Return the cost after input tax credit: the share that cannot be credited stays a cost.

    >>> round(cost_with_consumption_tax(10_000_000, 0.1, 0.8))
    10200000
    """
    return net_jpy * (1 + rate * (1 - creditable_share))
