"""Simulating a plan while workers die: one whole result, or none."""

from datetime import date

import pytest

from accounts.worker_messages import send_to_worker
from tco.models import Simulation
from tco.services import NewPlan, create_plan
from tco.simulations import RUN, Asked, request_simulation
from tco.states import SimulationStatus
from tests.faults.conftest import PATIENCE
from tests.faults.machine import kill, wait_until
from tests.tco.uncertainty.conftest import assumption
from tests.tco.uncertainty.plan_ranges import VALUES


@pytest.fixture
def simulation(machine, organization, owner, monkeypatch) -> Simulation:
    monkeypatch.setattr("tco.simulations.PATIENCE", PATIENCE)
    values = [assumption(key, given) for key, given in VALUES.items()]
    plan = create_plan(organization, owner, NewPlan("5年計画", date(2027, 4, 1)), values, "初版")
    return request_simulation(plan, owner, Asked(draws=10_000))


@pytest.mark.services
def test_a_worker_killed_while_drawing_leaves_one_whole_result_in_the_end(machine, simulation, reconciler):
    worker = machine.start_worker("a", "report")

    def is_running():
        simulation.refresh_from_db()
        return simulation.status == SimulationStatus.RUNNING

    wait_until(is_running, "the simulation is running", every_s=0.01)
    kill(worker)
    simulation.refresh_from_db()
    assert (simulation.status, simulation.results) == (SimulationStatus.RUNNING, None)
    machine.start_worker("b", "report")

    def is_done():
        reconciler()
        simulation.refresh_from_db()
        return simulation.is_done

    wait_until(is_done, "the simulation is done")
    assert simulation.attempt == 2
    assert len(simulation.results["options"]) == 3


@pytest.mark.services
def test_two_workers_that_are_woken_many_times_calculate_once(machine, simulation):
    for _ in range(5):
        send_to_worker(RUN, simulation.pk)
    for name in ("a", "b"):
        machine.start_worker(name, "report", lease_s=60)  # The race alone: no lease runs out here.
    wait_until(lambda: Simulation.objects.get(pk=simulation.pk).is_done, "the simulation is done")
    simulation.refresh_from_db()
    assert simulation.attempt == 1
