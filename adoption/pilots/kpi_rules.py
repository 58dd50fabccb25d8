"""What is wrong with a chosen KPI beside the ones chosen before."""

from collections.abc import Sequence

from adoption.pilots.definition import KpiDefinition
from adoption.pilots.progress import is_better
from adoption.pilots.rules import MOST_SECONDARY, Problem
from language.text import Text

_WAYS = {
    "down": Text(
        "このKPIは下がるほど良いので、目標は開始値より小さくしてください。",
        "This KPI is better when it falls: the target must be below the start.",
    ),
    "up": Text(
        "このKPIは上がるほど良いので、目標は開始値より大きくしてください。",
        "This KPI is better when it rises: the target must be above the start.",
    ),
}


def kpi_problems(kpi: KpiDefinition, others: Sequence[KpiDefinition]) -> tuple[Problem, ...]:
    """Return what is wrong with a chosen KPI beside the ones chosen before."""
    found: list[Problem] = []
    if kpi.role == "primary" and any(other.role == "primary" for other in others):
        found.append(
            Problem(
                "role",
                Text(
                    "主KPIはすでに選ばれています。主KPIは1つだけです。先に今の主KPIの役割を変えてください。",
                    "A primary KPI is chosen already and there is only one. Change the role of the present one first.",
                ),
            )
        )
    secondary = sum(other.role == "secondary" for other in others)
    if kpi.role == "secondary" and secondary >= MOST_SECONDARY:
        found.append(
            Problem("role", Text("副KPIは5つまでです。", "At most five secondary KPIs are allowed."))
        )
    if (
        kpi.start is not None
        and kpi.target is not None
        and not is_better(kpi.direction, kpi.start, kpi.target)
    ):
        found.append(
            Problem(
                "target",
                _WAYS[kpi.direction],
            )
        )
    return tuple(found)
