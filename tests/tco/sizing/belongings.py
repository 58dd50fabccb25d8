"""A sizing study of a plan, by which addresses name it: for the tests that walk all pages."""

from tco.models import CostPlan
from tco.sizing_services import save_study
from tco.sizing_typed import Ground, Typed, answer_to


def around_sizing(plan: CostPlan, user, suffix: str = "") -> dict[str, int]:
    """Add an answered study and return its number."""
    typed = Typed(
        option="onprem",
        ground=Ground.SPECIFICATION,
        gpu="h100-sxm",
        model="qwen3-8b",
        precision="bf16",
        measured_set=0,
        measured_tensor_parallel=1,
        table=(),
        peak_requests_per_s=3.0,
        growth=(0.5, 1.0),
        input_tokens=1024,
        cached_tokens=0,
        output_tokens=256,
        ttft_s=2.0,
        tpot_s=0.05,
        spare="replica",
        gpus_per_server=8,
        utilisation_max=0.7,
        lead_time_months=4,
    )
    study = save_study(plan, user, f"極秘{suffix}の見積", typed, answer_to(typed, None, None), None)
    return {"study": study.pk}
