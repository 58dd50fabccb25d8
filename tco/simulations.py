"""Asking for a simulation and carrying it out: the row is the truth, a lost message or killed worker loses nothing."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import User
from accounts.worker_messages import send_to_worker
from language.text import Text
from tco.errors import CostError
from tco.models import CostPlan, Simulation
from tco.simulation_results import draw_results, future_results, ranges_in
from tco.states import SIMULATION_ACTIVE, SimulationKind, SimulationStatus
from tco.uncertain_plan import uncertain_plan, uncertain_revision
from tco.uncertainty.draws import Draws

logger = logging.getLogger(__name__)

RUN = "tco.tasks.run_simulation"
MOST_ATTEMPTS = 3
# A message already on its way gets this long before another is sent.
PATIENCE = timedelta(seconds=30)
SECONDS_BETWEEN_TELLINGS = 1.0
USUAL_DRAWS = 100_000
FUTURE_DRAWS = 5_000
BROKEN = Text(
    "シミュレーションの途中で処理が繰り返し止まりました。計画と前提はそのままです。試行回数を減らしてもう一度実行し、"
    "それでも止まる場合は管理者に連絡してください。",
    "The simulation stopped several times on its way. The plan and its assumptions are unchanged. Run it again with "
    "fewer draws; if it stops again, tell your administrator.",
)


class _Taken(Exception):
    """Another worker holds the row now: whatever this one calculated is dropped."""


@dataclass(frozen=True)
class Asked:
    """What a person chooses: the future ("" = as entered) with the price war over it or not, draws and seed."""

    kind: SimulationKind = SimulationKind.DRAWS
    draws: int = USUAL_DRAWS
    seed: int = 1
    future: str = ""
    has_price_war: bool = False


@transaction.atomic
def request_simulation(plan: CostPlan, by: User | None, asked: Asked) -> Simulation:
    """Write down that the saved revision is to be simulated and wake a worker on commit.

    The same question about the same revision is answered by the row that is there. Raises CostError when an
    input has no value, or the draws or correlations cannot be used.
    """
    locked = CostPlan.objects.select_for_update().get(pk=plan.pk)
    facts = {
        "kind": asked.kind,
        "revision": locked.revision,
        "draws": asked.draws,
        "seed": asked.seed,
        "future": asked.future,
        "overlay": asked.has_price_war,
    }
    same = locked.simulations.filter(**facts).exclude(status=SimulationStatus.FAILED).first()
    if same is not None:
        return same
    _check(locked, asked)
    simulation = Simulation.objects.create(plan=locked, created_by=by, woken_at=timezone.now(), **facts)
    record(locked.organization, by, "simulation.requested", f"simulation:{simulation.pk}", **facts)
    transaction.on_commit(lambda: send_to_worker(RUN, simulation.pk))
    return simulation


def run_simulation(simulation_id: int) -> None:
    """Calculate a simulation unless that is done or another worker is at it; safe to call any number of times."""
    owner = new_owner()
    simulation = _claim(simulation_id, owner)
    if simulation is None:
        return
    try:
        if simulation.attempt > MOST_ATTEMPTS:
            # Each attempt ended its worker; one more would do so again.
            raise CostError(BROKEN)
        # From the first moment: reading the plan in a cold worker already takes seconds.
        with kept(lambda: _mine(simulation, owner).update(lease_until=lease_end())):
            results = _calculated(simulation, owner)
        _finish(simulation, owner, results)
    except _Taken:
        logger.info("simulation %s was taken over by another worker", simulation.pk)
    except CostError as error:
        _fail(simulation, owner, error.message)
    except Exception:
        logger.exception("simulation %s stopped (attempt %s)", simulation.pk, simulation.attempt)
        if simulation.attempt >= MOST_ATTEMPTS:
            _fail(simulation, owner, BROKEN)
        else:
            _mine(simulation, owner).update(
                status=SimulationStatus.WAITING, lease_until=None, owner="", woken_at=None
            )


def wake_waiting_simulations() -> int:
    """Send a message for every simulation that waits although nobody works on it; return how many."""
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=timezone.now() - PATIENCE)
    waiting = list(Simulation.objects.filter(quiet, free(), status__in=SIMULATION_ACTIVE))
    for simulation in waiting:
        Simulation.objects.filter(pk=simulation.pk).update(woken_at=timezone.now())
        send_to_worker(RUN, simulation.pk)
    return len(waiting)


def _check(plan: CostPlan, asked: Asked) -> None:
    """Refuse at once what a worker would refuse later."""
    case = uncertain_plan(plan)
    Draws(asked.seed, asked.draws, correlations=case.correlations)
    ranges = ranges_in(case, asked.future, has_price_war=asked.has_price_war)
    case.model.evaluate({key: one.mode for key, one in ranges.items()})


def _claim(simulation_id: int, owner: str) -> Simulation | None:
    """Take the row for one lease, if nobody else has it."""
    claimed = Simulation.objects.filter(free(), pk=simulation_id, status__in=SIMULATION_ACTIVE).update(
        owner=owner,
        status=SimulationStatus.RUNNING,
        lease_until=lease_end(),
        attempt=F("attempt") + 1,
        progress=0.0,
    )
    return Simulation.objects.select_related("plan").get(pk=simulation_id) if claimed else None


def _mine(simulation: Simulation, owner: str) -> Any:
    """The row, as long as this worker still holds it: one that took too long must not overwrite its successor."""
    return Simulation.objects.filter(pk=simulation.pk, owner=owner, status=SimulationStatus.RUNNING)


def _calculated(simulation: Simulation, owner: str) -> dict[str, Any]:
    plan = simulation.plan
    case = uncertain_revision(plan, plan.revisions.get(number=simulation.revision))
    tell = _teller(simulation, owner)
    draws = Draws(simulation.seed, simulation.draws, correlations=case.correlations)
    if simulation.kind == SimulationKind.FUTURES:
        return future_results(case, draws, tell)
    ranges = ranges_in(case, simulation.future, has_price_war=simulation.overlay)
    return draw_results(case, ranges, draws, tell)


def _teller(simulation: Simulation, owner: str) -> Callable[[int, int], None]:
    """Return what writes progress down, at most once a second, and stops a worker whose row was taken over."""
    told = time.monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal told
        if time.monotonic() - told < SECONDS_BETWEEN_TELLINGS:
            return
        told = time.monotonic()
        if not _mine(simulation, owner).update(progress=done / count):
            raise _Taken

    return tell


def _finish(simulation: Simulation, owner: str, results: dict[str, Any]) -> None:
    _mine(simulation, owner).update(
        status=SimulationStatus.DONE,
        progress=1.0,
        results=results,
        lease_until=None,
        finished_at=timezone.now(),
    )


def _fail(simulation: Simulation, owner: str, message: Text) -> None:
    _mine(simulation, owner).update(
        status=SimulationStatus.FAILED,
        error_ja=message.ja,
        error_en=message.en,
        lease_until=None,
        finished_at=timezone.now(),
    )
