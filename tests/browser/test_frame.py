"""The frame around every page, in a real browser."""

import re
from pathlib import Path

import allauth.urls
import pytest
from django.urls import URLResolver, get_resolver, reverse

from governance.models import ModelUse
from governance.services.questionnaires import open_request
from reports.models import ReportFile, WorkbookUpload
from tco.plan.model import plan_model
from tests.adoption.belongings import around_choice
from tests.adoption.pilots.belongings import around_pilot
from tests.belongings import PLAIN, around_run
from tests.conftest import signed_in
from tests.governance.controls_belongings import around_controls
from tests.governance.operation.belongings import around_operation
from tests.governance.vendors.records import around_vendors
from tests.handover.belongings import around_handover
from tests.tco.prices.belongings import around_prices
from tests.tco.sizing.belongings import around_sizing
from tests.tco.uncertainty.belongings import around_analysis

pytestmark = pytest.mark.browser
FILES = ("reports:report_download", "reports:report_pdf", "reports:report_page_image")


def pages(company) -> list[str]:
    """Every page of the product, found in its addresses, with the rows of this company filled in."""
    values = {
        **PLAIN,
        **around_run(company.run, company.owner),
        **around_sizing(company.plan, company.owner),
        **around_analysis(company.plan, company.owner),
        **around_prices(company.organization, company.owner),
        **around_controls(company.use_case.system, company.owner),
        **around_operation(company.use_case.system, company.owner),
        **around_vendors(company.organization, company.owner),
        **around_pilot(company.use_case, company.owner),
        **around_choice(company.use_case, company.owner),
        **around_handover(company.organization, company.owner),
        "token": a_suppliers_link(company),
        "organization": company.organization.slug,
        "use_case": company.use_case.pk,
        "plan": company.plan.pk,
        "upload": an_upload(company).pk,
        "report": a_report(company).pk,
        "key": company.plan.assumptions.order_by("key").first().key,
        "row": plan_model(company.plan.shape).rows[-1].key,
    }
    client, found = signed_in(company.owner), []
    for name, needed in sorted(named_addresses(get_resolver())):
        if not needed or name in FILES:  # of no company; a file
            continue
        where = reverse(name, kwargs={key: values[key] for key in needed})
        answer = client.get(where)
        # 302 leads to a page, 405 takes a form, and parts of pages have no frame.
        assert answer.status_code in {200, 286, 302, 405}, where
        if answer.status_code == 200 and not answer.streaming and b'<main id="main"' in answer.content:
            found.append(where)
    return [*found, *(reverse(name) for name in ("account_change_password", "mfa_index"))]


def a_suppliers_link(company) -> str:
    """The secret of a questionnaire that waits for its answers."""
    use = ModelUse.objects.filter(organization=company.organization).latest("pk")
    return open_request(use, "導入会社 営業部", "よろしくお願いします", 14, company.owner)[1]


def a_report(company) -> ReportFile:
    """A workbook that waits to be made."""
    return ReportFile.objects.create(
        organization=company.organization, use_case=company.use_case, plan=company.plan, language="ja"
    )


def an_upload(company) -> WorkbookUpload:
    """An edited workbook with one line of each kind."""
    plan = company.plan
    key = plan.assumptions.order_by("key").first().key
    ends = ["1", "2", "3"]
    lines = [
        {"key": key, "fate": fate, "base": ends, "server": ends, "file": ends, "problem": None, "shown": ends}
        for fate in ("apply", "conflict", "kept")
    ]
    return WorkbookUpload.objects.create(
        organization=plan.organization,
        plan=plan,
        name="稟議.xlsx",
        base_revision=1,
        server_revision=plan.revision,
        lines=lines,
    )


def named_addresses(resolver, namespace="", given=()):
    """Each named address of the product's own apps with the values it needs."""
    for one in resolver.url_patterns:
        # Not pattern.converters: Django shares and changes those among patterns of the same text.
        needed = (*given, *re.findall(r"<(?:\w+:)?(\w+)>", str(one.pattern)))
        if isinstance(one, URLResolver):
            if one.urlconf_name is not allauth.urls:
                inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
                yield from named_addresses(one, inner, needed)
        else:
            yield f"{namespace}{one.name}", needed


FAULTS = (Path(__file__).parent / "page_faults.js").read_text(encoding="utf-8")


def see_it(page, width: int, colours: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    # Without motion colours change at once: halfway between light and dark nothing is legible.
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.wait_for_function("colours => document.documentElement.dataset.bsTheme === colours", arg=colours)


@pytest.mark.parametrize(("width", "narrower"), [(1360, 1360), (390, 360)], ids=["desk", "phone"])
def test_no_page_breaks_the_content_policy_or_a_rule_of_legibility(open_page, company, width, narrower):
    """Each page is opened at a desk and on a phone; then the phone becomes a narrower one, and it gets dark."""
    watched = open_page(width=width)
    watched.sign_in(company.owner.email)
    shown = pages(company)
    assert len(shown) > 40
    faults = {}
    for path in shown:
        see_it(watched.page, width, "light")
        assert watched.open(path).status == 200, path
        faults[path] = watched.page.evaluate(FAULTS)
        see_it(watched.page, narrower, "dark")
        faults[f"{path} in the dark"] = watched.page.evaluate(FAULTS)
        assert len(watched.page.title().split(" · ")[0]) > 1, path
    assert {path: found for path, found in faults.items() if found} == {}
    assert watched.complaints == []


def test_the_language_switch_keeps_the_page_and_is_remembered(open_page, company):
    organization, owner, run = company.organization, company.owner, company.run
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
    organization, owner, run = company.organization, company.owner, company.run
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
    organization, owner = company.organization, company.owner
    watched = open_page(width=390, height=844)
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    link = watched.page.locator("#navigation a[aria-current=page]")
    assert not link.is_visible()
    watched.page.click("header a[aria-controls=navigation]")
    link.wait_for(state="visible")


def test_without_scripts_the_navigation_opens_and_the_filters_work(open_page, company):
    organization, owner, run = company.organization, company.owner, company.run
    watched = open_page(width=390, height=844, script=False)
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:run_matrix", args=[organization.slug, run.pk]))
    watched.page.click("header a[aria-controls=navigation]")
    assert watched.page.locator("#navigation a").first.is_visible()
    watched.open(reverse("evaluations:run_matrix", args=[organization.slug, run.pk]))
    watched.page.click(".pills a >> nth=3")
    assert watched.page.locator("tbody tr").count() == 1


def test_the_first_tab_stop_leads_to_the_content(open_page, company):
    organization, owner = company.organization, company.owner
    watched = open_page()
    watched.sign_in(owner.email)
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("document.activeElement.id") == "main"
