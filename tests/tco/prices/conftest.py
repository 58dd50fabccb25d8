"""A company's plan whose every input has a value, and a bill to lay beside it."""

from datetime import date
from pathlib import Path

import pytest

from tco.assumptions import load_assumptions
from tco.models import CostPlan
from tco.services import NewPlan, create_plan
from tests.tco.prices.drafts import TODAY

SAMPLE = Path(__file__).resolve().parents[3] / "sample_company" / "assumptions.yaml"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return TODAY


@pytest.fixture
def plan(organization, owner) -> CostPlan:
    values = load_assumptions(SAMPLE)
    return create_plan(organization, owner, NewPlan("文書検索AI", date(2026, 9, 1)), values, "初版")
