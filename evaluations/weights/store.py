"""The cache of ready models: fetched from a source, checked by hash, converted once.

    <cache>/<key>-<hash>-v<version>/source/<file>   the checked file as it came
    <cache>/<key>-<hash>-v<version>/model/          what transformers or sentence-transformers loads
    <cache>/<key>-<hash>-v<version>/prepared.json   size, time and hash of every file; written last

All of it is made in a scratch folder and renamed at the end: a killed process leaves nothing half used.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evaluations.weights.conversion.dispatch import CONVERTER_VERSION, convert
from evaluations.weights.errors import WeightsChanged, WeightsMissing
from evaluations.weights.locking import only_one
from evaluations.weights.registry import PinnedFile, WeightsEntry, entry_of
from evaluations.weights.sources import Absent
from language.text import Text

Report = Callable[[str], None]
MARKER = "prepared.json"
WRONG_HASH = Text("{place}: ハッシュ値が不一致({actual}…)", "{place}: wrong hash ({actual}…)")


@dataclass(frozen=True)
class PreparedWeights:
    """A model that can be loaded: `file` has the registered hash, `folder` is made from it."""

    entry: WeightsEntry
    file: Path
    folder: Path


def prepare(key: str, cache: Path, report: Report = lambda _: None) -> PreparedWeights:
    """Return the ready model, fetching and converting it if need be; safe in several processes at once.

    `report` gets one English line per step that takes long. Raises WeightsUnknown, WeightsMissing when no
    source has the file, WeightsChanged when a source has another file under this name.
    """
    entry = entry_of(key)
    cache.mkdir(parents=True, exist_ok=True)
    with only_one(cache / f".{key}.lock"):
        place = _place(entry, cache)
        if place.exists() and not _is_intact(place):
            report(f"{entry.name}: the stored copy is damaged and is made again")
            shutil.rmtree(place)
        if not place.exists():
            _make(entry, cache, place, report)
    return _prepared(entry, place)


def locate(key: str, cache: Path) -> PreparedWeights | None:
    """Return the ready model if the cache has it, without fetching, converting or reading large files."""
    entry = entry_of(key)
    place = _place(entry, cache)
    rows = _marker(place)
    is_ready = bool(rows) and all(_same_size(place, row) for row in rows)
    return _prepared(entry, place) if is_ready else None


def sha256_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _place(entry: WeightsEntry, cache: Path) -> Path:
    return cache / f"{entry.key}-{entry.file_sha256[:12]}-v{CONVERTER_VERSION}"


def _prepared(entry: WeightsEntry, place: Path) -> PreparedWeights:
    return PreparedWeights(entry, place / "source" / entry.file, place / "model")


def _make(entry: WeightsEntry, cache: Path, place: Path, report: Report) -> None:
    scratch = cache / f".making-{entry.key}"
    shutil.rmtree(scratch, ignore_errors=True)  # left by a killed process; the lock keeps others away
    (scratch / "source").mkdir(parents=True)
    try:
        _fetch(entry, scratch / "source", report)
        report(f"{entry.name}: converting")
        convert(entry, scratch / "source", scratch / "model")
        _write_marker(scratch)
        scratch.rename(place)
        report(f"{entry.name}: ready")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fetch(entry: WeightsEntry, folder: Path, report: Report) -> None:
    wanted = (PinnedFile(entry.file, entry.file_sha256), *entry.companions)
    tried: list[Text] = []
    changed = False
    for source in entry.sources:
        try:
            for file in wanted:
                source.deliver(file.path, folder / file.path)
        except Absent as absent:
            tried.append(
                Text(f"{source.label.ja}: {absent.reason.ja}", f"{source.label.en}: {absent.reason.en}")
            )
            continue
        wrong = _first_wrong(wanted, folder)
        if wrong is None:
            report(f"{entry.name}: taken from {source.label.en}, hash checked")
            return
        changed = True
        tried.append(
            Text(
                WRONG_HASH.ja.format(place=f"{source.label.ja} {wrong.path}", actual=wrong.sha256[:12]),
                WRONG_HASH.en.format(place=f"{source.label.en} {wrong.path}", actual=wrong.sha256[:12]),
            )
        )
        report(tried[-1].en)
    raise (
        WeightsChanged(entry.name, entry.file_sha256, tried) if changed else WeightsMissing(entry.name, tried)
    )


def _first_wrong(wanted: tuple[PinnedFile, ...], folder: Path) -> PinnedFile | None:
    """Return the first file whose hash is not the pinned one, with the hash that it has."""
    actual = (PinnedFile(file.path, sha256_of(folder / file.path)) for file in wanted)
    return next((found for found, file in zip(actual, wanted, strict=True) if found != file), None)


def _write_marker(place: Path) -> None:
    rows = [
        {"path": str(path.relative_to(place)), "sha256": sha256_of(path), **_stamp(path)}
        for path in sorted(place.rglob("*"))
        if path.is_file()
    ]
    with (place / MARKER).open("w") as marker:
        json.dump(rows, marker, indent=1)
        marker.flush()
        os.fsync(marker.fileno())


def _marker(place: Path) -> list[dict[str, object]]:
    with suppress(OSError, ValueError):
        rows = json.loads((place / MARKER).read_text())
        if isinstance(rows, list):
            return rows
    return []


def _is_intact(place: Path) -> bool:
    """Read a file again only where size or time differ from the marker: 1.7 GB take two seconds to hash."""
    rows = _marker(place)
    return bool(rows) and all(_is_unchanged(place, row) for row in rows)


def _is_unchanged(place: Path, row: dict[str, object]) -> bool:
    path = place / str(row["path"])
    if not path.is_file():
        return False
    return _stamp(path).items() <= row.items() or sha256_of(path) == row["sha256"]


def _same_size(place: Path, row: dict[str, object]) -> bool:
    path = place / str(row["path"])
    return path.is_file() and path.stat().st_size == row["size"]


def _stamp(path: Path) -> dict[str, int]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
