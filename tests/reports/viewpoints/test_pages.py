"""The five pages: for members only, in both languages, complete without an evaluation."""

from decimal import Decimal

import pytest
from django.urls import reverse

from adoption.services.ringi_drafts import RingiDraft, create_ringi
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


def test_comments_go_to_the_request_where_one_was_drafted(viewer_client, owner_client, use_case, owner, plan):
    assert reverse("adoption:ringi_create", args=[use_case.organization.slug, use_case.pk]) in (
        owner_client.get(address(use_case, "quality")).content.decode()
    )
    draft = RingiDraft("G1", "PoC", "検索を短くする", Decimal(1), Decimal(1), Decimal(0), "半分なら中止")
    ringi = create_ringi(use_case, draft, owner)
    page = reverse("adoption:ringi_detail", args=[use_case.organization.slug, ringi.pk])
    for circle in ("", "quality"):
        assert f'href="{page}#comment"' in viewer_client.get(address(use_case, circle)).content.decode()
    assert 'id="comment"' in viewer_client.get(page).content.decode()


def test_a_request_leads_to_its_workbook_with_use_case_and_kind_chosen(
    owner_client, viewer_client, use_case, owner
):
    draft = RingiDraft("G1", "PoC", "検索を短くする", Decimal(1), Decimal(1), Decimal(0), "半分なら中止")
    ringi = create_ringi(use_case, draft, owner)
    page = reverse("adoption:ringi_detail", args=[use_case.organization.slug, ringi.pk])
    asked = f"{reverse('reports:report_list', args=[use_case.organization.slug])}?use_case={use_case.pk}&kind=request"
    assert asked.replace("&", "&amp;") in owner_client.get(page).content.decode()
    assert asked.replace("&", "&amp;") not in viewer_client.get(page).content.decode()
    form = owner_client.get(asked).content.decode()
    assert f'<option value="{use_case.pk}" selected>' in form
    assert '<option value="request" selected>' in form
