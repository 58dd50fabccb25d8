"""The plan page: every figure is the engine's, values move without being saved, scenarios follow the address."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from language.text import Text
from tco.assumptions import AssumptionValue, Scenario, Status
from tco.models import CostPlan
from tco.pages.sliders import inputs_that_matter, slider_pairs
from tco.plan.model import plan_model
from tco.plan.shape import Kind, option_row, plan_shape, standard_uses
from tco.selectors import assumptions_of, plan_results
from tco.services import NewPlan, create_plan
from tco.starting import starting_assumptions
from tco.templatetags.money import million, millions, plain, share
from tests.tco.pages.addresses import address, moved
from tests.tco.plan.shapes import plain_values

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def charts_of(page):
    return [json.loads(text) for text in re.findall(r'class="chart-data">(.*?)</script>', page, re.DOTALL)]


@pytest.mark.parametrize("scenario", list(Scenario))
def test_the_whole_page_follows_the_scenario_of_its_address(scenario, plan, owner_client):
    page = owner_client.get(address("plan_detail", plan, scenario=scenario.value)).content.decode()
    found = plan_results(plan, scenario)
    for line in found.headlines:
        assert line.label.ja in page
        if line.option == "none":
            continue
        for amount in (line.npv_jpy, line.tco_jpy, line.tco_pv_jpy, line.initial_jpy, line.annual_cost_jpy):
            assert millions(amount) in page
        assert plain(line.cost_per_request_jpy) in page
        assert share(line.roi) in page
    best = found.headline(found.best.key)
    assert million(best.npv_jpy) in page
    cumulative, _costs = charts_of(page)
    assert cumulative["series"][0]["data"][-1] == round(found.results.each("api.cumulative")[-1] / 1e6, 3)
    assert len(cumulative["series"]) == 4
    assert f"/trace/onprem.npv/?scenario={scenario.value}" in page


def test_the_bars_of_the_costs_add_up_to_what_is_paid(plan, owner_client):
    page = owner_client.get(address("plan_detail", plan)).content.decode()
    _cumulative, costs = charts_of(page)
    results = plan_results(plan).results
    for number, option in enumerate(("api", "cloud", "onprem")):
        stacked = sum(series["data"][number] for series in costs["series"])
        assert stacked == pytest.approx(sum(results.each(f"{option}.cost")) / 1e6, abs=0.01)


def test_an_unknown_scenario_or_option_in_the_address_shows_the_standard(plan, owner_client):
    page = owner_client.get(address("plan_detail", plan, scenario="'x", option="nothing")).content.decode()
    assert million(plan_results(plan).headline("api").npv_jpy) in page


def test_every_number_of_the_comparison_leads_to_its_trace(plan, owner_client):
    page = owner_client.get(address("plan_detail", plan)).content.decode()
    links = set(re.findall(r'class="figure[^"]*" href="([^"]+)"', page))
    assert len(links) > 100
    for link in sorted(links)[::9]:
        assert owner_client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_a_missing_internal_rate_says_why(organization, owner, plan, owner_client):
    page = owner_client.get(address("plan_detail", plan, scenario="cautious")).content.decode()
    found = plan_results(plan, Scenario.CAUTIOUS)
    assert found.headline("cloud").irr is None
    assert "計算不能" in page
    assert 'class="figure-note"' in page
    assert "回収せず" in page


def test_moving_a_value_answers_with_the_parts_that_change_and_saves_nothing(plan, owner_client):
    data = moved(plan, redeployment_rate="40", scenario="optimistic", option="cloud")
    response = owner_client.post(address("plan_recalculate", plan), data, headers=HTMX)
    part = response.content.decode()
    assert "<html" not in part
    for name in ("plan-figures", "plan-scenarios", "plan-shown"):
        assert f'id="{name}" hx-swap-oob' in part
    assert 'name="redeployment_rate"' not in part
    draft = {"redeployment_rate": Decimal("0.4")}
    assert millions(plan_results(plan, Scenario.OPTIMISTIC, draft).headline("api").npv_jpy) in part
    assert response["HX-Replace-Url"].endswith("?scenario=optimistic&option=cloud")
    assert CostPlan.objects.get().revision == 1


def test_what_a_moved_value_shows_is_what_saving_it_gives(plan, owner_client):
    draft = {"redeployment_rate": Decimal("0.4"), "fx_jpy_per_usd": Decimal("140")}
    shown = {s: plan_results(plan, s, draft).headline("api").npv_jpy for s in Scenario}
    data = moved(plan, redeployment_rate="40", fx_jpy_per_usd="140", note="査定")
    assert owner_client.post(address("plan_save", plan), data).status_code == 302
    plan.refresh_from_db()
    for scenario in Scenario:
        assert plan_results(plan, scenario).headline("api").npv_jpy == pytest.approx(shown[scenario])


def test_without_script_the_whole_page_comes_back_with_the_moved_value(plan, owner_client):
    response = owner_client.post(address("plan_recalculate", plan), moved(plan, redeployment_rate="40"))
    page = response.content.decode()
    assert "<html" in page
    assert re.search(r'name="redeployment_rate"[^>]*value="40"', page)


def test_saving_needs_a_reason_which_becomes_the_source(plan, owner_client):
    url, data = address("plan_save", plan), moved(plan, redeployment_rate="40")
    before = {value.key: value for value in assumptions_of(plan)}["redeployment_rate"]
    assert owner_client.post(url, data).status_code == 422
    response = owner_client.post(url, {**data, "note": "経営会議での査定"})
    assert response.status_code == 302
    row = plan.assumptions.get(key="redeployment_rate")
    assert (float(row.mode), row.source, row.entered_by_name) == (0.4, "経営会議での査定", "owner")
    assert row.high - row.mode == before.high - before.mode
    assert plan.assumptions.get(key="fx_jpy_per_usd").source != "経営会議での査定"


def test_a_save_on_top_of_another_save_keeps_what_was_typed(plan, owner_client):
    url = address("plan_save", plan)
    owner_client.post(url, {**moved(plan, redeployment_rate="40"), "note": "先"})
    response = owner_client.post(url, {**moved(plan, redeployment_rate="50"), "note": "後"})
    assert response.status_code == 422
    assert "版2" in response.content.decode()
    assert re.search(r'name="redeployment_rate"[^>]*value="50"', response.content.decode())


@pytest.mark.parametrize("wrong", ["-5", "250", "abc", "", "NaN", "Infinity", "1e400"])
def test_a_wrong_value_is_named_at_its_field_and_no_number_is_made_of_it(wrong, plan, owner_client):
    data = moved(plan, redeployment_rate=wrong)
    part = owner_client.post(address("plan_recalculate", plan), data, headers=HTMX).content.decode()
    error = re.search(r'id="error-redeployment_rate"[^>]*>([^<]+)<', part)
    assert error and error[1].strip()
    assert 'role="alert"' in part
    assert not re.search(r"\b(nan|inf|infinity)\b", part, re.IGNORECASE)
    assert million(plan_results(plan).headline("api").npv_jpy) in part
    assert owner_client.post(address("plan_save", plan), {**data, "note": "x"}).status_code == 422
    assert CostPlan.objects.get().revision == 1


def test_a_plan_with_unknown_inputs_says_which_and_shows_no_number(organization, owner, owner_client):
    new = NewPlan("新しい計画", date(2027, 4, 1))
    empty = create_plan(organization, owner, new, starting_assumptions(), "初版")
    page = owner_client.get(address("plan_detail", empty)).content.decode()
    assert "対象者数" in page
    assert "kpi-strip" not in page
    assert "chart-data" not in page
    for name, more in (("trace", ["api.npv"]), ("plan_months", [])):
        assert "対象者数" in owner_client.get(address(name, empty, *more)).content.decode()
    assert owner_client.get(address("plan_months_csv", empty)).status_code == 422


def test_values_that_change_nothing_cannot_be_moved():
    """Without a supplier abroad the exchange rate moves no figure."""
    domestic = [option_row("domestic", Kind.DOMESTIC)]
    at_home = plan_shape(3, date(2027, 4, 1), 4, domestic, standard_uses())
    assert "fx_jpy_per_usd" not in inputs_that_matter(at_home)
    abroad = plan_shape(3, date(2027, 4, 1), 4, [option_row("api", Kind.API)], standard_uses())
    assert "fx_jpy_per_usd" in inputs_that_matter(abroad)


def test_of_the_two_paths_of_adoption_only_the_chosen_one_moves(plan, owner_client):
    keys = {spec.key for spec, _value in slider_pairs(plan)}
    assert "adoption_y3" in keys
    assert "adoption_ceiling" not in keys
    url = address("assumption_edit", plan, "adoption_path")
    data = {
        "mode": "1", "source": "推進チーム", "source_date": "2026-11-20", "status": "assumption",
        "revision": plan.revision,
    }  # fmt: skip
    assert owner_client.post(url, data).status_code == 302
    plan.refresh_from_db()
    keys = {spec.key for spec, _value in slider_pairs(plan)}
    assert "adoption_y3" not in keys
    assert "adoption_ceiling" in keys


def test_a_plan_whose_policy_forbids_every_option_says_so_and_names_none_the_cheapest(
    organization, owner, owner_client
):
    new = NewPlan("社内のみ", date(2027, 4, 1), 1, options=[option_row("api", Kind.API)])
    model = plan_model(new.shape)
    rows = [
        AssumptionValue(
            key,
            Decimal(str(value)),
            Decimal(str(value)),
            Decimal(str(value)),
            Text("試", "t"),
            date(2026, 11, 1),
            Status.ASSUMPTION,
        )
        for key, value in plain_values(model, {"data_policy": 0, "other_cash_jpy_per_year": 1e8}).items()
    ]
    plan = create_plan(organization, owner, new, rows, "初版")
    page = owner_client.get(address("plan_detail", plan)).content.decode()
    assert plan_results(plan).recommended.key == "none"
    assert plan_results(plan).headline("api").npv_jpy > 0
    # What the card leads to, and no option under the heading of the cheapest.
    assert "/trace/decision.cheapest/" in page
    assert "/trace/api.tco_pv/" not in page.split("</dl>")[0]
