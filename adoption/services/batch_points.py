"""Hands the speeds that an evaluation measured over to the sizing of a cost plan, as values."""

from accounts.models import User
from evaluations.models import Run, RunCandidate
from tco.models import CostPlan, SizingStudy
from tco.sizing.points import MeasuredSetup, Measurement, points_of_run
from tco.sizing_services import save_points


def hand_over_points(
    run: Run, plan: CostPlan, by: User | None, includes_newcomers: bool
) -> SizingStudy | None:
    """Keep the batches of a run as points of the plan's sizing; None when no batch was measured.

    `includes_newcomers` is False for static batches, which nobody joins.
    """
    measured = measurements_in(run, includes_newcomers)
    return save_points(plan, by, run.name, measured) if measured else None


def measurements_in(run: Run, includes_newcomers: bool) -> tuple[Measurement, ...]:
    """Return what each candidate of a run measured on each device."""
    places = run.run_candidates.prefetch_related("batches")
    return tuple(one for place in places for one in _of_place(run, place, includes_newcomers))


def _of_place(run: Run, place: RunCandidate, includes_newcomers: bool) -> list[Measurement]:
    finished = run.finished_at.isoformat() if run.finished_at else ""
    engine = "continuous" if includes_newcomers else "static"
    by_device = points_of_run(place.batches.all(), includes_newcomers)
    return [
        Measurement(MeasuredSetup(device, engine, str(place.snapshot["name"]), "", finished), points)
        for device, points in by_device.items()
    ]
