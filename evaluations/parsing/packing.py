"""Blocks of a document become passages of a size that retrieval and readers like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from evaluations.parsing.passage import Passage
from evaluations.parsing.places import Place
from evaluations.parsing.sentences import split_long, width

# In full-width characters; half-width ones count half, so English passages hold 400 to 900 characters.
SHORT = 200.0
LONG = 450.0


@dataclass(frozen=True)
class Block:
    """A heading, paragraph or table row as it stands in the document; notes keep passages of their own."""

    text: str
    place: Place
    heading_path: tuple[str, ...] = ()
    is_heading: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class _Draft:
    texts: tuple[str, ...]
    place: Place
    heading_path: tuple[str, ...]
    size: float
    only_headings: bool
    is_note: bool

    def takes(self, block: Block, size: float) -> bool:
        if self.place.unit != block.place.unit or self.size + size > LONG:
            return False
        if self.only_headings:
            return True
        if block.is_heading or self.heading_path != block.heading_path:
            return False
        if self.is_note != block.is_note:
            return False
        return self.size < SHORT or size < SHORT

    def with_(self, block: Block, size: float) -> "_Draft":
        return _Draft(
            (*self.texts, block.text),
            self.place.until(block.place),
            block.heading_path,
            self.size + size,
            self.only_headings and block.is_heading,
            block.is_note,
        )

    def passage(self) -> Passage:
        return Passage("\n".join(self.texts), self.place.locator(), self.heading_path)


def _opened(block: Block, size: float) -> _Draft:
    return _Draft((block.text,), block.place, block.heading_path, size, block.is_heading, block.is_note)


def _pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        for text in split_long(block.text, LONG):
            yield replace(block, text=text)


def pack(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Return passages of 200 to 450 full-width characters where the document allows it.

    A passage never leaves its page, sheet or slide nor its heading; a heading opens the passage below it;
    short neighbours are merged and long blocks are cut between sentences. All text is kept, in order.
    """
    drafts: list[_Draft] = []
    for block in _pieces(blocks):
        size = width(block.text)
        if drafts and drafts[-1].takes(block, size):
            drafts[-1] = drafts[-1].with_(block, size)
        else:
            drafts.append(_opened(block, size))
    return tuple(draft.passage() for draft in drafts)
