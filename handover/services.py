"""Asking for a bundle, bringing one, looking at it and saying yes. The work itself is done by `handover.working`."""

import hashlib
import logging
import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free
from accounts.models import Organization, User
from accounts.worker_messages import send_to_worker
from handover.errors import BundleRefused
from handover.models import Bundle
from handover.opening import OpenBundle, open_bundle
from handover.signing import own_fingerprint
from handover.states import BUNDLE_ACTIVE, BundleState, Direction
from handover.summary import summary_of
from handover.writing import check_nothing_is_under_way
from language.text import Text

logger = logging.getLogger(__name__)

WORK = "handover.tasks.work_on_bundle"
QUEUE = "report"
# A message already on its way gets this long before another is sent.
PATIENCE = timedelta(seconds=30)
CHUNK = 2**20


@transaction.atomic
def request_export(organization: Organization, by: User, *, wake: bool = True) -> Bundle:
    """Write down that a bundle is wanted and wake a worker on commit; BundleRefused while work is under way.

    `wake` is false where the asking process does the work itself.
    """
    check_nothing_is_under_way(organization)
    bundle = Bundle.objects.create(
        organization=organization, direction=Direction.EXPORT, created_by=by, woken_at=timezone.now()
    )
    record(organization, by, "handover.requested", f"bundle:{bundle.pk}")
    if wake:
        _wake_on_commit(bundle)
    return bundle


def receive_upload(organization: Organization | None, by: User, name: str, source: BinaryIO) -> Bundle:
    """Keep an uploaded bundle and read what it says; nothing of it is taken over before `confirm_import`."""
    stored = f"handover/uploads/{uuid.uuid4().hex}.zip"
    path = Path(default_storage.path(stored))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        digest = _kept(source, path)
        opened = open_bundle(path)
        return _checked(organization, by, name, stored, opened, digest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def confirm_import(bundle: Bundle, by: User, *, has_compared: bool, wake: bool = True) -> None:
    """Say yes to a checked bundle and wake a worker; a key that is not known must have been compared."""
    locked = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if locked.state != BundleState.CHECKED:
        return
    if not (locked.is_known_key or has_compared):
        raise BundleRefused("not_compared", _NOT_COMPARED)
    locked.state, locked.woken_at = BundleState.WAITING, timezone.now()
    locked.save(update_fields=["state", "woken_at"])
    if locked.organization:
        record(
            locked.organization,
            by,
            "handover.confirmed",
            f"bundle:{locked.pk}",
            sha256=locked.sha256,
            fingerprint=locked.fingerprint,
        )
    if wake:
        _wake_on_commit(locked)


@transaction.atomic
def drop_bundle(bundle: Bundle, by: User) -> None:
    """Remove the file of a bundle; the row stays as the record. One that is being worked on stays as it is."""
    locked = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if locked.is_active or not locked.file:
        return
    name = str(locked.file.name)
    if not locked.imported_id:
        locked.state = BundleState.DROPPED
    locked.file = ""
    locked.save(update_fields=["state", "file"])
    if locked.organization:
        record(locked.organization, by, "handover.dropped", f"bundle:{locked.pk}", sha256=locked.sha256)
    transaction.on_commit(lambda: default_storage.delete(name))


def wake_waiting_bundles() -> int:
    """Send a message for every bundle that waits although nobody works on it; return how many."""
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=timezone.now() - PATIENCE)
    waiting = list(Bundle.objects.filter(quiet, free(), state__in=BUNDLE_ACTIVE))
    for bundle in waiting:
        Bundle.objects.filter(pk=bundle.pk).update(woken_at=timezone.now())
        send_to_worker(WORK, bundle.pk, queue=QUEUE)
    return len(waiting)


def is_known(fingerprint: str) -> bool:
    """Whether this server signs with the key itself, or took over a bundle signed with it before."""
    earlier = Bundle.objects.filter(
        direction=Direction.IMPORT, fingerprint=fingerprint, imported__isnull=False
    )
    return fingerprint == own_fingerprint() or earlier.exists()


def _checked(
    organization: Organization | None, by: User, name: str, stored: str, opened: OpenBundle, digest: str
) -> Bundle:
    with transaction.atomic():
        bundle = Bundle.objects.create(
            organization=organization,
            direction=Direction.IMPORT,
            state=BundleState.CHECKED,
            file=stored,
            file_name=Path(name).name[-255:],
            size_bytes=opened.path.stat().st_size,
            sha256=digest,
            fingerprint=opened.fingerprint,
            is_known_key=is_known(opened.fingerprint),
            summary=summary_of(opened.manifest),
            created_by=by,
        )
        if organization:
            record(
                organization,
                by,
                "handover.uploaded",
                f"bundle:{bundle.pk}",
                sha256=digest,
                fingerprint=opened.fingerprint,
                name=opened.manifest.name,
            )
    return bundle


def _kept(source: BinaryIO, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("xb") as out:
        while piece := source.read(CHUNK):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _wake_on_commit(bundle: Bundle) -> None:
    pk = bundle.pk
    transaction.on_commit(lambda: send_to_worker(WORK, pk, queue=QUEUE))


_NOT_COMPARED = Text(
    "この署名の鍵は、まだこのサーバーで受け取ったことがありません。何も取り込んでいません。送り主に電話などで指紋を確かめ、"
    "確認欄にチェックを入れてください。",
    "This server has not met the key of this signature before. Nothing was imported. Compare the fingerprint with the "
    "sender, by telephone for instance, and tick the box.",
)
