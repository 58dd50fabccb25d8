"""Where an option's model comes from: entered with the options, read by the futures, kept in the history."""

import pytest
from django.urls import reverse

from tco.origins import supplier_of, supplier_row, supplier_words
from tco.uncertain_plan import uncertain_plan
from tco.uncertainty.futures import Origin, Supplier
from tests.tco.pages.test_shape_page import saved

pytestmark = pytest.mark.django_db


def shape_address(plan):
    return reverse("tco:plan_shape", args=[plan.organization.slug, plan.pk])


def test_a_row_is_read_back_as_it_was_written():
    origins: tuple[Origin | None, ...] = (None, "us", "cn", "jp_eu")
    for origin in origins:
        for is_light in (False, True):
            assert supplier_of(supplier_row(origin or "", is_light=is_light)) == Supplier(origin, is_light)


@pytest.mark.parametrize("stored", [{}, {"origin": ""}, {"origin": "mars"}, {"origin": None}])
def test_whatever_is_no_known_origin_is_unknown(stored):
    assert supplier_of(stored) == Supplier(None, False)
    assert supplier_words(stored).ja == ""


def test_origins_are_entered_with_the_options_and_make_a_revision(ranged_plan, owner_client):
    data = saved() | {"options-0-origin": "us", "options-0-is_light": "on", "options-2-origin": "cn"}
    response = owner_client.post(shape_address(ranged_plan), data | {"revision": ranged_plan.revision})
    assert response.status_code == 302
    ranged_plan.refresh_from_db()
    assert ranged_plan.revision == 2
    assert uncertain_plan(ranged_plan).suppliers == {
        "api": Supplier("us", True),
        "cloud": Supplier(),
        "onprem": Supplier("cn"),
    }
    text = owner_client.get(shape_address(ranged_plan)).content.decode()
    assert '<option value="us" selected>' in text
    compared = owner_client.get(reverse("tco:plan_compare", args=["kaisha", ranged_plan.pk])).content.decode()
    assert "米国" in compared or "US" in compared


def test_an_origin_that_is_not_offered_is_refused(ranged_plan, owner_client):
    data = saved() | {"options-0-origin": "mars", "revision": ranged_plan.revision}
    assert owner_client.post(shape_address(ranged_plan), data).status_code == 422
    ranged_plan.refresh_from_db()
    assert ranged_plan.revision == 1
