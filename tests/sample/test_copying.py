"""A copy of the sample company: its owner's own, made once for a press of the button, removable without a trace."""

import pytest
from django.db import connection

from accounts.models import AuditEntry, Organization
from accounts.roles import Role
from adoption.models import Decision, Observation
from adoption.pilot_analysis import pilot_analysis
from adoption.selectors import gate_review
from config.demo.story.choosing import case_of
from config.sample.copying import copy_sample
from config.sample.removing import remove_copy
from handover.models import Bundle
from handover.working import work_on_bundle
from tests.conftest import member, signed_in

CLICK = "0123456789abcdef" * 2


@pytest.fixture
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def mine(db):
    return Organization.objects.create(slug="kaisha", name="会社", name_en="Company")


@pytest.fixture
def owner(mine):
    return member(mine, Role.OWNER, "owner")


@pytest.fixture
def copied(told, mine, owner, storage):
    """The copy, taken over as a worker would do it."""
    bundle = copy_sample(mine, owner, CLICK)
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.is_ready, bundle.failure
    return bundle.imported


def test_a_copy_is_ready_within_a_minute_and_its_owner_may_change_it(told, mine, owner, storage):
    bundle = copy_sample(mine, owner, CLICK)
    work_on_bundle(bundle.pk)
    copy = Bundle.objects.get(pk=bundle.pk).imported
    assert copy is not None
    assert (copy.is_sample, copy.slug) == (True, "sample-seiki-2")
    assert owner.memberships.get(organization=copy).role == Role.OWNER
    there, here = case_of(told, "UC-01"), case_of(copy, "UC-01")
    assert Observation.objects.filter(use_case=here).count() == 192
    assert pilot_analysis(here).primary.finding.low == pilot_analysis(there).primary.finding.low
    for gate in ("G0", "G1", "G2", "G3"):
        advice = [gate_review(case, gate).assessment.recommendation.outcome for case in (there, here)]
        assert advice[0] == advice[1], gate


def test_the_same_press_makes_one_copy(copied, mine, owner):
    again = copy_sample(mine, owner, CLICK)
    assert again.imported == copied
    assert Organization.objects.filter(is_sample=True).count() == 2


def test_a_removed_copy_leaves_nothing_and_the_sample_untouched(copied, told, mine, owner):
    before = Decision.objects.filter(use_case__organization=told).count()
    remove_copy(copied, copied.slug, owner)
    connection.check_constraints()
    assert not Organization.objects.filter(pk=copied.pk).exists()
    assert not AuditEntry.objects.filter(organization_id=copied.pk).exists()
    assert Decision.objects.count() == before
    assert mine.audit_entries.filter(action="sample.copy_removed").exists()


def test_only_owners_see_the_button_and_only_copies_are_removed(told, mine, owner, storage):
    viewer = member(mine, Role.VIEWER, "viewer")
    assert signed_in(owner).get("/o/kaisha/sample/").status_code == 200
    assert signed_in(viewer).get("/o/kaisha/sample/").status_code in (403, 404)
    assert signed_in(owner).post("/o/kaisha/sample/remove/", {"slug": "kaisha"}).url == "/o/kaisha/sample/"
    assert Organization.objects.filter(slug="kaisha").exists()
    stranger = member(Organization.objects.create(slug="tasha", name="他社"), Role.OWNER, "stranger")
    assert signed_in(stranger).post("/o/kaisha/sample/", {"click": CLICK}).status_code == 404


def test_the_button_leads_to_the_progress_and_the_wrong_confirmation_removes_nothing(copied, owner, mine):
    client = signed_in(owner)
    answer = client.post("/o/kaisha/sample/", {"click": CLICK})
    assert answer.url == f"/o/kaisha/handover/{Bundle.objects.get(imported=copied).pk}/"
    path = f"/o/{copied.slug}/sample/remove/"
    assert client.post(path, {"slug": "kaisha"}).status_code == 422
    assert Organization.objects.filter(pk=copied.pk).exists()
    assert client.post(path, {"slug": copied.slug}).status_code == 302
    assert not Organization.objects.filter(pk=copied.pk).exists()
