"""What parsing hands over: passages with the place they were read from, and notices for the reader."""

from dataclasses import dataclass
from typing import Literal

from language.text import Text

LocatorKind = Literal["page", "slide", "cell", "section", "line"]
DocumentLanguage = Literal["ja", "en", ""]


@dataclass(frozen=True)
class Locator:
    """Where a passage stands.

    `number` is the 1-based page, slide, sheet, section or first line; `label` is what a person reads,
    such as "p.3", "検査項目!B5:F5", "スライド4", "日常点検", "行12".
    """

    kind: LocatorKind
    number: int
    label: str


@dataclass(frozen=True)
class Passage:
    """A piece of one page, sheet, slide or section, as shown in the file except for control characters."""

    text: str
    locator: Locator
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """Something a person must know about the reading: what was left out, or what was assumed."""

    code: str
    message: Text
    where: str = ""


@dataclass(frozen=True)
class ParsedDocument:
    """One file as read; `units` counts its pages, slides, visible sheets, or lines."""

    passages: tuple[Passage, ...]
    notices: tuple[Notice, ...]
    media_type: str
    language: DocumentLanguage
    encoding: str | None
    units: int
