"""At the limits of what the inputs accept, pages, files and JSON hold finite numbers or words, nothing else."""

import io
import json
import math
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.plan.model import plan_model
from tco.plan.shape import Kind, option_row
from tco.services import NewPlan, create_plan
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db
ALL_KINDS = [option_row(kind.value, kind) for kind in Kind]
ENDS = {
    "least": lambda spec: spec.minimum,
    "most": lambda spec: spec.maximum,
    "nothing happens": lambda spec: max(spec.minimum, min(spec.maximum, 0.0)),
    "one": lambda spec: max(spec.minimum, min(spec.maximum, 1.0)),
}


def _known(spec, end):
    value = Decimal(str(end(spec)))
    source, day = Text("試験", "test"), date(2026, 1, 1)
    return AssumptionValue(spec.key, value, value, value, source, day, Status.ASSUMPTION)


@pytest.fixture(params=ENDS, ids=str)
def extreme(request, organization, owner):
    new = NewPlan("極端な計画", date(2027, 8, 1), 2, 4, ALL_KINDS)
    values = [_known(spec, ENDS[request.param]) for spec in plan_model(new.shape).inputs]
    return create_plan(organization, owner, new, values, "初版")


@pytest.mark.parametrize("name", ["plan_detail", "plan_months", "plan_months_csv", "plan_compare"])
def test_no_page_shows_an_impossible_number(name, extreme, owner_client):
    response = owner_client.get(address(name, extreme, scenario="cautious", section="all"))
    assert response.status_code == 200
    assert not re.search(r"\b(nan|inf|infinity)\b", response.content.decode(), re.IGNORECASE)


def test_the_json_holds_finite_numbers_or_null(extreme):
    out = io.StringIO()
    keys = [row.key for row in plan_model(extreme.shape).rows if row.shape == "scalar"]
    call_command("tco", f"--plan={extreme.pk}", "--json", "--rows", *keys, stdout=out)
    rows = json.loads(out.getvalue(), parse_constant=pytest.fail)["rows"]
    assert all(row["value"] is None or math.isfinite(row["value"]) for row in rows.values())
