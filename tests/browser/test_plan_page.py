"""The plan page in a real browser: figures follow the values, the address follows the choice, nothing is lost."""

import pytest
from django.urls import reverse

from tco.models import CostPlan
from tco.selectors import plan_results
from tco.templatetags.money import million

pytestmark = pytest.mark.browser


@pytest.fixture
def plan_page(open_page, company):
    watched = open_page()
    watched.sign_in(company.owner.email)
    watched.open(reverse("tco:plan_detail", args=[company.organization.slug, company.plan.pk]))
    return watched


def wait_for_text(page, selector, text):
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector).textContent.includes(text)",
        arg=[selector, text],
    )


def test_the_figures_follow_a_moved_value_while_the_cursor_stays(plan_page, company):
    page = plan_page.page
    page.fill("#id_redeployment_rate", "40")
    wait_for_text(page, "#plan-summary", "保存済みより")
    assert page.evaluate("document.activeElement.id") == "id_redeployment_rate"
    assert page.input_value("#range-redeployment_rate") == "40"
    page.wait_for_selector("#plan-figures .chart svg")
    assert (
        page.locator("#plan-figures .chart svg").count() == page.locator("#plan-figures .chart").count() == 2
    )
    assert CostPlan.objects.get(pk=company.plan.pk).revision == 1
    assert plan_page.complaints == []


def test_another_scenario_keeps_the_moved_value_and_stands_in_the_address(plan_page):
    page = plan_page.page
    page.fill("#id_redeployment_rate", "40")
    wait_for_text(page, "#plan-summary", "保存済みより")
    page.click("#plan-scenarios a:text-is('慎重')")
    page.wait_for_url("**scenario=cautious*")
    page.wait_for_selector("#plan-scenarios a[aria-current]:text-is('慎重')")
    assert page.input_value("#id_redeployment_rate") == "40"
    page.click("#costs .pills a:text-is('GPUクラウド')")
    page.wait_for_url("**option=cloud*")
    assert "scenario=cautious" in page.url
    page.fill("#id_redeployment_rate", "41")
    page.wait_for_timeout(600)
    assert page.locator("#plan-scenarios a[aria-current]").inner_text() == "慎重"
    assert plan_page.complaints == []


def test_a_wrong_value_is_named_beside_its_field_and_the_saved_figures_stand(plan_page, company):
    page = plan_page.page
    page.set_default_timeout(8_000)
    page.fill("#id_redeployment_rate", "400")
    wait_for_text(page, "#error-redeployment_rate", "100")
    saved = million(plan_results(company.plan).headline("api").npv_jpy)
    assert saved in page.inner_text("#plan-summary")
    page.fill("#id_redeployment_rate", "30")
    wait_for_text(page, "#plan-summary", "保存済みより")
    assert page.inner_text("#error-redeployment_rate") == ""


def test_without_script_every_choice_is_a_link_or_a_form(open_page, company):
    watched = open_page(script=False)
    watched.sign_in(company.owner.email)
    watched.open(reverse("tco:plan_detail", args=[company.organization.slug, company.plan.pk]))
    page = watched.page
    page.click("#plan-scenarios a:text-is('慎重')")
    assert "scenario=cautious" in page.url
    page.fill("#id_redeployment_rate", "40")
    page.click("#plan-form button:text-is('再計算')")
    assert page.input_value("#id_redeployment_rate") == "40"
    assert page.locator("#plan-scenarios a[aria-current]").inner_text() == "慎重"
