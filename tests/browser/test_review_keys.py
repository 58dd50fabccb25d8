"""Reviewing with the keyboard: approve, reject with a reason, leaf through; and on a phone."""

import pytest
from django.urls import reverse

from evaluations.services.test_sets import store_items
from evaluations.states import ReviewState
from evaluations.testsets.item import Evidence, Item

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(company):
    evidence = (Evidence("保全要領書.pdf", "p.2", "許容温度は 80 ℃"),)
    items = [
        Item(f"Q00{n}", f"主軸の許容温度は何℃ですか。その{n}", "numeric", ("80",), "℃", evidence=evidence)
        for n in (1, 2, 3)
    ]
    return store_items(company.organization, company.owner, items, "審査前", "a.xlsx")


def reviews(draft):
    return [item.review for item in draft.items.all()]


def test_a_j_k_and_r_do_what_they_say(open_page, company, draft):
    watched = open_page()
    watched.sign_in(company.owner.email)
    page = watched.page
    watched.open(reverse("evaluations:test_set_review", args=[company.organization.slug, draft.pk]))
    page.keyboard.press("a")
    page.wait_for_selector("h2:has-text('その2')")
    assert reviews(draft)[0] == ReviewState.APPROVED
    page.keyboard.press("j")
    page.wait_for_selector("h2:has-text('その3')")
    page.keyboard.press("k")
    page.wait_for_selector("h2:has-text('その2')")
    page.wait_for_load_state()  # The heading is there before the keys are.
    page.keyboard.press("r")
    page.keyboard.type("aは単位が違う")
    page.click("button[value=reject]")
    page.wait_for_selector("h2:has-text('その3')")
    assert reviews(draft) == [ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.PROPOSED]
    assert draft.items.get(number=2).review_reason == "aは単位が違う"
    assert watched.complaints == []


def test_the_review_fits_a_phone_and_needs_no_script(open_page, company, draft):
    watched = open_page(width=360, dark=True, script=False)
    watched.sign_in(company.owner.email)
    watched.open(reverse("evaluations:test_set_review", args=[company.organization.slug, draft.pk]))
    body = watched.page.locator("body").bounding_box()
    assert body["width"] <= 360
    watched.page.click("button[value=approve]")
    watched.page.wait_for_selector("h2:has-text('その2')")
    assert reviews(draft)[0] == ReviewState.APPROVED
