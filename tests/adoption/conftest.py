"""A saved cost plan of the sample company's figures."""

from pathlib import Path

import pytest

from tco.assumptions import load_assumptions
from tco.models import CostPlan
from tco.services import create_plan_from_defaults

SAMPLE = Path(__file__).resolve().parents[2] / "sample_company" / "assumptions.yaml"


@pytest.fixture
def plan(organization, owner) -> CostPlan:
    return create_plan_from_defaults(
        organization, owner, "文書検索AI", 2026, load_assumptions(SAMPLE), "初版"
    )
