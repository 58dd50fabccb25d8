"""Pages of the cost plan: who may see and change them."""

import re

import pytest
from django.urls import reverse

from tests.tco.pages.addresses import address, moved

pytestmark = pytest.mark.django_db
GET_PAGES = (
    "plan_detail", "plan_shape", "plan_months", "plan_months_csv", "plan_history", "plan_compare", "plan_restore",
    "assumption_of_plan", "assumption_edit", "assumption_fill", "trace",
)  # fmt: skip
FOR_EDITORS = ("plan_shape", "plan_restore", "assumption_edit", "assumption_fill")
MORE = {
    "assumption_edit": ["users"],
    "assumption_fill": ["workload"],
    "trace": ["api.npv"],
    "plan_restore": [1],
}


@pytest.mark.parametrize("name", GET_PAGES)
def test_a_member_sees_the_page_an_outsider_gets_404_and_a_stranger_signs_in(
    name, plan, owner_client, viewer_client, outsider_client, anonymous_client
):
    url = address(name, plan, *MORE.get(name, []))
    assert owner_client.get(url).status_code == 200
    assert viewer_client.get(url).status_code == (403 if name in FOR_EDITORS else 200)
    assert outsider_client.get(url).status_code == 404
    response = anonymous_client.get(url)
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("name", ["plan_list", "assumption_list"])
def test_the_lists_are_for_members_only(name, plan, owner_client, outsider_client, anonymous_client):
    url = reverse(f"tco:{name}", args=[plan.organization.slug])
    assert plan.name in owner_client.get(url).content.decode()
    assert outsider_client.get(url).status_code == 404
    assert anonymous_client.get(url).status_code == 302


@pytest.mark.parametrize("name", ["plan_recalculate", "plan_save", "plan_shape", "plan_restore"])
def test_posting_is_for_members_only(name, plan, outsider_client, anonymous_client):
    url = address(name, plan, *MORE.get(name, []))
    assert outsider_client.post(url, moved(plan)).status_code == 404
    assert anonymous_client.post(url, moved(plan)).status_code == 302


@pytest.mark.parametrize("name", GET_PAGES)
def test_a_plan_of_another_company_is_not_found_under_ones_own(
    name, plan, other_organization, outsider_client
):
    url = address(name, plan, *MORE.get(name, []), organization=other_organization.slug)
    assert outsider_client.get(url).status_code == 404


def test_a_viewer_may_move_values_but_not_save_them(plan, viewer_client):
    data = moved(plan, redeployment_rate="40", note="試算")
    assert viewer_client.post(address("plan_recalculate", plan), data).status_code == 200
    assert viewer_client.post(address("plan_save", plan), data).status_code == 403
    page = viewer_client.get(address("plan_detail", plan)).content.decode()
    assert address("plan_save", plan) not in page
    assert address("plan_shape", plan) not in page


@pytest.mark.parametrize("name", GET_PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_carry_no_inline_style_or_script_and_no_impossible_number(name, language, plan, owner_client):
    owner_client.cookies["shirube_language"] = language
    page = owner_client.get(address(name, plan, *MORE.get(name, []))).content.decode()
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"\b(nan|inf|infinity)\b", page, re.IGNORECASE)
