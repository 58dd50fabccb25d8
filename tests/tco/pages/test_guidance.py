"""What is known about tax and leases stands beside the input that it is about."""

import doctest
from datetime import date
from decimal import Decimal

import pytest

from tco.pages import guidance as module
from tco.pages.guidance import guidance, tax_rates
from tests.tco.pages.addresses import address


def test_the_examples_in_the_documentation_are_right():
    assert doctest.testmod(module).failed == 0


def test_the_defence_surtax_begins_with_the_fiscal_years_from_april_2026():
    before, after = tax_rates(date(2026, 2, 1), 4, 2)
    assert "29.74" in before.ja and "33.58" in before.ja and "2025-04-01" in before.ja
    assert "30.64" in after.ja and "34.43" in after.ja and "2026-04-01" in after.ja
    assert len(tax_rates(date(2027, 4, 1), 4, 7)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("price", "sentences"),
    [
        (90_000, ["10万円未満"]),
        (390_000, ["400人以下の中小企業", "そのほかの企業"]),
        (5_000_000, ["通常の減価償却"]),
    ],
)
def test_the_booking_of_a_machine_follows_its_price_and_the_day(price, sentences, plan):
    plan.assumptions.filter(key="onprem_server_price_jpy").update(mode=Decimal(price))
    said = " ".join(line.ja for line in guidance(plan, "onprem_depreciation_method"))
    assert all(sentence in said for sentence in sentences), said


@pytest.mark.django_db
def test_the_page_of_an_input_shows_it_and_most_inputs_have_none(plan, owner_client):
    page = owner_client.get(address("assumption_edit", plan, "onprem_lease_rate_per_month")).content.decode()
    assert "年利5.4%" in page
    assert guidance(plan, "users") == ()
