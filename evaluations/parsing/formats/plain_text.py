"""TXT: paragraphs between blank lines, cited by line."""

from collections.abc import Iterator
from pathlib import Path

from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import LONG, Block
from evaluations.parsing.places import Lines
from evaluations.parsing.reading import Reading
from evaluations.parsing.sentences import width
from intake.cleaning import cleaned
from intake.encoding import decode


def paragraphs(lines: list[str], first: int = 1) -> Iterator[Block]:
    """Yield a block per paragraph; one too long for a passage is given line by line, to keep its place."""
    start, held = first, list[str]()
    for number, line in enumerate([*lines, ""], first):
        if line.strip():
            start = start if held else number
            held.append(line)
        elif held:
            yield from _paragraph(held, start)
            held = []


def _paragraph(lines: list[str], start: int) -> Iterator[Block]:
    text = "\n".join(lines)
    if width(text) <= LONG:
        yield Block(text, Lines(start, start + len(lines) - 1))
        return
    for number, line in enumerate(lines, start):
        yield Block(line, Lines(number, number))


def read(path: Path, _limits: Limits) -> Reading:
    """Read a text file of any of the encodings of encoding.decode."""
    text, encoding = decode(path.read_bytes())
    lines = cleaned(text).split("\n")
    return Reading(
        blocks=tuple(paragraphs(lines)),
        notices=(notice("encoding_detected", encoding=encoding),),
        units=len(lines) - (not lines[-1]),
        encoding=encoding,
    )
