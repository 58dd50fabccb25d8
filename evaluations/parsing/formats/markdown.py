"""Markdown: the text as written, cited by line, under the path of its headings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evaluations.parsing.formats.plain_text import paragraphs
from evaluations.parsing.headings import HeadingStack
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.places import Lines
from evaluations.parsing.reading import Reading
from intake.cleaning import cleaned
from intake.encoding import decode

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")


def _heading_at(lines: list[str], index: int) -> tuple[int, str, int] | None:
    """Return (level, text, lines used) when a heading starts at this line."""
    if match := _HEADING.match(lines[index]):
        return len(match[1]), match[2], 1
    is_paragraph_start = lines[index].strip() and (index == 0 or not lines[index - 1].strip())
    if is_paragraph_start and index + 1 < len(lines) and (mark := _UNDERLINE.match(lines[index + 1])):
        return (1 if mark[1][0] == "=" else 2), lines[index].strip(), 2
    return None


def _sections(lines: list[str]) -> Iterator[tuple[int, int, tuple[int, str, int] | None]]:
    """Yield (first line, end, heading) of each stretch; a heading inside a code fence is none."""
    start, index, fence = 0, 0, ""
    heading: tuple[int, str, int] | None = None
    while index < len(lines):
        if mark := _FENCE.match(lines[index]):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        found = None if fence or mark else _heading_at(lines, index)
        if found:
            yield start, index, heading
            start, heading = index, found
            index += found[2]
        else:
            index += 1
    yield start, len(lines), heading


def _blocks(lines: list[str]) -> Iterator[Block]:
    stack = HeadingStack()
    for start, end, heading in _sections(lines):
        body = start
        if heading:
            path = stack.enter(heading[0], heading[1])
            body = start + heading[2]
            yield Block(heading[1], Lines(start + 1, body), path, is_heading=True)
        for block in paragraphs(lines[body:end], body + 1):
            yield replace(block, heading_path=stack.path)


def read(path: Path, _limits: Limits) -> Reading:
    """Read a Markdown file; tables and lists stay as written."""
    text, encoding = decode(path.read_bytes())
    lines = cleaned(text).split("\n")
    return Reading(
        blocks=tuple(_blocks(lines)),
        notices=(notice("encoding_detected", encoding=encoding),),
        units=len(lines) - (not lines[-1]),
        encoding=encoding,
    )
