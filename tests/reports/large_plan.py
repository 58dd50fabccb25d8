"""A plan with every kind of option, seven years, two uses, and fiscal years that begin in another month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reports.contents import CostPart, Inputs, ManagementReport
from tco.assumptions import AssumptionValue
from tco.model.rows import InputSpec
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import Kind, option_row, plan_shape
from tests.reports.sample import in_order, known_lines, sample_report

STARTS_ON, FISCAL_START_MONTH, YEARS = date(2027, 6, 1), 10, 7
USES = [{"ja": "技術文書の検索", "en": "Document search"}, {"ja": "見積の下書き", "en": "Draft quotations"}]
# An input that the sample company does not have takes the value of the same input of a similar option.
SIMILAR = {
    "domestic": "api",
    "reserved": "cloud",
    "spot": "cloud",
    "edge": "onprem",
    "hybrid": "onprem",
}
OWN = {
    "use2_users": "25",
    "use2_minutes_saved_per_task": "9",
    "use2_extra_build_jpy": "800000",
    "domestic_jpy_per_mtok_in": "450",
    "domestic_jpy_per_mtok_cached": "120",
    "domestic_jpy_per_mtok_out": "1500",
    "domestic_fixed_jpy_per_month": "20000",
    "reserved_commitment_months": "36",
    "reserved_discount_share": "0.35",
    "reserved_early_exit_share": "0.8",
    "spot_availability_share": "0.8",
    "spot_rerun_share": "0.1",
    "spot_fallback_usd_per_gpu_hour": "3.5",
    "edge_server_price_jpy": "900000",
    "edge_gpus_per_server": "1",
    "edge_depreciation_years": "4",
    "edge_depreciation_method": "2",
    "onprem_depreciation_method": "1",
    "onprem_fixed_asset_tax_rate": "0.014",
    "hybrid_acquisition": "1",
    "hybrid_base_servers": "1",
    "hybrid_price_change_per_year": "-0.1",
    "hybrid_usd_per_mtok_in": "2",
    "hybrid_usd_per_mtok_cached": "0.5",
    "hybrid_usd_per_mtok_out": "8",
    "api_cutoff_probability": "0.05",
    "api_outage_days": "10",
    "api_outage_jpy_per_day": "60000",
    "fx_change_per_year": "0.02",
    "growth_per_month": "0.03",
    "confidential_share": "0.1",
}


def large_model() -> PlanModel:
    """Eight options, two uses, eighty-four months in eight fiscal years."""
    options = [option_row(kind.value, kind) for kind in Kind]
    return plan_model(plan_shape(YEARS, STARTS_ON, FISCAL_START_MONTH, options, USES))


def large_lines(changes: dict[str, str] | None = None) -> tuple[AssumptionValue, ...]:
    """The sample company's assumptions, spread over all options; `changes` are further standard values."""
    model, known = large_model(), known_lines()
    found = {spec.key: line for spec in model.inputs if (line := _line(spec, known))}
    for key, value in (OWN | (changes or {})).items():
        found[key] = _at(found.get(key) or next(iter(known.values())), key, Decimal(value))
    return in_order(model, found)


def large_report(language: str = "ja", lines: tuple[AssumptionValue, ...] | None = None) -> ManagementReport:
    """The sample report with the large plan in it."""
    inputs = Inputs(4, "cd34" * 16, large_lines() if lines is None else lines)
    cost = CostPart("全案の比較", large_model(), inputs, STARTS_ON, FISCAL_START_MONTH)
    return replace(sample_report(language), cost=cost)  # type: ignore[arg-type]


def _line(spec: InputSpec, known: dict[str, AssumptionValue]) -> AssumptionValue | None:
    if spec.key.startswith("adoption_y"):
        return replace(known.get(spec.key, known["adoption_y5"]), key=spec.key)
    owner, _, rest = spec.key.partition("_")
    like = rest if owner == "use2" else f"{SIMILAR.get(owner, owner)}_{rest}"
    line = known.get(spec.key) or known.get(like)
    return replace(line, key=spec.key) if line else None


def _at(line: AssumptionValue, key: str, value: Decimal) -> AssumptionValue:
    return replace(line, key=key, low=value, mode=value, high=value)
