"""What a person is shown of a bundle before and after."""

from typing import Any

from handover.manifest import PEOPLE, Manifest


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
        "people": manifest.part(PEOPLE).rows,
    }
