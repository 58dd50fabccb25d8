"""Checks on an uploaded workbook's ZIP container, before any parser opens it."""

import io
import re
import zipfile
import zlib

from reports.roundtrip.refusal import refused

MIB = 1024 * 1024
MOST_BYTES = 5 * MIB
MOST_PARTS = 200
MOST_UNPACKED = 60 * MIB
MOST_OF_A_PART = 30 * MIB
MOST_RATIO = 200
RATIO_FROM_BYTES = MIB
OLE = b"\xd0\xcf\x11\xe0"
_FORBIDDEN = (
    ("macro", re.compile(r"vbaProject|/vbaData\.xml$|macrosheets/", re.IGNORECASE)),
    ("external_link", re.compile(r"externalLinks/|/connections\.xml$|queryTables/", re.IGNORECASE)),
    ("embedded", re.compile(r"embeddings/|activeX/|oleObject|ctrlProps/", re.IGNORECASE)),
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_XML = (".xml", ".rels", ".vml")
_CHUNK = MIB


def check_container(data: bytes) -> None:
    """Raise WorkbookRefused unless this is a plain .xlsx without anything that acts, links or explodes."""
    if not data:
        raise refused("empty")
    if len(data) > MOST_BYTES:
        raise refused("too_large")
    if data.startswith(OLE):
        raise refused("protected_or_old")
    if not data.startswith(b"PK"):
        raise refused("not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts, len(data))
            for part in parts:
                _check_content(archive, part)
    except RuntimeError as error:  # zipfile's word for a part that asks for a password
        raise refused("protected_or_old") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refused("damaged") from error


def _check_directory(parts: list[zipfile.ZipInfo], packed: int) -> None:
    names = [part.filename for part in parts]
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise refused("path")
    for code, pattern in _FORBIDDEN:
        if any(pattern.search(name) for name in names):
            raise refused(code)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise refused("not_a_workbook")
    sizes = [part.file_size for part in parts]
    unpacked = sum(sizes)
    is_dense = unpacked > RATIO_FROM_BYTES and unpacked > MOST_RATIO * packed
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or max(sizes) > MOST_OF_A_PART or is_dense:
        raise refused("bomb")


def _check_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part in pieces, which proves its checksum; never more than the directory declares."""
    is_xml = part.filename.lower().endswith(_XML)
    tail, is_first = b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not is_xml:
                continue
            if is_first and chunk.startswith(_UTF16):
                raise refused("entities")
            is_first = False
            # Without its zero bytes a declaration in any wide encoding reads the same.
            tail += chunk.replace(b"\x00", b"")
            if _DECLARATION.search(tail):
                raise refused("entities")
            tail = tail[-64:]
