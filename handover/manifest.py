"""The signed list of contents: what a bundle is, from where, and the hash of every part of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from handover.errors import not_imported

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
PEOPLE, TRAIL = "people.jsonl", "audit.jsonl"
_HASH = re.compile(r"[0-9a-f]{64}")
_ROWS = re.compile(r"rows/([a-z]+\.[A-Za-z_]+)\.jsonl")
_FILE = re.compile(r"files/[A-Za-z0-9._/-]{1,280}")


@dataclass(frozen=True)
class Part:
    """One file of the bundle; `rows` is 0 for what holds no rows."""

    path: str
    sha256: str
    size_bytes: int
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """`hashes` are those that must be the same after the import: {app.Model.column: {id: sha256}}.

    `broken` names those that did not fit their rows before the export already; `gates` is the hash of what a
    decision at each gate would stand on now: {id of the use case: {gate: sha256}}.
    """

    product_version: str
    made_at: str
    made_by: str
    organization_id: int
    slug: str
    name: str
    name_en: str
    is_sample: bool
    schema: Mapping[str, str]
    columns_sha256: str
    parts: tuple[Part, ...]
    hashes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    gates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_files: int = 0
    trail_is_whole: bool = True
    format: int = FORMAT

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each model."""
        return {found: part.rows for part in self.parts if (found := model_of(part.path))}

    @property
    def files(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.path.startswith("files/"))

    def part(self, path: str) -> Part:
        """One part; KeyError for one that is not there."""
        return {one.path: one for one in self.parts}[path]


def model_of(path: str) -> str:
    """The model whose rows a part holds; "" for another part.

    >>> model_of("rows/tco.CostPlan.jsonl"), model_of("people.jsonl")
    ('tco.CostPlan', '')
    """
    found = _ROWS.fullmatch(path)
    return found[1] if found else ""


def as_bytes(manifest: Manifest) -> bytes:
    """The one text of a manifest that is signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest strictly; BundleRefused for anything but exactly the known fields of the known kinds."""
    try:
        found = json.loads(content)
        made = Manifest(**{**found, "parts": tuple(Part(**one) for one in found["parts"])})
        made = Manifest(**{**vars(made), "broken": tuple(made.broken)})
        _check(made)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise not_imported(
            "manifest", "目次(manifest.json)を読み取れません。", "Its list of contents cannot be read."
        ) from error
    return made


def _check(made: Manifest) -> None:
    words = (made.product_version, made.made_at, made.made_by, made.slug, made.name, made.name_en)
    sound = (
        made.format == FORMAT,
        all(isinstance(word, str) and len(word) <= 200 for word in words),
        all(isinstance(number, int) for number in (made.organization_id, made.missing_files)),
        re.fullmatch(r"[-\w]{1,50}", made.slug, re.ASCII),
        made.name.strip(),
        datetime.fromisoformat(made.made_at).tzinfo,
        isinstance(made.is_sample, bool) and isinstance(made.trail_is_whole, bool),
        all(isinstance(key, str) and isinstance(value, str) for key, value in made.schema.items()),
        all(_is_sound(part) for part in made.parts),
        len({part.path for part in made.parts}) == len(made.parts),
        all(isinstance(one, str) for one in made.broken),
        all(_are_hashes(one) for one in (*made.hashes.values(), *made.gates.values())),
    )
    if not all(sound):
        raise ValueError("not sound")


def _is_sound(part: Part) -> bool:
    numbers = (part.size_bytes, part.rows)
    known = part.path in (PEOPLE, TRAIL) or bool(_ROWS.fullmatch(part.path) or _FILE.fullmatch(part.path))
    counted = all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers)
    return known and counted and ".." not in part.path and bool(_HASH.fullmatch(part.sha256))


def _are_hashes(found: Mapping[str, str]) -> bool:
    return all(isinstance(key, str) and _HASH.fullmatch(value) for key, value in found.items())
