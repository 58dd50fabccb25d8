"""The pages: an owner hands over, others do not; nothing is taken over before a person has looked and said yes."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Organization
from accounts.roles import Role
from handover.models import Bundle
from handover.services import request_export
from handover.signing import own_fingerprint
from handover.states import BundleState
from handover.working import work_on_bundle
from tests.conftest import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_page(organization) -> str:
    return reverse("handover:bundle_list", args=[organization.slug])


@pytest.fixture
def exported(world, organization) -> Bundle:
    bundle = request_export(organization, world.owner)
    work_on_bundle(bundle.pk)
    return Bundle.objects.get(pk=bundle.pk)


def page_of(name: str, organization, bundle: Bundle) -> str:
    return reverse(f"handover:{name}", args=[organization.slug, bundle.pk])


def upload(client, organization, content: bytes):
    file = SimpleUploadedFile("引き渡し.zip", content, "application/zip")
    return client.post(reverse("handover:import_create", args=[organization.slug]), {"file": file})


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.VIEWER, Role.CONSULTANT])
def test_only_an_owner_hands_over(organization, exported, list_page, role):
    client = signed_in(member(organization, role, f"a-{role}"))
    assert client.get(list_page).status_code == 403
    for name in ("bundle_detail", "bundle_download", "trail_download"):
        assert client.get(page_of(name, organization, exported)).status_code == 403
    assert client.post(reverse("handover:export_create", args=[organization.slug])).status_code == 403


def test_an_outsider_meets_nothing(organization, other_organization, exported, list_page, outsider_client):
    assert outsider_client.get(list_page).status_code == 404
    for name in ("bundle_detail", "bundle_download"):
        assert outsider_client.get(page_of(name, organization, exported)).status_code == 404
        assert outsider_client.get(page_of(name, other_organization, exported)).status_code == 404


def test_an_owner_makes_a_bundle_and_downloads_what_was_made(organization, owner_client, list_page):
    answer = owner_client.post(reverse("handover:export_create", args=[organization.slug]), follow=True)
    assert answer.status_code == 200 and "hx-get" in answer.content.decode()
    bundle = Bundle.objects.get(organization=organization)
    detail = page_of("bundle_detail", organization, bundle)
    part = owner_client.get(f"{detail}?seen=waiting", headers={"HX-Request": "true"})
    assert "progress" in part.content.decode()
    work_on_bundle(bundle.pk)
    moved = owner_client.get(f"{detail}?seen=waiting", headers={"HX-Request": "true"})
    assert moved["HX-Refresh"] == "true"
    assert own_fingerprint() in owner_client.get(list_page).content.decode()
    download = owner_client.get(page_of("bundle_download", organization, bundle))
    assert download["Content-Disposition"].startswith("attachment")
    content = b"".join(download.streaming_content)
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert organization.audit_entries.first().action == "handover.downloaded"


def test_work_under_way_is_said_on_the_page(organization, owner_client):
    organization.runs.filter(pk=organization.runs.first().pk).update(state="answering")
    answer = owner_client.post(reverse("handover:export_create", args=[organization.slug]))
    assert answer.status_code == 422 and "処理中の作業" in answer.content.decode()


def test_an_import_is_looked_at_confirmed_and_opened(world, organization, owner_client, settings):
    settings.SECRET_KEY = "another server"
    owner_client.force_login(world.owner)
    answer = upload(owner_client, organization, world.bundle.read_bytes())
    bundle = Bundle.objects.get(organization=organization)
    shown = owner_client.get(answer["Location"]).content.decode()
    assert bundle.fingerprint in shown and "引き渡す人" in shown and 'name="compared"' in shown
    count = Organization.objects.count()
    confirm = page_of("import_confirm", organization, bundle)
    refused = owner_client.post(confirm)
    assert refused.status_code == 422 and "指紋" in refused.content.decode()
    owner_client.post(confirm, {"compared": "yes"})
    assert Organization.objects.count() == count
    work_on_bundle(bundle.pk)
    new = Bundle.objects.get(pk=bundle.pk).imported
    assert owner_client.get(reverse("adoption:home", args=[new.slug])).status_code == 200
    assert (
        f"/o/{new.slug}/" in owner_client.get(page_of("bundle_detail", organization, bundle)).content.decode()
    )
    # The new company knows where it came from; the way back does not lead through it.
    origin = owner_client.get(page_of("bundle_detail", new, bundle))
    assert origin.status_code == 200 and "trail" in origin.content.decode()
    trail = owner_client.get(page_of("trail_download", new, bundle))
    assert b"test.filled" in b"".join(trail.streaming_content)
    assert owner_client.post(page_of("bundle_drop", new, bundle)).status_code == 404
    assert owner_client.get(page_of("trail_download", organization, bundle)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_bundle_is_refused_with_a_sentence(organization, owner_client, content):
    answer = upload(owner_client, organization, content)
    assert answer.status_code == 422
    assert not content or "何も取り込んでいません" in answer.content.decode()
    assert not Bundle.objects.filter(organization=organization).exists()


def test_a_file_can_be_removed_and_the_record_stays(organization, exported, owner_client, list_page):
    answer = owner_client.post(page_of("bundle_drop", organization, exported))
    assert answer["Location"] == list_page
    exported.refresh_from_db()
    assert exported.state == BundleState.DROPPED and exported.sha256
    assert owner_client.get(page_of("bundle_download", organization, exported)).status_code == 404
    assert organization.audit_entries.first().action == "handover.dropped"


def test_the_pages_speak_english(world, organization, exported, owner_client, list_page):
    owner_client.cookies["shirube_language"] = "en"
    for page in (list_page, page_of("bundle_detail", organization, exported)):
        assert "Fingerprint" in owner_client.get(page).content.decode()
