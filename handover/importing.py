"""Taking a bundle over: files first, then every row and its proofs in one transaction, or nothing at all."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction

from accounts.audit import record
from accounts.models import Membership, Organization, User
from accounts.roles import Role
from handover.arriving import Arrival, write_files
from handover.errors import not_imported
from handover.manifest import TRAIL, Manifest
from handover.opening import OpenBundle
from handover.proofs import checked_hashes, gate_hashes

MOST_SLUGS = 10_000
SLUG_CHARACTERS = 50
Tell = Callable[[float], object]


def import_bundle(
    bundle: OpenBundle,
    importer: User,
    sha256: str,
    folder: str,
    tell: Tell,
    finish: Callable[[Organization, dict[str, Any]], object],
) -> Organization:
    """Make a new organisation of a bundle, owned by the importer; BundleRefused leaves neither row nor file.

    `folder` of the storage is this attempt's own.
    `finish` is called inside the transaction with the organisation and what came of its proofs.
    """
    try:
        write_files(bundle, folder)
        bundle.copy(bundle.manifest.part(TRAIL), Path(default_storage.path(trail_name(folder))))
        with transaction.atomic():
            return _written(bundle, importer, sha256, folder, tell, finish)
    except (DataError, IntegrityError) as error:
        remove_folder(folder)
        raise not_imported(
            "constraint", "データ同士が矛盾しています。", "Its rows contradict each other."
        ) from error
    except BaseException:
        remove_folder(folder)
        raise


def trail_name(folder: str) -> str:
    """Where the other server's audit trail is kept, to be read and never to be continued."""
    return f"{folder}/{TRAIL}"


def remove_folder(folder: str) -> None:
    """Remove the files of an import that did not come about."""
    shutil.rmtree(default_storage.path(folder), ignore_errors=True)


def free_slug(wanted: str) -> str:
    """The short name in addresses: as it was, or with the first number that nobody has.

    >>> # with seiki taken: free_slug("seiki") is "seiki-2"
    """
    for number in range(1, MOST_SLUGS):
        ending = "" if number == 1 else f"-{number}"
        slug = f"{wanted[: SLUG_CHARACTERS - len(ending)]}{ending}"
        if not Organization.objects.filter(slug=slug).exists():
            return slug
    raise not_imported("slug", "短い名前が空いていません。", "No short name is free.")


def _written(
    bundle: OpenBundle,
    importer: User,
    sha256: str,
    folder: str,
    tell: Tell,
    finish: Callable[[Organization, dict[str, Any]], object],
) -> Organization:
    manifest = bundle.manifest
    organization = Organization.objects.create(
        slug=free_slug(manifest.slug),
        name=manifest.name,
        name_en=manifest.name_en,
        is_sample=manifest.is_sample,
    )
    arrival = Arrival(bundle, organization, folder)
    arrival.write(tell)
    try:
        same = _check_hashes(arrival, manifest)
        outcome = {"hashes": same, "gates": _gates(arrival, manifest), "slug": organization.slug}
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # JSON of another make than the product writes: found where it is read for the first time.
        raise not_imported(
            "shape",
            "データの形が、この製品のものではありません。",
            "Its rows are not of this product's making.",
        ) from error
    Membership.objects.create(user=importer, organization=organization, role=Role.OWNER)
    record(
        organization,
        importer,
        "handover.received",
        manifest.name,
        sha256=sha256,
        fingerprint=bundle.fingerprint,
        made_by=manifest.made_by,
        made_at=manifest.made_at,
        rows=sum(manifest.rows.values()),
        hashes=same,
    )
    finish(organization, outcome)
    return organization


def _check_hashes(arrival: Arrival, manifest: Manifest) -> int:
    """Every hash of the list stands in its new row and fits it; return how many that are."""
    wanted = {
        (name, arrival.ids[name.rpartition(".")[0]].get(int(old), 0)): (stated, f"{name}#{old}")
        for name, stored in manifest.hashes.items()
        for old, stated in stored.items()
    }
    for one in checked_hashes(arrival.organization):
        stated, old_name = wanted.pop((one.name, one.pk), ("", ""))
        if one.stored != stated or not (one.fits or old_name in manifest.broken):
            raise _changed(old_name or one.name)
    if wanted:
        raise _changed(next(iter(wanted.values()))[1])
    return sum(len(one) for one in manifest.hashes.values())


def _changed(name: str) -> Exception:
    return not_imported(
        "proof", "「{name}」の内容が、記録されたハッシュと一致しません。",
        "{name} is not what its recorded hash stands for.", name=name[:120],
    )  # fmt: skip


def _gates(arrival: Arrival, manifest: Manifest) -> dict[str, Any]:
    """Compare what decisions stand on here and there; ages of records move on by themselves, so it is only told."""
    here = gate_hashes(arrival.organization)
    ids = arrival.ids["adoption.UseCase"]
    pairs = [
        (f"{old}:{gate}", stated == here.get(ids.get(int(old), 0), {}).get(gate))
        for old, gates in manifest.gates.items()
        for gate, stated in gates.items()
    ]
    return {"same": sum(fits for _, fits in pairs), "of": len(pairs)}
