"""A saved plan whose every assumption has a range, and simulations of it small enough to wait for."""

from datetime import date
from decimal import Decimal

import pytest

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.models import CostPlan
from tco.services import NewPlan, create_plan
from tco.simulations import Asked, request_simulation
from tco.states import SimulationKind
from tests.tco.uncertainty.plan_ranges import VALUES

SOURCE = Text("架空の会社の見積", "A fictional company's estimate")


def assumption(key: str, given: float | tuple[float, float, float]) -> AssumptionValue:
    low, mode, high = given if isinstance(given, tuple) else (given, given, given)
    low_end, middle, high_end = (Decimal(str(value)) for value in (low, mode, high))
    return AssumptionValue(key, low_end, middle, high_end, SOURCE, date(2026, 11, 1), Status.ASSUMPTION)


@pytest.fixture
def ranged_plan(organization, owner) -> CostPlan:
    values = [assumption(key, given) for key, given in VALUES.items()]
    return create_plan(organization, owner, NewPlan("幅のある計画", date(2027, 4, 1)), values, "初版")


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """The messages to workers, caught instead of sent."""
    found: list[int] = []
    monkeypatch.setattr("tco.simulations.send_to_worker", lambda task, pk: found.append(pk))
    return found


@pytest.fixture
def asked(ranged_plan, owner, sent):
    """Ask for a simulation of 200 draws, or as named."""

    def ask(kind=SimulationKind.DRAWS, draws=200, **chosen):
        return request_simulation(ranged_plan, owner, Asked(kind, draws, **chosen))

    return ask
