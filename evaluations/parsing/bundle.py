"""ZIP files of documents: what is inside, checked before anything is unpacked."""

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evaluations.parsing.errors import from_the_door, refused
from evaluations.parsing.kinds import FORMATS
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.passage import Notice
from intake.archive import check_sizes, leads_out
from intake.refusal import IntakeRefused

MEDIA_TYPE = "application/zip"
_CHUNK = 1024 * 1024
_UTF8_NAME = 0x800
# Files that operating systems add by themselves: nobody misses them.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """One document of a bundle: its place in the archive's directory, and its path as a person wrote it."""

    position: int
    path: str
    size_bytes: int


@dataclass(frozen=True)
class Bundle:
    """The documents that can be taken out, and what stays behind with its reason."""

    members: tuple[Member, ...]
    notices: tuple[Notice, ...]


def is_bundle(filename: str) -> bool:
    return filename.lower().endswith(".zip")


def list_bundle(path: Path, limits: Limits) -> Bundle:
    """Return what a ZIP of documents holds; every part was unpacked once, in pieces, to prove it.

    Raise DocumentRefused for a damaged or encrypted archive, a bomb, a link, or a name that leads out of the
    folder: such an archive is not an accident, so nothing of it is taken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            check_sizes(parts, path.stat().st_size, limits.archive)
            return _sorted_out(archive, parts, limits)
    except IntakeRefused as error:
        raise from_the_door(error) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refused("truncated_file") from error
    except RuntimeError as error:  # zipfile's word for a part that asks for a password
        raise refused("encrypted_zip") from error


def read_member(path: Path, member: Member) -> bytes:
    """Return the content of one member; ValueError when it is not the one that was listed."""
    with zipfile.ZipFile(path) as archive:
        part = archive.infolist()[member.position]
        if written_name(part) != member.path or part.file_size != member.size_bytes:
            raise ValueError("the archive has changed since it was listed")
        with archive.open(part) as stream:
            return stream.read(member.size_bytes)


def written_name(part: zipfile.ZipInfo) -> str:
    """Return the name as it was written: Japanese Windows stores CP932 without saying so.

    >>> info = zipfile.ZipInfo("手順.pdf".encode("cp932").decode("cp437")); info.flag_bits = 0
    >>> written_name(info)
    '手順.pdf'
    """
    if part.flag_bits & _UTF8_NAME:
        return part.filename.replace("\\", "/")
    stored = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return stored.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return part.filename.replace("\\", "/")


def _sorted_out(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> Bundle:
    members, notices = [], []
    for position, part in enumerate(parts):
        name = written_name(part)
        _check_place(part, name)
        if part.is_dir() or _LITTER.search(name):
            continue
        if reason := _left_out(part, name, limits):
            notices.append(notice(reason, name, name=name))
            continue
        _unpack_once(archive, part)
        members.append(Member(position, name, part.file_size))
    if not members:
        raise refused("empty_zip")
    return Bundle(tuple(members), tuple(notices))


def _check_place(part: zipfile.ZipInfo, name: str) -> None:
    # `filename` is cut at a NUL; the original shows that somebody tried to hide an ending.
    if leads_out(name) or "\x00" in part.orig_filename:
        raise refused("zip_path", part=name[:120].replace("\x00", "�"))
    if stat.S_ISLNK(part.external_attr >> 16):
        raise refused("zip_link", part=name[:120])


def _left_out(part: zipfile.ZipInfo, name: str, limits: Limits) -> str:
    if is_bundle(name):
        return "zip_in_zip"
    if PurePosixPath(name).suffix.lower() not in FORMATS:
        return "zip_unknown_type"
    return "zip_too_large" if part.file_size > limits.file_bytes else ""


def _unpack_once(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass
