"""Checks on the ZIP container of a workbook, before any parser opens it."""

import io
import re
import zipfile
import zlib

from language.text import Text
from tco.prices.errors import refused_file

MIB = 1024 * 1024
MOST_PARTS = 500
MOST_UNPACKED = 40 * MIB
_MACRO = re.compile(
    r"vbaProject\w*\.bin$|/vbaData\.xml$|macrosheets/|/activeX/|oleObject[^/]*\.bin$", re.IGNORECASE
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")

_AGAIN = Text(
    "Excelで開き、新しい「.xlsx」として保存し直してください。",
    "Open it in Excel and save it as a new .xlsx file.",
)
_BROKEN = Text(
    "ファイルが壊れているか、パスワードで保護されているため、読み取れません。",
    "The file is damaged or protected by a password and cannot be read.",
)
_BOMB = Text("展開すると異常に大きくなるファイルです。", "The file grows abnormally when unpacked.")
_ACTIVE = Text(
    "マクロか埋め込みオブジェクトを含むファイルです。", "The file holds macros or embedded objects."
)
_ENTITIES = Text("XMLに危険な宣言(DTD)があります。", "The XML carries a dangerous declaration (DTD).")


def check_archive(data: bytes) -> None:
    """Raise FileRefused for a damaged or protected archive, a bomb, macros, embedded objects or XML with a DTD.

    Sizes are first read from the directory; then every part is unpacked in pieces, and the zipfile module never
    yields more than the directory declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            for part in parts:
                _check_content(archive, part)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise refused_file(_BROKEN, _AGAIN) from error


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refused_file(_BOMB, _AGAIN)
    if any(_MACRO.search(part.filename) for part in parts):
        raise refused_file(_ACTIVE, _AGAIN)


def _check_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(MIB):
            if not part.filename.lower().endswith(_XML):
                continue
            # UTF-16 parts are searched too: without its zero bytes the declaration reads the same.
            tail += chunk.replace(b"\x00", b"")
            if _DECLARATION.search(tail):
                raise refused_file(_ENTITIES, _AGAIN)
            tail = tail[-64:]
