"""A company is handed over in a real browser: exported, downloaded, looked at, confirmed and opened."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from handover.models import Bundle
from handover.working import work_on_bundle

pytestmark = pytest.mark.browser


def fits(watched) -> bool:
    return bool(
        watched.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


def test_an_owner_exports_and_takes_over_on_a_phone_without_a_complaint(
    open_page, company, tmp_path, settings
):
    watched = open_page(width=360, dark=True)
    watched.sign_in(company.owner.email)
    page = watched.page
    watched.open(reverse("handover:bundle_list", args=[company.organization.slug]))
    assert fits(watched)
    page.click("#export-title ~ form button")
    bundle = Bundle.objects.get()
    work_on_bundle(bundle.pk)
    page.wait_for_selector("a.btn-primary[href$='/download/']")
    assert fits(watched)
    with page.expect_download() as download:
        page.click("a.btn-primary[href$='/download/']")
    download.value.save_as(tmp_path / "bundle.zip")
    # As another server, which has not met the key, would show it.
    settings.SECRET_KEY = "another server"
    watched.sign_in(company.owner.email)
    watched.open(reverse("handover:bundle_list", args=[company.organization.slug]))
    page.set_input_files("#bundle-file", tmp_path / "bundle.zip")
    page.click("#import-title ~ form button")
    page.wait_for_selector("#compared")
    assert bundle_fingerprint() in page.inner_text("main") and fits(watched)
    page.check("#compared")
    page.click("form[action$='/confirm/'] button")
    page.wait_for_selector("#bundle-progress progress")
    work_on_bundle(Bundle.objects.first().pk)
    page.wait_for_selector(".notice-success a")
    with override("ja"):
        page.click(".notice-success a")
    page.wait_for_url("**/o/kaisha-2/")
    assert watched.complaints == []


def bundle_fingerprint() -> str:
    return str(Bundle.objects.first().fingerprint)
