"""`manage.py tco`: the numbers of a plan for scripts."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tco.assumptions import Scenario
from tco.selectors import as_json, plan_results
from tco.services import NewPlan, create_plan
from tco.starting import starting_assumptions

pytestmark = pytest.mark.django_db


def printed(*words):
    out = io.StringIO()
    call_command("tco", *words, stdout=out)
    return out.getvalue()


def test_the_headlines_are_those_of_the_page(plan):
    found = json.loads(printed(f"--plan={plan.pk}", "--json", "--scenario=cautious"))
    assert found == json.loads(json.dumps(as_json(plan_results(plan, Scenario.CAUTIOUS))))
    assert found["options"][0]["npv_jpy"] < 0


def test_any_row_can_be_asked_for_and_what_is_unknown_is_null(plan):
    rows = json.loads(
        printed(
            f"--plan={plan.pk}",
            "--json",
            "--scenario=cautious",
            "--rows",
            "api.cost",
            "api.cost.fy",
            "cloud.irr",
        )
    )["rows"]
    results = plan_results(plan, Scenario.CAUTIOUS).results
    assert rows["api.cost"]["values"] == pytest.approx(results.each("api.cost"))
    assert rows["api.cost"]["periods"][1] == "2026-04"
    assert len(rows["api.cost.fy"]["values"]) == 6
    assert rows["cloud.irr"]["value"] is None
    assert "api.cost" in printed(f"--plan={plan.pk}", "--rows", "api.cost")


def test_the_list_names_the_plans_of_an_organisation(plan, other_organization):
    (row,) = json.loads(printed("--list", "--json"))
    assert (row["plan"], row["options"]) == (plan.pk, ["api", "cloud", "onprem"])
    assert json.loads(printed("--list", "--json", f"--organization={other_organization.slug}")) == []
    assert plan.name in printed("--list")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--plan=987654"], 2),
        (["--plan={plan}", "--rows", "no.such.row"], 2),
        (["--plan={plan}", "--organization=tasha"], 2),
        (["--plan={empty}"], 3),
    ],
)
def test_what_cannot_be_printed_ends_with_its_own_code(words, code, plan, organization, owner):
    new = NewPlan("新しい計画", date(2027, 4, 1))
    empty = create_plan(organization, owner, new, starting_assumptions(), "初版")
    with pytest.raises(CommandError) as caught:
        printed(*[word.format(plan=plan.pk, empty=empty.pk) for word in words])
    assert caught.value.returncode == code
