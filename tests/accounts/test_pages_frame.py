"""The frame around every page: language, audit list, company list, error pages."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse

from accounts.audit import record
from accounts.models import AuditEntry, Membership
from accounts.roles import Role


def test_a_visitor_reads_the_sign_in_page_in_japanese_and_can_change_to_english(anonymous_client):
    page = anonymous_client.get(reverse("account_login"))
    assert 'lang="ja"' in page.content.decode() and "ログイン" in page.content.decode()
    back = reverse("account_login") + "?next=/x/"
    changed = anonymous_client.post(reverse("accounts:language"), {"language": "en", "next": back})
    assert changed["Location"] == back
    assert "Sign in" in anonymous_client.get(back).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_language_switch_never_leads_to_another_host(anonymous_client, elsewhere):
    changed = anonymous_client.post(reverse("accounts:language"), {"language": "en", "next": elsewhere})
    assert changed["Location"] == "/"


def test_signing_in_leads_to_the_company_or_to_the_choice_among_several(
    organization, other_organization, owner
):
    client = Client()
    client.force_login(owner)
    one = client.get(reverse("accounts:organization_list"))
    assert one["Location"] == reverse("adoption:home", args=[organization.slug])
    Membership.objects.create(user=owner, organization=other_organization, role=Role.CONSULTANT)
    page = client.get(reverse("accounts:organization_list")).content.decode()
    assert organization.name in page and other_organization.name in page


def test_the_audit_list_shows_every_detail_whatever_its_name_is(owner_client, organization, owner):
    record(organization, owner, "run.started", "評価", items=3, keys="a", values=["<b>"])
    page = owner_client.get(reverse("accounts:audit_log", args=[organization.slug])).content.decode()
    assert "<code>keys</code>" in page and "<code>a</code>" in page
    assert "&lt;b&gt;" in page
    assert "notice-success" in page


def test_a_changed_audit_entry_is_shown_as_an_alarm(owner_client, organization, owner):
    record(organization, owner, "run.started", "評価")
    AuditEntry.objects.update(target="別の評価")
    page = owner_client.get(reverse("accounts:audit_log", args=[organization.slug])).content.decode()
    assert "notice-error" in page


def test_only_those_who_may_read_the_audit_trail_are_led_to_it(owner_client, viewer_client, organization):
    where = reverse("accounts:audit_log", args=[organization.slug])
    link = f'href="{where}"'
    list_page = reverse("evaluations:document_list", args=[organization.slug])
    assert link in owner_client.get(list_page).content.decode()
    assert link not in viewer_client.get(list_page).content.decode()
    assert viewer_client.get(where).status_code == 403


def test_the_sample_company_wears_a_ribbon(owner_client, organization):
    where = reverse("evaluations:document_list", args=[organization.slug])
    assert 'class="ribbon' not in owner_client.get(where).content.decode()
    organization.is_sample = True
    organization.save()
    assert 'class="ribbon' in owner_client.get(where).content.decode()


def test_error_pages_say_what_is_safe_and_offer_a_way_on(client, db):
    for status, template in ((404, "404.html"), (403, "403.html"), (400, "400.html"), (500, "500.html")):
        page = render_to_string(template)
        assert 'class="btn btn-primary" href="/"' in page, status
        assert page.count("<h1>") == 1


def test_an_error_in_a_view_shows_the_page_without_the_exception(organization, owner, monkeypatch):
    from evaluations.views import documents

    monkeypatch.setattr(documents, "Count", None)
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    response = client.get(reverse("evaluations:document_list", args=[organization.slug]))
    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()
    assert "NoneType" not in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_way_back(organization, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    response = client.post(reverse("accounts:language"), {"language": "en"})
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


@override_settings(DEBUG=False)
def test_every_page_carries_the_strict_policy_and_no_inline_code(owner_client, organization):
    response = owner_client.get(reverse("evaluations:document_list", args=[organization.slug]))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
    page = response.content.decode()
    assert " style=" not in page and "<style" not in page
    assert " onclick=" not in page and " onload=" not in page
