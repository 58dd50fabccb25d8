"""Opening a bundle that somebody brought: nothing of it is believed before its signature and every hash fit."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from handover.errors import NOTHING_IMPORTED, BundleRefused, not_imported
from handover.manifest import MANIFEST, PEOPLE, SIGNATURE, TRAIL, Manifest, Part, model_of, read_manifest
from handover.schema import check_schema
from handover.scope import model_by_label
from handover.signing import signer_of
from handover.values import BadValue, read_line
from intake.archive import MIB, ArchiveLimits, check_archive
from intake.refusal import IntakeRefused
from language.text import Text

MANIFEST_BYTES = 64 * MIB
SIGNATURE_BYTES = 4096
LINE_BYTES = 32 * MIB
CHUNK = MIB


@dataclass(frozen=True)
class OpenBundle:
    """A bundle whose signature fits its contents and whose parts have their hashes."""

    path: Path
    manifest: Manifest
    fingerprint: str

    def lines(self, part: Part) -> Iterator[tuple[int, dict[str, object]]]:
        """The rows of a part, counted from 1; BundleRefused for a line that is none, or another number of lines."""
        count = 0
        with zipfile.ZipFile(self.path) as archive, archive.open(part.path) as stream:
            while line := stream.readline(LINE_BYTES):
                count += 1
                try:
                    yield count, read_line(line)
                except BadValue as error:
                    raise not_a_row(part.path, count, str(error)) from error
        if count != part.rows:
            raise not_a_row(part.path, count, f"{part.rows:,} rows were announced")

    def copy(self, part: Part, to: Path) -> None:
        """Write a part to the disk."""
        to.parent.mkdir(parents=True, exist_ok=True)
        with (
            zipfile.ZipFile(self.path) as archive,
            archive.open(part.path) as source,
            to.open("xb") as out,
        ):
            while piece := source.read(CHUNK):
                out.write(piece)


def open_bundle(path: Path) -> OpenBundle:
    """Check a bundle from outside to inside: size, archive, signature, contents, hashes, shape of the rows."""
    if path.stat().st_size > settings.BUNDLE_MAX_BYTES:
        raise BundleRefused("too_large", _TOO_LARGE.filled(limit=settings.BUNDLE_MAX_BYTES // MIB))
    _check_archive(path)
    with zipfile.ZipFile(path) as archive:
        content, stated = _signed(archive)
        fingerprint = signer_of(content, stated)
        if fingerprint is None:
            raise not_imported(
                "signature",
                "署名が内容と一致しません。途中で書き換えられたか、壊れています。",
                "The signature does not fit the contents: the file was changed on its way, or is damaged.",
            )
        manifest = read_manifest(content)
        check_schema(manifest.schema, manifest.columns_sha256, manifest.product_version)
        _check_parts(archive, manifest)
    return OpenBundle(path, manifest, fingerprint)


def not_a_row(path: str, line: int, why: str) -> BundleRefused:
    """The refusal of one line, with where it stands and what is wrong with it."""
    return not_imported(
        "row",
        "「{path}」の{line}行目を読み取れません({why})。",
        "Line {line} of {path} cannot be taken over: it {why}.",
        path=path,
        line=line,
        why=why,
    )


def _check_archive(path: Path) -> None:
    limits = ArchiveLimits(
        parts=200_000,
        unpacked_bytes=8 * settings.BUNDLE_MAX_BYTES,
        part_bytes=4 * settings.BUNDLE_MAX_BYTES,
    )
    with path.open("rb") as file:
        try:
            check_archive(file, limits, ())
        except IntakeRefused as refusal:
            raise BundleRefused(refusal.code, refusal.keeping(NOTHING_IMPORTED)) from refusal


def _signed(archive: zipfile.ZipFile) -> tuple[bytes, bytes]:
    try:
        parts = [archive.getinfo(MANIFEST), archive.getinfo(SIGNATURE)]
    except KeyError as error:
        raise not_imported(
            "no_bundle", "引き渡しファイルではありません(目次か署名がありません)。",
            "This is no bundle: it has no list of contents, or no signature.",
        ) from error  # fmt: skip
    if parts[0].file_size > MANIFEST_BYTES or parts[1].file_size > SIGNATURE_BYTES:
        raise not_imported("manifest", "目次が大きすぎます。", "Its list of contents is too long.")
    return archive.read(parts[0]), archive.read(parts[1])


def _check_parts(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Exactly the parts of the list, each with its hash; every model that travels, and no other."""
    names = sorted(part.filename for part in archive.infolist())
    if names != sorted([MANIFEST, SIGNATURE, *(part.path for part in manifest.parts)]):
        raise not_imported(
            "parts", "目次とファイルの中身が一致しません。", "Its contents are not those of its list."
        )
    models = {found for part in manifest.parts if (found := model_of(part.path))}
    if models != set(model_by_label()) or not {PEOPLE, TRAIL} <= set(names):
        odd = ", ".join(sorted(models ^ set(model_by_label()))[:3])
        raise not_imported(
            "models", "このサーバーが知らない項目があるか、項目が足りません({odd})。",
            "It holds a kind of rows that this server does not know, or lacks one ({odd}).", odd=odd,
        )  # fmt: skip
    for part in manifest.parts:
        if _hash_of(archive, part) != (part.sha256, part.size_bytes):
            raise not_imported(
                "hash", "「{path}」のハッシュが一致しません。壊れているか、書き換えられています。",
                "The hash of {path} does not fit: it is damaged or was changed.", path=part.path,
            )  # fmt: skip


def _hash_of(archive: zipfile.ZipFile, part: Part) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(part.path) as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


_TOO_LARGE = Text(
    "引き渡しファイルが大きすぎます(上限 {limit:,} MiB)。何も取り込んでいません。"
    "サーバーの管理者に、上限(SHIRUBE_BUNDLE_MAX_MB)の変更を相談してください。",
    "The bundle is too large (limit {limit:,} MiB). Nothing was imported. Ask the administrator of this server to "
    "raise SHIRUBE_BUNDLE_MAX_MB.",
)
