"""A simulation and a stress test of a plan, by which addresses name them: for the tests that walk all pages."""

from tco.models import CostPlan, Simulation
from tco.simulations import run_simulation
from tco.states import SimulationKind


def around_analysis(plan: CostPlan, user) -> dict[str, int]:
    """Add both, calculated (or failed with a reason, where the plan has unknown inputs), and return their numbers."""
    rows = {
        name: Simulation.objects.create(
            plan=plan, kind=kind, revision=plan.revision, draws=50, created_by=user
        )
        for name, kind in (("simulation", SimulationKind.DRAWS), ("stress", SimulationKind.FUTURES))
    }
    for row in rows.values():
        run_simulation(row.pk)
    return {name: row.pk for name, row in rows.items()}
