"""Bundles as a clever stranger would make them: changed inside, with hashes and signature that fit again."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from handover.manifest import MANIFEST, SIGNATURE
from handover.signing import sign

Parts = dict[str, bytes]


def parts_of(bundle: Path) -> Parts:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, to: Path) -> Path:
    """Write parts as they are."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return to


def forged(bundle: Path, to: Path, change: Callable[[Parts], None], **said: object) -> Path:
    """Change the parts, then list and sign them as the product would; `said` replaces fields of the list."""
    parts = parts_of(bundle)
    manifest = json.loads(parts.pop(MANIFEST))
    parts.pop(SIGNATURE)
    change(parts)
    manifest["parts"] = [
        {
            "path": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "rows": content.count(b"\n") if name.endswith(".jsonl") else 0,
        }
        for name, content in parts.items()
    ]
    content = json.dumps({**manifest, **said}).encode()
    return packed({**parts, MANIFEST: content, SIGNATURE: sign(content)}, to)


def row_changed(model: str, at: int = 0, **values: object) -> Callable[[Parts], None]:
    """Replace columns of one row of a model."""

    def change(parts: Parts) -> None:
        path = f"rows/{model}.jsonl"
        lines = parts[path].splitlines(keepends=True)
        lines[at] = json.dumps({**json.loads(lines[at]), **values}).encode() + b"\n"
        parts[path] = b"".join(lines)

    return change


def line_changed(model: str, line: bytes) -> Callable[[Parts], None]:
    """Replace the first line of a model by bytes."""

    def change(parts: Parts) -> None:
        path = f"rows/{model}.jsonl"
        parts[path] = b"".join([line + b"\n", *parts[path].splitlines(keepends=True)[1:]])

    return change
