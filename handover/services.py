"""Asking for a bundle and making it; bringing one, looking at it, and taking it over. The row is the truth."""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import Organization, User
from accounts.worker_messages import send_to_worker
from handover.errors import BROKEN, BundleRefused, not_imported
from handover.importing import import_bundle, remove_folder, trail_name
from handover.manifest import Manifest
from handover.models import Bundle
from handover.opening import OpenBundle, open_bundle
from handover.signing import own_fingerprint
from handover.states import BUNDLE_ACTIVE, BundleState, Direction
from handover.writing import check_nothing_is_under_way, write_bundle
from language.text import Text

logger = logging.getLogger(__name__)

WORK = "handover.tasks.work_on_bundle"
QUEUE = "report"
MOST_ATTEMPTS = 3
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


def work_on_bundle(bundle_id: int) -> None:
    """Make or take over a bundle unless that is done or another worker is at it; safe to call any number of times."""
    owner = new_owner()
    bundle = _claim(bundle_id, owner)
    if bundle is None:
        return
    try:
        if bundle.attempt > MOST_ATTEMPTS:
            # Each attempt ended its worker; one more would do so again.
            raise BundleRefused("broken", BROKEN)
        with _progress(bundle, owner) as tell:
            (_export if bundle.is_export else _import)(bundle, owner, tell)
    except BundleRefused as refusal:
        _fail(bundle, owner, refusal.message)
    except Exception:
        logger.exception("bundle %s was not done (attempt %s)", bundle.pk, bundle.attempt)
        if bundle.attempt >= MOST_ATTEMPTS:
            _fail(bundle, owner, BROKEN)
        else:
            _mine(bundle, owner).update(state=BundleState.WAITING, lease_until=None, owner="", woken_at=None)


def wake_waiting_bundles() -> int:
    """Send a message for every bundle that waits although nobody works on it; return how many."""
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=timezone.now() - PATIENCE)
    waiting = list(Bundle.objects.filter(quiet, free(), state__in=BUNDLE_ACTIVE))
    for bundle in waiting:
        Bundle.objects.filter(pk=bundle.pk).update(woken_at=timezone.now())
        send_to_worker(WORK, bundle.pk, queue=QUEUE)
    return len(waiting)


def summary_of(manifest: Manifest) -> dict[str, Any]:
    """What a person is shown of a bundle before and after."""
    return {
        "name": manifest.name,
        "name_en": manifest.name_en,
        "slug": manifest.slug,
        "made_at": manifest.made_at,
        "made_by": manifest.made_by,
        "version": manifest.product_version,
        "rows": {label: count for label, count in manifest.rows.items() if count},
        "files": len(manifest.files),
        "file_bytes": sum(part.size_bytes for part in manifest.files),
        "hashes": sum(len(one) for one in manifest.hashes.values()),
        "broken": list(manifest.broken[:20]),
        "missing_files": manifest.missing_files,
        "trail_is_whole": manifest.trail_is_whole,
        "people": manifest.part("people.jsonl").rows,
    }


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


def _claim(bundle_id: int, owner: str) -> Bundle | None:
    """Take the row for one lease, if nobody else has it."""
    claimed = Bundle.objects.filter(free(), pk=bundle_id, state__in=BUNDLE_ACTIVE).update(
        owner=owner,
        state=BundleState.WORKING,
        lease_until=lease_end(),
        attempt=F("attempt") + 1,
        progress=0.02,
    )
    if not claimed:
        return None
    return Bundle.objects.select_related("organization", "created_by").get(pk=bundle_id)


def _mine(bundle: Bundle, owner: str) -> Any:
    """The row, as long as this worker still holds it: one that took too long must not overwrite its successor."""
    return Bundle.objects.filter(pk=bundle.pk, owner=owner, state=BundleState.WORKING)


@contextmanager
def _progress(bundle: Bundle, owner: str) -> Iterator[Callable[[float], None]]:
    """Keep the lease and the progress from beside: the work itself reads one moment, or writes in one transaction."""
    share = 0.02

    def tell(done: float) -> None:
        nonlocal share
        share = done

    with kept(lambda: _mine(bundle, owner).update(lease_until=lease_end(), progress=share)):
        yield tell


