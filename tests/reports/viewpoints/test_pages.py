"""The five pages: for members only, in both languages, complete without an evaluation."""

import pytest
from django.urls import reverse

from reports.viewpoints import CIRCLES

KEYS = [circle.key for circle in CIRCLES]


def address(use_case, circle: str = "") -> str:
    more = [circle] if circle else []
    name = "viewpoint_detail" if circle else "viewpoint_list"
    return reverse(f"reports:{name}", args=[use_case.organization.slug, use_case.pk, *more])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_opens_in_both_languages_for_a_viewer(viewer_client, use_case, plan, run, language):
    for circle in ("", *KEYS):
        response = viewer_client.get(address(use_case, circle), headers={"Accept-Language": language})
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()


def test_an_outsider_and_an_unknown_circle_meet_nothing(outsider_client, owner_client, use_case, plan):
    assert outsider_client.get(address(use_case)).status_code == 404
    assert outsider_client.get(address(use_case, "quality")).status_code == 404
    assert owner_client.get(address(use_case, "nobody")).status_code == 404


def test_without_a_cost_plan_the_pages_say_what_to_do(owner_client, use_case):
    for circle in ("", "quality"):
        page = owner_client.get(address(use_case, circle)).content.decode()
        assert reverse("tco:plan_create", args=[use_case.organization.slug]) in page
