"""What a worker does with a bundle: make it, or take it over. A killed worker loses nothing and leaves nothing half."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import Organization
from handover.errors import BROKEN, BundleRefused, not_imported
from handover.importing import import_bundle, remove_folder, trail_name
from handover.manifest import Manifest
from handover.models import Bundle
from handover.opening import open_bundle
from handover.signing import own_fingerprint
from handover.states import BUNDLE_ACTIVE, BundleState
from handover.summary import summary_of
from handover.writing import write_bundle
from language.text import Text

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


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
