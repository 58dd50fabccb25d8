"""Which format a file really is: its name and its first bytes must agree."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evaluations.parsing.errors import refused

Format = Literal["pdf", "docx", "xlsx", "pptx", "csv", "text", "markdown", "html"]

FORMATS: dict[str, Format] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".csv": "csv",
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
}
_MACRO_EXTENSIONS = {".xlsm", ".xltm", ".xlam", ".docm", ".dotm", ".pptm", ".potm", ".ppsm"}
_OFFICE = {b"spreadsheetml": "xlsx", b"wordprocessingml": "docx", b"presentationml": "pptx"}


@dataclass(frozen=True)
class _Signature:
    start: bytes
    name_ja: str
    name_en: str


_SIGNATURES = (
    _Signature(b"%PDF-", "PDF", "PDF"),
    _Signature(b"PK\x03\x04", "ZIP または Office 文書", "a ZIP or Office file"),
    _Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧形式の Office 文書", "an old Office file"),
    _Signature(b"\x89PNG", "PNG 画像", "a PNG picture"),
    _Signature(b"\xff\xd8\xff", "JPEG 画像", "a JPEG picture"),
    _Signature(b"GIF8", "GIF 画像", "a GIF picture"),
    _Signature(b"\x1f\x8b", "gzip 圧縮ファイル", "a gzip file"),
    _Signature(b"7z\xbc\xaf", "7z 圧縮ファイル", "a 7z file"),
    _Signature(b"Rar!", "RAR 圧縮ファイル", "a RAR file"),
    _Signature(b"MZ", "実行ファイル", "a program"),
    _Signature(b"\x7fELF", "実行ファイル", "a program"),
    _Signature(b"{\\rtf", "RTF 文書", "an RTF file"),
)


def format_of(path: Path, filename: str) -> Format:
    """Return the format by name, proved by content; raise DocumentRefused when they disagree."""
    extension = Path(filename).suffix.lower()
    if extension in _MACRO_EXTENSIONS:
        raise refused("macro_file", part=extension)
    if extension not in FORMATS:
        raise refused("unknown_type", extension=extension or filename)
    kind = FORMATS[extension]
    _check_start(path, kind, extension)
    if kind in ("docx", "xlsx", "pptx"):
        _check_office(path, kind, extension)
    return kind


def _check_start(path: Path, kind: Format, extension: str) -> None:
    with path.open("rb") as stream:
        start = stream.read(1024)
    found = next((signature for signature in _SIGNATURES if start.startswith(signature.start)), None)
    if kind == "pdf":
        # The header may follow some other bytes within the first kilobyte (ISO 32000-1, annex H).
        if b"%PDF-" not in start:
            raise _disagreement(extension, found)
    elif kind in ("docx", "xlsx", "pptx"):
        if found is _SIGNATURES[2] and _holds_encrypted_package(path):
            raise refused("encrypted_office")
        if found is not _SIGNATURES[1]:
            raise _disagreement(extension, found)
    elif found is not None:
        raise _disagreement(extension, found)


def _disagreement(extension: str, found: _Signature | None) -> Exception:
    return refused(
        "wrong_extension",
        extension=extension,
        actual_ja=found.name_ja if found else "別の形式",
        actual_en=found.name_en if found else "something else",
    )


def _holds_encrypted_package(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _check_office(path: Path, kind: Format, extension: str) -> None:
    """Tell the Office formats apart by their list of content types, which every one carries."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("[Content_Types].xml") as stream:
            types = stream.read(1_000_000)
    except KeyError as error:
        raise refused(
            "wrong_extension", extension=extension, actual_ja="ZIP ファイル", actual_en="a ZIP file"
        ) from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise refused("truncated_file") from error
    if b"macroEnabled" in types:
        raise refused("macro_file", part="[Content_Types].xml")
    marker = next(word for word, name in _OFFICE.items() if name == kind)
    if marker + b"." in types:
        return
    actual = next((name.upper() for word, name in _OFFICE.items() if word + b"." in types), "ZIP")
    raise refused("wrong_extension", extension=extension, actual_ja=actual, actual_en=actual)
