"""Writing an organisation into one signed ZIP: rows stream out one by one, however many there are."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from accounts.audit import first_broken_entry
from accounts.models import Organization, User
from handover.consistent import one_moment
from handover.errors import not_exported
from handover.manifest import MANIFEST, PEOPLE, SIGNATURE, TRAIL, Manifest, Part, as_bytes
from handover.proofs import checked_hashes, gate_hashes
from handover.schema import columns_sha256, present_schema, product_version
from handover.scope import Model, carried_models, columns_of, references, rows_of, target
from handover.settling import ACTIVE, settled_columns, work_under_way
from handover.signing import sign
from handover.values import line_of, to_json

CHUNK = 2**20
ROWS_AT_A_TIME = 500
Tell = Callable[[float], object]  # the share that is done
# What storage names are made of here; anything else was put there by somebody else.
SOUND_NAME = re.compile(r"[A-Za-z0-9._/-]{1,270}")


def write_bundle(organization: Organization, made_by: str, path: Path, tell: Tell) -> Manifest:
    """Write everything that is handed over of an organisation; BundleRefused while something is still under way."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, one_moment():
        check_nothing_is_under_way(organization)
        pen = _Pen(archive)
        _write_rows(pen, organization, tell)
        _write_people(pen)
        _write_trail(pen, organization)
        manifest = _manifest(pen, organization, made_by)
        tell(0.95)
        content = as_bytes(manifest)
        archive.writestr(MANIFEST, content)
        archive.writestr(SIGNATURE, sign(content))
    return manifest


def check_nothing_is_under_way(organization: Organization) -> None:
    """Raise BundleRefused while workers have work of this organisation: it would start by itself at the other end."""
    waiting = {
        str(model._meta.verbose_name): count
        for model in carried_models()
        if model._meta.label in ACTIVE and (count := work_under_way(model, organization))
    }
    if waiting:
        raise not_exported(
            "under_way",
            "処理中の作業が{n}件あります({what})。完了するのを待つか停止してから、もう一度書き出してください。",
            "{n} pieces of work are under way ({what}). Wait for them or stop them, then export again.",
            n=sum(waiting.values()),
            what=", ".join(f"{name} {count}" for name, count in waiting.items()),
        )


@dataclass
class _Pen:
    """Writes parts and remembers their hashes, the people that rows name, and files that are gone."""

    archive: zipfile.ZipFile
    parts: list[Part] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    missing_files: int = 0

    @contextmanager
    def part(self, path: str) -> Iterator["_Writer"]:
        with self.archive.open(path, "w", force_zip64=True) as out:
            writer = _Writer(out)  # type: ignore[arg-type]
            yield writer
        self.parts.append(Part(path, writer.digest.hexdigest(), writer.size_bytes, writer.rows))


@dataclass
class _Writer:
    out: BinaryIO
    digest: Any = field(default_factory=hashlib.sha256)
    size_bytes: int = 0
    rows: int = 0

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        self.size_bytes += len(content)
        return self.out.write(content)

    def row(self, values: dict[str, Any]) -> None:
        self.write(line_of(values))
        self.rows += 1


def _write_rows(pen: _Pen, organization: Organization, tell: Tell) -> None:
    every = carried_models()
    for at, model in enumerate(every):
        columns = [one for one in columns_of(model) if one.name not in settled_columns(model)]
        files: list[str] = []
        with pen.part(f"rows/{model._meta.label}.jsonl") as writer:
            for row in rows_of(model, organization).iterator(chunk_size=ROWS_AT_A_TIME):
                values = {one.name: to_json(one, one.value_from_object(row)) for one in columns}
                files += _files_of(row, columns, values, pen)
                writer.row({"id": row.pk, **values})
                pen.people.update(_people_of(model, values))
        _write_files(pen, files)
        tell(0.9 * (at + 1) / len(every))


def _people_of(model: Model, values: dict[str, Any]) -> Iterator[int]:
    for one in references(model):
        if target(one) is User and values.get(one.name) is not None:
            yield values[one.name]


def _files_of(row: Any, columns: Iterable[Any], values: dict[str, Any], pen: _Pen) -> list[str]:
    """Name the stored files of a row; one that is gone from the disk is counted and its column emptied."""
    found: list[str] = []
    for one in columns:
        name = values[one.name]
        if not isinstance(one, models.FileField) or not name:
            continue
        if not SOUND_NAME.fullmatch(name) or not Path(default_storage.path(name)).is_file():
            pen.missing_files += 1
            values[one.name] = ""
            continue
        values[one.name] = f"files/{name}"
        found += [name, *_pictures_beside(name, getattr(row, "pdf_pages", 0) if one.name == "pdf" else 0)]
    return found


def _pictures_beside(name: str, pages: int) -> Iterator[str]:
    """Previews of a printed report lie beside it under its name and a number."""
    for number in range(1, pages + 1):
        picture = f"{name.removesuffix('.pdf')}-{number}.png"
        if Path(default_storage.path(picture)).is_file():
            yield picture


def _write_files(pen: _Pen, names: Iterable[str]) -> None:
    for name in names:
        with Path(default_storage.path(name)).open("rb") as source, pen.part(f"files/{name}") as writer:
            shutil.copyfileobj(source, writer, CHUNK)


def _write_people(pen: _Pen) -> None:
    """Name, title and language of who is named in rows; how they sign in stays here."""
    with pen.part(PEOPLE) as writer:
        for pk in sorted(pen.people):
            person = User.objects.get(pk=pk)
            writer.row(
                {
                    "id": pk,
                    "name": person.name or "–",
                    "title": person.title,
                    "language": person.language,
                }
            )


def _write_trail(pen: _Pen, organization: Organization) -> None:
    names = ("sequence", "at", "actor_name", "action", "target", "detail", "previous_hash", "entry_hash")
    entries = organization.audit_entries.order_by("sequence").iterator(chunk_size=ROWS_AT_A_TIME)
    with pen.part(TRAIL) as writer:
        for entry in entries:
            values = {name: getattr(entry, name) for name in names}
            writer.row({**values, "at": entry.at.isoformat()})


def _manifest(pen: _Pen, organization: Organization, made_by: str) -> Manifest:
    hashes: dict[str, dict[str, str]] = {}
    broken: list[str] = []
    for one in checked_hashes(organization):
        hashes.setdefault(one.name, {})[str(one.pk)] = one.stored
        if not one.fits:
            broken.append(f"{one.name}#{one.pk}")
    return Manifest(
        product_version=product_version(),
        made_at=timezone.now().isoformat(),
        made_by=made_by[:200],
        organization_id=organization.pk,
        slug=organization.slug,
        name=organization.name,
        name_en=organization.name_en,
        is_sample=organization.is_sample,
        schema=present_schema(),
        columns_sha256=columns_sha256(),
        parts=tuple(pen.parts),
        hashes=hashes,
        broken=tuple(broken),
        gates={str(pk): found for pk, found in gate_hashes(organization).items()},
        missing_files=pen.missing_files,
        trail_is_whole=first_broken_entry(organization) is None,
    )
