"""The frame around every page, in a real browser."""

from pathlib import Path

import pytest
from django.urls import reverse

pytestmark = pytest.mark.browser


def pages(organization, run) -> list[str]:
    """Every page that shows something of this company."""
    slug, document = organization.slug, run.documents.get()
    named = [
        ("accounts:organization_list", []),
        ("about_models", []),
        ("mfa_index", []),
        ("account_change_password", []),
        ("accounts:audit_log", [slug]),
        ("adoption:home", [slug]),
        ("adoption:gate_list", [slug]),
        ("tco:plan_list", [slug]),
        ("tco:assumption_list", [slug]),
        ("reports:report_list", [slug]),
        ("evaluations:document_list", [slug]),
        ("evaluations:document_detail", [slug, document.pk]),
        ("evaluations:test_set_list", [slug]),
        ("evaluations:test_set_detail", [slug, run.test_set_id]),
        ("evaluations:candidate_list", [slug]),
        ("evaluations:run_list", [slug]),
        ("evaluations:run_detail", [slug, run.pk]),
        ("evaluations:run_matrix", [slug, run.pk]),
        ("evaluations:answer_compare", [slug, run.pk, 2]),
    ]
    return [reverse(name, args=args) for name, args in named]


FAULTS = (Path(__file__).parent / "page_faults.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "dark"), [(1360, False), (390, False), (360, True), (1360, True)])
def test_no_page_breaks_the_content_policy_or_a_rule_of_legibility(open_page, company, width, dark):
    organization, owner, run = company
    watched = open_page(width=width, dark=dark)
    watched.sign_in(owner.email)
    for path in pages(organization, run):
        assert watched.open(path).status == 200, path
        assert watched.page.evaluate(FAULTS) == [], path
        assert len(watched.page.title().split(" · ")[0]) > 1, path
    assert watched.complaints == []


def test_the_language_switch_keeps_the_page_and_is_remembered(open_page, company):
    organization, owner, run = company
    watched = open_page()
    watched.sign_in(owner.email)
    path = reverse("evaluations:run_matrix", args=[organization.slug, run.pk]) + "?show=failed"
    watched.open(path)
    assert watched.page.get_attribute("html", "lang") == "ja"
    watched.page.click("header button[value=en]")
    watched.page.wait_for_load_state()
    assert watched.page.url == watched.base + path
    assert watched.page.get_attribute("html", "lang") == "en"
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    assert watched.page.inner_text("h1") == "Documents"
    owner.refresh_from_db()
    assert owner.language == "en"


def test_the_chosen_colours_are_remembered_and_redraw_the_chart(open_page, company):
    organization, owner, run = company
    watched = open_page()
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:run_detail", args=[organization.slug, run.pk]))
    watched.page.wait_for_selector(".chart svg")
    watched.page.click("header details.menu > summary")
    watched.page.click("[data-theme-choice=dark]")
    assert watched.page.get_attribute("html", "data-bs-theme") == "dark"
    assert watched.page.locator(".chart svg").count() == watched.page.locator(".chart").count()
    watched.page.reload()
    assert watched.page.get_attribute("html", "data-bs-theme") == "dark"
    assert watched.complaints == []


def test_on_a_phone_the_navigation_opens_from_the_bar(open_page, company):
    organization, owner, _run = company
    watched = open_page(width=390, height=844)
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    link = watched.page.locator("#navigation a[aria-current=page]")
    assert not link.is_visible()
    watched.page.click("header a[aria-controls=navigation]")
    link.wait_for(state="visible")


def test_without_scripts_the_navigation_opens_and_the_filters_work(open_page, company):
    organization, owner, run = company
    watched = open_page(width=390, height=844, script=False)
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:run_matrix", args=[organization.slug, run.pk]))
    watched.page.click("header a[aria-controls=navigation]")
    assert watched.page.locator("#navigation a").first.is_visible()
    watched.open(reverse("evaluations:run_matrix", args=[organization.slug, run.pk]))
    watched.page.click(".pills a >> nth=3")
    assert watched.page.locator("tbody tr").count() == 1


def test_the_first_tab_stop_leads_to_the_content(open_page, company):
    organization, owner, _run = company
    watched = open_page()
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("document.activeElement.id") == "main"
