"""The small Markdown in which the Word documents are written: headings, paragraphs and tables."""

from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Heading:
    """A chapter heading."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row holds the column heads."""

    rows: list[list[str]]


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Manuscript:
    """The front matter and the blocks of one document."""

    front: dict[str, Any]
    blocks: list[Block]


def read_manuscript(text: str) -> Manuscript:
    """Split the front matter from the body and the body into blocks.

    >>> read_manuscript("---\\ntitle: A\\n---\\n## 1\\ntext\\n").blocks
    [Heading(text='1'), Paragraph(text='text')]
    """
    _, front, body = text.split("---\n", 2)
    blocks: list[Block] = []
    for line in body.splitlines():
        _append_line(blocks, line.strip())
    return Manuscript(yaml.safe_load(front), [block for block in blocks if block != Paragraph("")])


def _append_line(blocks: list[Block], line: str) -> None:
    if line.startswith("## "):
        blocks.append(Heading(line[3:]))
    elif line.startswith("|"):
        _append_row(blocks, [cell.strip() for cell in line.strip("|").split("|")])
    else:  # an empty line also ends a table
        blocks.append(Paragraph(line))


def _append_row(blocks: list[Block], row: list[str]) -> None:
    if blocks and isinstance(blocks[-1], Table):
        blocks[-1].rows.append(row)
    else:
        blocks.append(Table([row]))
