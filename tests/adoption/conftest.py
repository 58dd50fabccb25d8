"""A saved cost plan of the sample company's figures."""

from datetime import date
from pathlib import Path

import pytest

from tco.assumptions import load_assumptions
from tco.models import CostPlan
from tco.services import NewPlan, create_plan

SAMPLE = Path(__file__).resolve().parents[2] / "sample_company" / "assumptions.yaml"


@pytest.fixture
def plan(organization, owner) -> CostPlan:
    new = NewPlan("文書検索AI", date(2026, 4, 1))
    return create_plan(organization, owner, new, load_assumptions(SAMPLE), "初版")
