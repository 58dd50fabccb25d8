"""Revisions: what changed between any two, what it did to the value, and the way back."""

from decimal import Decimal

import pytest

from tco.models import CostPlan
from tco.pages.history import difference
from tco.plan.shape import standard_options
from tco.selectors import assumptions_of, plan_results
from tco.services import NewPlan, save_assumptions, save_shape
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(plan, owner) -> CostPlan:
    """Revision 2 with a higher redeployment rate."""
    value = next(value for value in assumptions_of(plan) if value.key == "redeployment_rate")
    spec = plan_results(plan).results.model.input_by_key["redeployment_rate"]
    save_assumptions(plan, owner, [value.moved_to(Decimal("0.5"), spec)], "査定", 1)
    return plan


def revisions(plan, *numbers):
    return [plan.revisions.get(number=number) for number in numbers]


def test_the_list_names_who_saved_why_and_when(changed, owner_client):
    page = owner_client.get(address("plan_history", changed)).content.decode()
    assert "査定" in page
    assert "初版" in page
    assert changed.revisions.get(number=2).inputs_sha256[:12] in page


def test_a_changed_input_is_shown_with_both_values_and_its_effect(plan, owner, owner_client):
    before = plan_results(plan).headline("api").npv_jpy
    value = next(value for value in assumptions_of(plan) if value.key == "redeployment_rate")
    spec = plan_results(plan).results.model.input_by_key["redeployment_rate"]
    save_assumptions(plan, owner, [value.moved_to(Decimal("0.5"), spec)], "査定", 1)
    found = difference(plan, *revisions(plan, 1, 2))
    (change,) = found.inputs
    assert (change.spec.key, change.before.mode, change.after.mode) == (
        "redeployment_rate", Decimal("0.25"), Decimal("0.5"),
    )  # fmt: skip
    api = found.npvs[0]
    assert api.before_jpy == pytest.approx(before)
    assert api.after_jpy == pytest.approx(plan_results(plan).headline("api").npv_jpy)
    assert api.change_jpy > 0
    page = owner_client.get(address("plan_compare", plan)).content.decode()
    assert "実現率" in page


def test_a_default_that_was_only_written_down_is_no_change(changed):
    first = changed.revisions.get(number=1)
    first.values = [one for one in first.values if one["key"] != "fx_change_per_year"]
    assert [
        change.spec.key for change in difference(changed, first, changed.revisions.get(number=2)).inputs
    ] == ["redeployment_rate"]


def test_a_removed_option_is_shown_with_its_inputs_and_without_a_later_value(plan, owner):
    new = NewPlan(plan.name, plan.starts_on, 4, 4, standard_options()[:2], plan.uses)
    save_shape(plan, owner, new, "案を減らす", 1)
    found = difference(plan, *revisions(plan, 1, 2))
    assert [change.before for change in found.shape if "5" in change.before]
    gone = [change for change in found.inputs if change.after is None]
    assert {"adoption_y5"} <= {change.spec.key for change in gone}
    assert any(change.spec.key.startswith("onprem_") for change in gone)
    onprem = next(line for line in found.npvs if line.after_jpy is None)
    assert onprem.before_jpy is not None
    assert onprem.change_jpy is None


def test_restoring_asks_first_and_makes_a_new_revision(changed, owner_client, viewer_client):
    url = address("plan_restore", changed, 1)
    asked = owner_client.get(url).content.decode()
    assert "実現率" in asked
    assert changed.revisions.count() == 2
    assert viewer_client.post(url, {"revision": 2}).status_code == 403
    assert owner_client.post(url, {"revision": 2}).status_code == 302
    changed.refresh_from_db()
    assert changed.revision == 3
    assert changed.assumptions.get(key="redeployment_rate").mode == Decimal("0.25")
    assert difference(changed, *revisions(changed, 1, 3)).inputs == []
    assert changed.revisions.get(number=2).note == "査定"


@pytest.mark.parametrize("seen", ["1", "", "x"])
def test_restoring_over_a_save_that_was_not_seen_is_refused(seen, changed, owner_client):
    response = owner_client.post(address("plan_restore", changed, 1), {"revision": seen})
    assert response.status_code == 422
    assert "版2" in response.content.decode()
    assert changed.revisions.count() == 2


def test_a_revision_that_does_not_exist_is_not_found(changed, owner_client):
    assert owner_client.get(address("plan_restore", changed, 9)).status_code == 404
    assert owner_client.get(address("plan_compare", changed, before=9)).status_code == 404


def test_a_revision_from_before_shapes_were_stored_can_be_compared(changed):
    first = changed.revisions.get(number=1)
    first.shape = {}
    first.save()
    found = difference(changed, *revisions(changed, 1, 2))
    assert "redeployment_rate" in {change.spec.key for change in found.inputs}
