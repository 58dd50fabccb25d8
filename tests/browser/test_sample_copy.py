"""The button that copies the sample company, from the press to the first page of the copy."""

import pytest

from accounts.models import Organization
from accounts.roles import Role
from config.demo.company import found_company
from config.demo.story.telling import tell_history
from handover.models import Bundle
from handover.working import work_on_bundle
from tests.browser.walking import walker
from tests.conftest import member

pytestmark = pytest.mark.browser


def test_a_press_leads_to_a_company_of_ones_own_that_can_be_removed(
    transactional_db, settings, tmp_path, open_page
):
    settings.MEDIA_ROOT = tmp_path / "media"
    sample, _accounts = found_company()
    tell_history(sample)
    mine = Organization.objects.create(slug="kaisha", name="会社", name_en="Company")
    person = walker(open_page, member(mine, Role.OWNER, "owner"), mine.slug)
    person.open("/portfolio/")
    person.watched.page.click("main a[href='/o/kaisha/sample/']")
    person.settle()
    person.press("/sample/")
    bundle = Bundle.objects.get()
    assert f"/handover/{bundle.pk}/" in person.watched.page.url
    work_on_bundle(bundle.pk)  # as the worker does
    person.watched.page.reload()
    person.watched.page.click("main a[href^='/o/sample-seiki-2/']")
    person.settle()
    assert "技術文書検索AI" in person.text()
    assert person.watched.page.locator(".ribbon").is_visible()
    person.watched.open("/o/sample-seiki-2/sample/remove/")
    person.send(slug="sample-seiki-2")
    assert not Organization.objects.filter(slug="sample-seiki-2").exists()
    assert person.watched.complaints == []