def _export(bundle: Bundle, owner: str, tell: Callable[[float], None]) -> None:
    organization = bundle.organization
    assert organization is not None  # noqa: S101 - an export is of an organisation
    name = f"handover/exports/{bundle.pk}/{owner.rpartition(':')[2]}.zip"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.iterdir():
        # A worker was killed here: what it wrote belongs to no row.
        left.unlink(missing_ok=True)
    try:
        manifest = write_bundle(organization, str(bundle.created_by or ""), path, tell)
        _store_export(bundle, owner, organization, name, manifest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _store_export(
    bundle: Bundle, owner: str, organization: Organization, name: str, manifest: Manifest
) -> None:
    path = Path(default_storage.path(name))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        finished = _mine(bundle, owner).update(
            state=BundleState.READY,
            progress=1.0,
            file=name,
            file_name=download_name(organization),
            size_bytes=path.stat().st_size,
            sha256=digest,
            fingerprint=own_fingerprint(),
            is_known_key=True,
            summary=summary_of(manifest),
            lease_until=None,
            failure=None,
            finished_at=timezone.now(),
        )
        if not finished:
            raise BundleRefused("overtaken", BROKEN)
        record(
            organization,
            bundle.created_by,
            "handover.exported",
            f"bundle:{bundle.pk}",
            sha256=digest,
            rows=sum(manifest.rows.values()),
            files=len(manifest.files),
        )


def download_name(organization: Organization) -> str:
    """A name that sorts by company and day, without signs that a file system refuses."""
    name = "".join("_" if one in '\\/:*?"<>|' or one < " " else one for one in organization.name)
    return f"{name[:80]}_引き渡し_{timezone.localdate():%Y%m%d}.zip"


def _import(bundle: Bundle, owner: str, tell: Callable[[float], None]) -> None:
    importer, source = bundle.created_by, str(bundle.file.name)
    if importer is None or not importer.is_active:
        raise not_imported("importer", "取り込む人がいません。", "The person who imports is gone.")
    path = Path(default_storage.path(source))
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != bundle.sha256:
            raise not_imported(
                "hash", "確認後にファイルが変わりました。", "The file changed after it was checked."
            )
    opened = open_bundle(path)
    remove_folder(f"imported/{bundle.pk}")  # what an attempt that was killed left there
    folder = f"imported/{bundle.pk}/{owner.rpartition(':')[2]}"

    def finish(organization: Organization, outcome: dict[str, Any]) -> None:
        _finish_import(bundle, owner, organization, outcome, trail_name(folder))

    import_bundle(opened, importer, bundle.sha256, folder, tell, finish)
    path.unlink(missing_ok=True)


def _finish_import(
    bundle: Bundle, owner: str, organization: Organization, outcome: dict[str, Any], trail: str
) -> None:
    """Inside the transaction of the import: the record says done only together with the rows."""
    finished = _mine(bundle, owner).update(
        state=BundleState.READY,
        progress=1.0,
        imported=organization,
        outcome=outcome,
        trail=trail,
        file="",
        lease_until=None,
        failure=None,
        finished_at=timezone.now(),
    )
    if not finished:
        raise BundleRefused("overtaken", BROKEN)
    if bundle.organization:
        record(
            bundle.organization,
            bundle.created_by,
            "handover.imported",
            organization.name,
            bundle=bundle.pk,
            sha256=bundle.sha256,
            slug=organization.slug,
        )


def _fail(bundle: Bundle, owner: str, message: Text) -> None:
    _mine(bundle, owner).update(
        state=BundleState.FAILED,
        failure={"ja": message.ja, "en": message.en},
        lease_until=None,
        finished_at=timezone.now(),
    )


def _wake_on_commit(bundle: Bundle) -> None:
    pk = bundle.pk
    transaction.on_commit(lambda: send_to_worker(WORK, pk, queue=QUEUE))


_NOT_COMPARED = Text(
    "この署名の鍵は、まだこのサーバーで受け取ったことがありません。何も取り込んでいません。送り主に電話などで指紋を確かめ、"
    "確認欄にチェックを入れてください。",
    "This server has not met the key of this signature before. Nothing was imported. Compare the fingerprint with the "
    "sender, by telephone for instance, and tick the box.",
)
