"""How sure the sample's plan is: a sizing study of its own server, and a simulation by the same task as on the page."""

from accounts.models import User
from tco.models import CostPlan, Simulation, SizingStudy
from tco.simulations import Asked, request_simulation
from tco.sizing.answer import SizingAnswer
from tco.sizing_selectors import Said, said_by
from tco.sizing_services import save_study
from tco.sizing_typed import Ground, Typed, answer_to

STUDY = "RTX PRO 6000 × Qwen3-30B-A3B(仕様からの見積)"
OPTION, GPU, MODEL = "onprem", "rtxpro6000ws", "qwen3-30b-a3b"
FIRST_TOKEN_S, EACH_TOKEN_S = 2.0, 0.05
UTILISATION = 0.7


def study_size(plan: CostPlan, user: User) -> SizingStudy | None:
    """Find or save how many GPUs the peak takes; None when somebody took own servers out of the plan.

    Nothing was measured on a GPU, so the plan goes on with what it assumes.
    """
    found = plan.sizing_studies.filter(name=STUDY).first()
    if found is not None or OPTION not in {option.key for option in plan.shape.options}:
        return found
    said = said_by(plan, plan.shape.option(OPTION))
    return save_study(plan, user, STUDY, *_answered(said), None)


def _answered(said: Said) -> tuple[Typed, SizingAnswer]:
    typed = Typed(
        option=OPTION,
        ground=Ground.SPECIFICATION,
        gpu=GPU,
        model=MODEL,
        precision="fp8",
        measured_set=0,
        measured_tensor_parallel=1,
        table=(),
        peak_requests_per_s=said.peak_requests_per_s or 0.0,
        growth=said.growth,
        input_tokens=said.input_tokens or 0.0,
        cached_tokens=said.cached_tokens or 0.0,
        output_tokens=said.output_tokens or 0.0,
        ttft_s=FIRST_TOKEN_S,
        tpot_s=EACH_TOKEN_S,
        spare="replica",
        gpus_per_server=said.gpus_per_server or 1,
        utilisation_max=said.utilisation_max or UTILISATION,
        lead_time_months=said.lead_time_months or 0,
    )
    return typed, answer_to(typed, None, said.price_jpy_per_gpu)


def ask_simulation(plan: CostPlan, user: User) -> Simulation:
    """Ask for 100,000 draws of the plan as it is now; the same question again is answered by what is there."""
    return request_simulation(plan, user, Asked())
