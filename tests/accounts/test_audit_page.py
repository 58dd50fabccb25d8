"""The page of the audit trail: readable, narrowed by action, person and day, and nothing of it is markup."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import AuditEntry
from accounts.roles import Role
from tests.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(owner_client, organization):
    def page(**asked):
        where = reverse("accounts:audit_log", args=[organization.slug])
        return owner_client.get(f"{where}?{urlencode(asked)}")

    return page


@pytest.fixture
def trail(organization, owner):
    """A run by a person, its end by the product, and a document of a day in October."""
    other = member(organization, Role.EDITOR, "hanako")
    entries = [
        record(organization, owner, "run.started", "十月の評価", cap_microyen=5_000_000_000),
        record(organization, None, "run.finished", "十月の評価", state="done"),
        record(organization, other, "document.added", "手順書.pdf", confidentiality="partner"),
    ]
    at = timezone.make_aware(datetime(2026, 10, 3, 0, 0))
    AuditEntry.objects.filter(pk=entries[2].pk).update(at=at)
    return entries


def shown(response) -> list[str]:
    return [one.entry.action for one in response.context["entries"]]


def test_an_entry_is_a_sentence_with_its_code_beside_it(page_of, trail):
    page = page_of().content.decode()
    assert "評価を開始しました" in page and ">run.started</code>" in page
    assert "上限額" in page and "5,000円" in page
    assert "取引先限定" in page


def test_the_page_reads_in_english_too(page_of, trail, owner_client):
    owner_client.cookies["shirube_language"] = "en"
    owner_client.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    page = page_of().content.decode()
    assert "Started an evaluation" in page and "5,000 yen" in page


def test_the_trail_is_narrowed_by_action(page_of, trail):
    assert shown(page_of(action="run.finished")) == ["run.finished"]


def test_the_trail_is_narrowed_by_person_and_by_what_the_product_did(page_of, trail):
    assert shown(page_of(person=trail[2].actor_id)) == ["document.added"]
    assert shown(page_of(person="system")) == ["run.finished"]


def test_both_days_belong_to_the_period(page_of, trail):
    assert shown(page_of(since="2026-10-03", until="2026-10-03")) == ["document.added"]
    assert shown(page_of(until="2026-10-02")) == []
    assert "document.added" not in shown(page_of(since="2026-10-04"))


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-10-03", "until": "2026-10-01"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"action": "no.such"},
        {"person": "999999"},
        {"person": "x"},
    ],
)
def test_a_filter_that_cannot_be_read_says_so_and_hides_nothing(page_of, trail, asked):
    response = page_of(**asked)
    assert "notice-error" in response.content.decode()
    assert len(shown(response)) == 3


def test_only_what_stands_in_the_own_trail_is_offered(page_of, trail, other_organization, outsider):
    record(other_organization, outsider, "kpi.chosen", "他社のKPI")
    form = page_of().context["form"]
    offered = [code for _, rows in form.fields["action"].choices[1:] for code, _ in rows]
    assert sorted(offered) == ["document.added", "run.finished", "run.started"]
    assert outsider.pk not in [key for key, _ in form.fields["person"].choices]


def test_a_person_is_offered_once_under_the_newest_name(page_of, organization, owner):
    record(organization, owner, "run.started", "評価")
    owner.name = "新しい名前"
    owner.save()
    record(organization, owner, "run.started", "評価")
    assert [name for _, name in page_of().context["form"].fields["person"].choices[1:]] == ["新しい名前"]


def test_pages_keep_the_filter(page_of, organization, owner):
    for number in range(51):
        record(organization, owner, "run.started", f"評価 {number}")
    record(organization, owner, "run.finished", "評価")
    response = page_of(action="run.started")
    assert len(shown(response)) == 50
    assert "?action=run.started&amp;page=2" in response.content.decode()
    assert shown(page_of(action="run.started", page=2)) == ["run.started"]


def test_nothing_of_an_entry_becomes_markup(page_of, organization, owner):
    evil = "<script>alert(1)</script>"
    record(organization, owner, "run.paused", evil, reason=evil, strange=evil, **{evil: evil})
    record(organization, owner, "budget.run_cap_set", evil, before_microyen=evil, after_microyen=[evil])
    record(organization, owner, evil, evil)
    page = page_of().content.decode()
    assert evil not in page and "&lt;script&gt;alert(1)" in page


def test_only_owners_read_the_trail(viewer_client, outsider_client, organization):
    where = reverse("accounts:audit_log", args=[organization.slug])
    assert viewer_client.get(where).status_code == 403
    assert outsider_client.get(where).status_code == 404


def test_reading_needs_a_handful_of_queries_however_many_entries(
    page_of, organization, owner, django_assert_max_num_queries
):
    for number in range(60):
        record(organization, owner, "run.started", f"評価 {number}")
    with django_assert_max_num_queries(12):
        page_of()
