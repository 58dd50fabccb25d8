"""Assumptions as plans of yearly columns stored them, read as today's inputs."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tco.assumptions import AssumptionValue

SHARED_BY_SIZED = ("output_tokens_per_second_per_gpu", "gpus_per_replica", "spare_replicas")
OF_SERVERS = (
    "server_price_jpy",
    "gpus_per_server",
    "installation_jpy",
    "gpu_power_w",
    "gpu_load_share",
    "server_other_power_w",
    "pue",
    "maintenance_rate",
    "facility_jpy_per_year",
    "residual_share",
)
TODAY_KEYS: dict[str, tuple[str, ...]] = {
    **{key: (f"cloud_{key}", f"onprem_{key}") for key in SHARED_BY_SIZED},
    **{key: (f"onprem_{key}",) for key in OF_SERVERS},
    "depreciation_years": ("software_years", "onprem_depreciation_years"),
}
CHANGES_PER_YEAR = "_model_changes_per_year"
LONGEST_LIFE_MONTHS = Decimal(1200)


def as_today(values: Iterable[AssumptionValue]) -> list[AssumptionValue]:
    """Return assumptions under today's keys; a number of model changes a year becomes a model's life."""
    return [new for value in values for new in _as_today(value)]


def _as_today(value: AssumptionValue) -> list[AssumptionValue]:
    if value.key.endswith(CHANGES_PER_YEAR):
        key = value.key.removesuffix(CHANGES_PER_YEAR) + "_model_life_months"
        low, mode, high = (_life(changes) for changes in (value.high, value.mode, value.low))
        return [replace(value, key=key, low=low, mode=mode, high=high)]
    return [replace(value, key=key) for key in TODAY_KEYS.get(value.key, (value.key,))]


def _life(changes_per_year: Decimal) -> Decimal:
    """12 months / changes; no change at all is the longest life.

    >>> _life(Decimal("2")), _life(Decimal("0"))
    (Decimal('6.0'), Decimal('1200'))
    """
    if changes_per_year <= 0:
        return LONGEST_LIFE_MONTHS
    return min(LONGEST_LIFE_MONTHS, round(12 / changes_per_year, 1))
