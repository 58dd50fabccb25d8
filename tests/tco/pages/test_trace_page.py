"""Every number leads to its formula in words, what it was made from, and the sources."""

import re

import pytest

from tco.pages.tracing import in_words
from tco.plan.model import plan_model
from tco.selectors import plan_results
from tco.templatetags.money import yen
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db


def test_a_number_is_traced_to_its_inputs_and_their_sources(plan, owner_client):
    page = owner_client.get(address("trace", plan, "api.usage", period=2)).content.decode()
    assert "2026-05" in page
    assert yen(plan_results(plan).results.each("api.usage")[2]) in page
    exchange = owner_client.get(address("trace", plan, "month.fx", period=2)).content.decode()
    assert "財務部の社内レート" in exchange
    assert owner_client.get(address("trace", plan, "no.such.row")).status_code == 404


def test_a_long_row_shows_its_first_year_and_unfolds_the_rest(plan, owner_client):
    page = owner_client.get(address("trace", plan, "api.npv")).content.decode()
    shown, rest = re.search(
        r'<ol class="periods">(.*?)</ol>\s*<details>.*?<ol class="periods">(.*?)</ol>', page, re.DOTALL
    ).groups()
    assert shown.count("<li>") == 13
    assert rest.count("<li>") == 48


def test_a_trace_follows_the_scenario(plan, owner_client):
    page = owner_client.get(address("trace", plan, "api.npv", scenario="cautious")).content.decode()
    from tco.assumptions import Scenario

    assert yen(plan_results(plan, Scenario.CAUTIOUS).headline("api").npv_jpy) in page
    assert "慎重" in page


@pytest.mark.parametrize("period", ["99", "-1", "x", "", "٣"])
def test_an_impossible_period_shows_the_first_of_operation(period, plan, owner_client):
    response = owner_client.get(address("trace", plan, "api.usage"), {"period": period})
    assert response.status_code == 200
    assert "2026-04" in response.content.decode()


def test_a_row_without_a_value_says_so_in_words(plan, owner_client):
    page = owner_client.get(address("trace", plan, "cloud.payback", scenario="cautious")).content.decode()
    assert "回収せず" in page
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_every_row_can_be_traced(plan, owner_client):
    for row in plan_model(plan.shape).rows[::11]:
        page = owner_client.get(address("trace", plan, row.key))
        assert page.status_code == 200, row.key
        assert not re.search(r"\b(nan|inf|infinity)\b", page.content.decode(), re.IGNORECASE), row.key


def test_names_with_signs_stay_as_they_are():
    assert in_words("IF([A/B]>0,[C]*2,-[D-E 3])") == "IF([A/B]>0, [C] × 2,  − [D-E 3])"
