"""Checks on the ZIP container of an Office file, before any parser opens it."""

import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from intake.refusal import refused

MIB = 1024 * 1024
_CHUNK = MIB
_XML = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(
    rb"^\s*(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)"
)
# Any other encoding, such as UTF-7, could hide a declaration from the search.
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_DRIVE = re.compile(r"^[A-Za-z]:")

Danger = tuple[str, re.Pattern[str]]  # the code of the refusal, and the names of parts it stands for

MACRO: Danger = ("macro_file", re.compile(r"vbaProject\w*\.bin$|/vbaData\.xml$|macrosheets/", re.IGNORECASE))
ACTIVE: Danger = ("macro_file", re.compile(r"/activeX/", re.IGNORECASE))
OLE_OBJECT: Danger = ("embedded_object", re.compile(r"oleObject[^/]*\.bin$", re.IGNORECASE))
EMBEDDED: Danger = (
    "embedded_object",
    re.compile(r"embeddings/|activeX/|oleObject|ctrlProps/", re.IGNORECASE),
)
LINKED: Danger = (
    "external_link",
    re.compile(r"externalLinks/|/connections\.xml$|queryTables/", re.IGNORECASE),
)
# A document is only read, and charts carry their tables as embedded workbooks; a table that is
# imported is to be whole by itself.
IN_A_DOCUMENT: tuple[Danger, ...] = (MACRO, ACTIVE, OLE_OBJECT)
IN_A_TABLE: tuple[Danger, ...] = (MACRO, EMBEDDED, LINKED)


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold; a ratio counts only from `ratio_from_bytes` on, since small files of blank
    cells or of one repeated picture reach high ratios honestly."""

    parts: int = 500
    unpacked_bytes: int = 40 * MIB
    part_bytes: int = 40 * MIB
    ratio: int = 200
    ratio_from_bytes: int = 30 * MIB


def check_archive(file: IO[bytes], limits: ArchiveLimits, dangers: Iterable[Danger]) -> None:
    """Raise IntakeRefused for a damaged or locked archive, a bomb, a dangerous part or XML with a DTD.

    Sizes are first read from the directory; then every part is unpacked in pieces, which proves the checksums. The
    zipfile module never yields more than the directory declares. The file is left at its beginning.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            check_sizes(parts, _size_of(file), limits)
            _check_names(parts, tuple(dangers))
            for part in parts:
                _check_content(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refused("truncated_file") from error
    except RuntimeError as error:  # zipfile's word for a part that asks for a password
        raise refused("encrypted_office") from error
    file.seek(0)


def check_sizes(parts: Sequence[zipfile.ZipInfo], packed_bytes: int, limits: ArchiveLimits) -> None:
    """Raise IntakeRefused when the directory announces too many parts or too many bytes."""
    sizes = [part.file_size for part in parts]
    unpacked = sum(sizes)
    if len(parts) > limits.parts:
        raise refused("zip_bomb", detail=f"{len(parts):,} parts")
    if unpacked > limits.unpacked_bytes or max(sizes, default=0) > limits.part_bytes:
        raise refused("zip_bomb", detail=f"{unpacked / MIB:,.0f} MiB")
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed_bytes:
        raise refused("zip_bomb", detail=f"×{unpacked / packed_bytes:,.0f}")


def leads_out(name: str) -> bool:
    r"""Say whether a name inside an archive points out of the folder it would be unpacked into.

    >>> leads_out("xl/workbook.xml"), leads_out("../x"), leads_out("C:\\x"), leads_out("/etc/passwd")
    (False, True, True, True)
    """
    plain = name.replace("\\", "/")
    return plain.startswith("/") or bool(_DRIVE.match(plain)) or ".." in PurePosixPath(plain).parts


def _size_of(file: IO[bytes]) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _check_names(parts: Iterable[zipfile.ZipInfo], dangers: tuple[Danger, ...]) -> None:
    for part in parts:
        name = part.filename[:120]
        # The archive's own name is cut at a NUL; the original shows that somebody tried to hide an ending.
        if leads_out(part.filename) or "\x00" in part.orig_filename:
            raise refused("zip_path", part=name)
        for code, pattern in dangers:
            if pattern.search(part.filename):
                raise refused(code, part=name)


def _check_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    is_xml = part.filename.lower().endswith(_XML)
    tail, is_first = b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not is_xml:
                continue
            # Without its zero bytes a declaration in UTF-16 reads the same.
            tail += chunk.replace(b"\x00", b"")
            if _DECLARATION.search(tail) or (is_first and _is_in_another_encoding(tail)):
                raise refused("xml_entities", part=part.filename[:120])
            tail, is_first = tail[-64:], False


def _is_in_another_encoding(start: bytes) -> bool:
    found = _ENCODING.match(start[:400])
    return found is not None and found.group(1).strip().lower() not in _PLAIN_ENCODINGS
