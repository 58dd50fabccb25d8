"""The regret that a finished stress test of the plan found, for the inputs that the workbook shows."""

from reports.contents import RegretLine, StressPart
from tco.models import CostPlan
from tco.states import SimulationKind, SimulationStatus
from tco.uncertainty.futures_book import FutureBook, shipped_futures


def stress_part(plan: CostPlan) -> StressPart | None:
    """Read the latest stress test of the plan's own revision; None where there is none: an old one would mislead."""
    done = plan.simulations.filter(
        kind=SimulationKind.FUTURES, status=SimulationStatus.DONE, revision=plan.revision
    ).first()
    if done is None or not done.results:
        return None
    book, found = shipped_futures(), done.results
    lines = tuple(_line(book, one) for one in found["worlds"])
    return StressPart(lines, dict(found["worst_regret_jpy"]), str(found["least_regret"]), done.revision)


def _line(book: FutureBook, found: dict) -> RegretLine:  # type: ignore[type-arg]
    world = book.world(found["future"], has_price_war=found["overlay"])
    regret = {str(one["option"]): float(one["regret_jpy"]) for one in found["options"]}
    return RegretLine(world.label, regret, str(found["best"]))
