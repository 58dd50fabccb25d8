"""A plan of three options over five years with a range for every assumption (fictional company)."""

from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import standard_shape
from tco.uncertainty.ranges import Range, fixed_at

Three = tuple[float, float, float]

VALUES: dict[str, float | Three] = {
    "users": (200, 240, 280),
    "tasks_per_user_day": (5, 6, 7),
    "retry_share": (0.1, 0.2, 0.3),
    "workdays_per_year": 242,
    "growth_per_month": (0, 0.01, 0.02),
    "peak_hour_share": (0.15, 0.2, 0.3),
    "burst_factor": (1.5, 2, 3),
    "adoption_y1": (0.2, 0.35, 0.5),
    "adoption_y2": (0.35, 0.55, 0.7),
    "adoption_y3": (0.45, 0.65, 0.8),
    "adoption_y4": (0.5, 0.7, 0.85),
    "adoption_y5": (0.5, 0.7, 0.85),
    "minutes_per_task_now": (8, 12, 15),
    "minutes_saved_per_task": (5, 6.5, 8),
    "usable_answer_share": (0.6, 0.7, 0.8),
    "review_minutes_per_request": (1.2, 1.5, 2),
    "wage_jpy_per_hour": (3000, 3500, 4500),
    "redeployment_rate": (0.15, 0.25, 0.35),
    "other_cash_jpy_per_year": (0, 1.2e06, 2.4e06),
    "tokens_in_per_request": (1500, 2600, 5000),
    "tokens_out_per_request": (150, 320, 800),
    "cached_share": (0, 0.2, 0.4),
    "utilisation_cap": (0.5, 0.7, 0.8),
    "build_jpy": (3.2e06, 4e06, 6e06),
    "build_capitalised_share": 0.7,
    "data_preparation_jpy": (1.8e06, 2.4e06, 4e06),
    "training_initial_jpy": (900000, 1.2e06, 1.8e06),
    "training_jpy_per_year": (200000, 300000, 600000),
    "governance_jpy_per_year": (500000, 800000, 1.5e06),
    "platform_jpy_per_year": (480000, 720000, 1.2e06),
    "revalidation_jpy": (250000, 400000, 800000),
    "fte_cost_jpy_per_year": (8e06, 9e06, 1e07),
    "tariff_jpy_per_kwh": (20, 25, 32),
    "fx_jpy_per_usd": (140, 155, 175),
    "discount_rate": 0.06,
    "tax_rate": 0.3064,
    "consumption_tax_rate": 0.1,
    "creditable_share": 1,
    "data_policy": 2,
    "api_usd_per_mtok_in": (1.6, 2, 2.5),
    "api_usd_per_mtok_cached": (0.4, 0.5, 0.7),
    "api_usd_per_mtok_out": (6.4, 8, 10),
    "api_price_change_per_year": (-0.3, 0, 0.2),
    "api_ops_fte": (0.1, 0.15, 0.3),
    "api_extra_build_jpy": (600000, 800000, 1.5e06),
    "api_model_life_months": (9, 15, 24),
    "api_exit_jpy": (300000, 500000, 1.5e06),
    "cloud_usd_per_gpu_hour": (1.99, 2.8, 5),
    "cloud_price_change_per_year": (-0.3, 0, 0.2),
    "cloud_storage_jpy_per_year": (120000, 180000, 360000),
    "cloud_hours_per_year": (2900, 3000, 8760),
    "cloud_output_tokens_per_second_per_gpu": (300, 800, 2000),
    "cloud_gpus_per_replica": 1,
    "cloud_spare_replicas": 1,
    "cloud_ops_fte": (0.2, 0.3, 0.5),
    "cloud_extra_build_jpy": (2e06, 2.5e06, 4.5e06),
    "cloud_model_life_months": (12, 24, 36),
    "cloud_exit_jpy": (300000, 500000, 1e06),
    "onprem_output_tokens_per_second_per_gpu": (300, 800, 2000),
    "onprem_gpus_per_replica": 1,
    "onprem_spare_replicas": 1,
    "onprem_server_price_jpy": (9e06, 1.2e07, 1.8e07),
    "onprem_gpus_per_server": 8,
    "onprem_minimum_servers": 1,
    "onprem_price_change_per_year": (-0.3, 0, 0.2),
    "onprem_installation_jpy": (800000, 1.2e06, 2.5e06),
    "onprem_gpu_power_w": 600,
    "onprem_gpu_load_share": (0.5, 0.6, 0.69),
    "onprem_server_other_power_w": (300, 400, 600),
    "onprem_pue": (1.2, 1.5, 2),
    "onprem_maintenance_rate": (0.05, 0.08, 0.15),
    "onprem_facility_jpy_per_year": (200000, 300000, 600000),
    "onprem_residual_share": (0, 0.1, 0.2),
    "onprem_depreciation_years": 5,
    "onprem_ops_fte": (0.3, 0.5, 0.8),
    "onprem_extra_build_jpy": (2.4e06, 3e06, 5e06),
    "onprem_model_life_months": (12, 24, 36),
    "onprem_exit_jpy": (400000, 600000, 1.5e06),
}


def plan() -> PlanModel:
    return plan_model(standard_shape())


def plan_ranges() -> dict[str, Range]:
    """What is not listed keeps its neutral value; a single value stands for all three."""
    found = {}
    for spec in plan().inputs:
        given = VALUES.get(spec.key, spec.neutral if spec.neutral is not None else 0.0)
        found[spec.key] = Range(*given, spec.spread) if isinstance(given, tuple) else fixed_at(given)
    return found


def plan_codes() -> dict[str, int]:
    return {option.key: option.code for option in plan().shape.options}
