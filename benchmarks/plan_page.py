"""The plan page after one moved value: saved and moved values in three scenarios, calculated in one pass."""

from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organization, User
from accounts.roles import Role
from benchmarks.comparison import Comparison, best_cpu_s
from tco.assumptions import Scenario, load_assumptions, scenario_values, with_neutral
from tco.forms.typed import to_typed
from tco.headlines import headlines
from tco.model.columns import evaluate_together
from tco.models import CostPlan
from tco.pages.sliders import slider_pairs
from tco.plan.model import PlanModel, plan_model
from tco.services import NewPlan, create_plan

SAMPLE = Path(__file__).resolve().parent.parent / "sample_company" / "assumptions.yaml"
WANTED_MS = 150
TIMES = 10


def compare() -> Comparison:
    plan, client = _plan()
    page_ms = best_cpu_s(lambda: _ask(plan, client), TIMES) * 1000
    model = plan_model(plan.shape)
    known = with_neutral(model, load_assumptions(SAMPLE))
    cases = [scenario_values(model, known, scenario) for scenario in (*Scenario, *Scenario)]
    together_ms = best_cpu_s(lambda: _together(model, cases), TIMES) * 1000
    alone_ms = best_cpu_s(lambda: [headlines(model.evaluate(case)) for case in cases], TIMES) * 1000
    return Comparison(
        f"Plan page of {len(model.shape.options)} options after a moved value; wanted: {WANTED_MS} ms",
        f"whole answer: {page_ms:.0f} ms; of it six cases in one pass: {together_ms:.0f} ms",
        f"the six cases one after another: {alone_ms:.0f} ms",
        alone_ms / together_ms,
        "times less processor time",
    )


def _plan() -> tuple[CostPlan, Client]:
    organization = Organization.objects.create(slug="bench", name="bench", name_en="bench")
    user = User.objects.create_user("bench@bench.example", "a long password of nobody", name="bench")
    Membership.objects.create(user=user, organization=organization, role=Role.OWNER)
    new = NewPlan("bench", date(2027, 4, 1))
    plan = create_plan(organization, user, new, load_assumptions(SAMPLE), "")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return plan, client


def _ask(plan: CostPlan, client: Client) -> None:
    typed: dict[str, Any] = {spec.key: to_typed(spec, value.mode) for spec, value in slider_pairs(plan)}
    data = typed | {"redeployment_rate": "40", "revision": plan.revision, "scenario": "cautious"}
    url = reverse("tco:plan_recalculate", args=[plan.organization.slug, plan.pk])
    answer = client.post(url, data, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        raise RuntimeError(f"the page answered {answer.status_code}")


def _together(model: PlanModel, cases: list[dict[str, float]]) -> None:
    for results in evaluate_together(model, cases):
        headlines(results)
