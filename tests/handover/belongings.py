"""A bundle with its file, for the tests that walk all pages."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from handover.models import Bundle
from handover.states import BundleState, Direction


def around_handover(organization, user) -> dict[str, int]:
    """Add an export that also stands for where the organisation came from."""
    summary = {
        "name": f"極秘{organization.name}", "made_by": "極秘の人", "slug": organization.slug, "files": 1,
        "version": "1", "made_at": "2026-11-01T09:00:00+09:00", "rows": {"tco.CostPlan": 1}, "hashes": 1, "people": 1,
        "file_bytes": 10, "broken": [], "missing_files": 0, "trail_is_whole": True,
    }  # fmt: skip
    bundle = Bundle.objects.create(
        organization=organization, direction=Direction.EXPORT, state=BundleState.READY, created_by=user,
        imported=organization, summary=summary, fingerprint="0000 1111", file_name="極秘.zip",
        outcome={"slug": organization.slug, "hashes": 1, "gates": {"same": 1, "of": 1}},
    )  # fmt: skip
    for name in ("file", "trail"):
        stored = default_storage.save(f"handover/{bundle.pk}/{name}", ContentFile("極秘".encode()))
        setattr(bundle, name, stored)
    bundle.save()
    return {"bundle": bundle.pk}
