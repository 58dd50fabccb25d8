"""Making and taking over a bundle by workers: killed anywhere, nothing is half there, and the next one finishes it."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from accounts.models import Organization, User
from evaluations.models import Run
from evaluations.states import RunState
from handover import importing, working
from handover.errors import BundleRefused
from handover.models import Bundle
from handover.opening import open_bundle
from handover.services import (
    confirm_import,
    drop_bundle,
    receive_upload,
    request_export,
    wake_waiting_bundles,
)
from handover.states import BundleState
from handover.working import work_on_bundle

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a process that is killed does not catch."""


def uploaded(world) -> Bundle:
    with world.bundle.open("rb") as file:
        return receive_upload(world.organization, world.owner, "引き渡し.zip", file)


def confirmed(world) -> Bundle:
    bundle = uploaded(world)
    confirm_import(bundle, world.owner, has_compared=True)
    return bundle


def files_of(bundle: Bundle) -> list[Path]:
    return [one for one in Path(default_storage.path(f"imported/{bundle.pk}")).rglob("*") if one.is_file()]


def test_an_export_is_made_by_a_worker_with_its_hash_and_name(world, organization):
    bundle = request_export(organization, world.owner)
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.progress, bundle.percent) == (BundleState.READY, 1.0, 100)
    opened = open_bundle(Path(bundle.file.path))
    assert opened.fingerprint == bundle.fingerprint
    assert bundle.file_name.startswith("会社_引き渡し_") and bundle.file_name.endswith(".zip")
    made = [one.action for one in organization.audit_entries.order_by("sequence")][-2:]
    assert made == ["handover.requested", "handover.exported"]


def test_an_export_waits_for_work_that_is_under_way(world, organization):
    Run.objects.filter(pk=organization.runs.first().pk).update(state=RunState.ANSWERING)
    with pytest.raises(BundleRefused) as caught:
        request_export(organization, world.owner)
    assert caught.value.code == "under_way" and "1件" in caught.value.message.ja
    assert not Bundle.objects.filter(organization=organization).exists()


def test_an_upload_is_only_looked_at(world):
    count = Organization.objects.count()
    bundle = uploaded(world)
    assert bundle.state == BundleState.CHECKED and bundle.is_known_key
    assert bundle.summary["name"] == "会社" and bundle.summary["hashes"] == 8
    assert Organization.objects.count() == count
    work_on_bundle(bundle.pk)
    assert Organization.objects.count() == count


def test_an_upload_that_is_refused_leaves_no_file(world, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK not a zip")
    before = list(Path(default_storage.path("handover")).rglob("*.zip"))
    with pytest.raises(BundleRefused), (tmp_path / "x.zip").open("rb") as file:
        receive_upload(world.organization, world.owner, "x.zip", file)
    assert list(Path(default_storage.path("handover")).rglob("*.zip")) == before
    assert not Bundle.objects.exists()


def test_an_unknown_key_must_be_compared_first(world, settings):
    settings.SECRET_KEY = "another server"
    bundle = uploaded(world)
    assert not bundle.is_known_key
    with pytest.raises(BundleRefused) as caught:
        confirm_import(bundle, world.owner, has_compared=False)
    assert caught.value.code == "not_compared"
    bundle.refresh_from_db()
    assert bundle.state == BundleState.CHECKED
    confirm_import(bundle, world.owner, has_compared=True)
    work_on_bundle(bundle.pk)
    # Once it was taken over the key is known.
    assert uploaded(world).is_known_key


def test_an_import_is_recorded_on_both_sides_and_the_upload_is_gone(world, organization):
    bundle = confirmed(world)
    source = Path(bundle.file.path)
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.READY and bundle.imported.slug == "kaisha-3"
    assert bundle.outcome["gates"] == {"same": 6, "of": 6}
    assert not source.exists() and Path(bundle.trail.path).read_bytes().count(b"\n") > 5
    assert organization.audit_entries.first().action == "handover.imported"
    assert bundle.imported.audit_entries.get().detail["sha256"] == bundle.sha256
    work_on_bundle(bundle.pk)  # a message that came twice
    assert Organization.objects.filter(slug__startswith="kaisha").count() == 3


@pytest.mark.parametrize("place", ["_check_hashes", "write_files", "record"])
def test_a_killed_import_leaves_nothing_and_the_next_worker_finishes_it(world, monkeypatch, place):
    bundle = confirmed(world)
    counts = (Organization.objects.count(), User.objects.count())
    done = getattr(importing, place)

    def killed(*args, **named):
        done(*args, **named)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(importing, place, killed)
        # A killed process cleans nothing up either.
        patched.setattr(importing, "remove_folder", lambda folder: None)
        work_on_bundle(bundle.pk)
    assert (Organization.objects.count(), User.objects.count()) == counts
    assert files_of(bundle)
    Bundle.objects.filter(pk=bundle.pk).update(lease_until=None, woken_at=None)
    assert wake_waiting_bundles() == 1
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempt) == (BundleState.READY, 2)
    assert len(files_of(bundle)) == len(world.manifest.files) + 1  # and the trail


def test_a_worker_that_lost_its_lease_does_not_finish(world, monkeypatch):
    bundle = confirmed(world)
    write = working.import_bundle

    def overtaken(*args, **named):
        Bundle.objects.filter(pk=bundle.pk).update(owner="another worker")
        return write(*args, **named)

    monkeypatch.setattr(working, "import_bundle", overtaken)
    count = Organization.objects.count()
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.owner) == (BundleState.WORKING, "another worker")
    assert Organization.objects.count() == count


def test_an_attempt_that_ends_every_worker_is_given_up_in_words(world, monkeypatch):
    bundle = confirmed(world)
    monkeypatch.setattr(working, "open_bundle", lambda path: 1 / 0)
    for _ in range(working.MOST_ATTEMPTS):
        work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.FAILED and "管理者" in bundle.failure["ja"]


def test_a_file_that_changed_after_the_look_is_refused(world):
    bundle = confirmed(world)
    Path(bundle.file.path).write_bytes(b"something else")
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.FAILED and "changed" in bundle.failure["en"]


def test_a_dropped_upload_is_never_taken_over(world, django_capture_on_commit_callbacks):
    bundle = uploaded(world)
    path = Path(bundle.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        drop_bundle(bundle, world.owner)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.DROPPED and not path.exists()
    confirm_import(bundle, world.owner, has_compared=True)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.DROPPED
