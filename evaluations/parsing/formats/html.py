"""HTML: visible text under its headings, tables as records; scripts and styles are dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.markup_table import table_lines
from evaluations.parsing.headings import HeadingStack
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice
from evaluations.parsing.places import Section
from evaluations.parsing.reading import Reading
from evaluations.parsing.tables import records
from intake.cleaning import cleaned, one_line
from intake.encoding import decode

_DROPPED = {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "select"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"),
    *("label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
}
_READING_AID = {"rt", "rp"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass
class _Walk:
    """Collects blocks while the tree is read in document order."""

    stack: HeadingStack = field(default_factory=HeadingStack)
    blocks: list[Block] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    hidden: int = 0

    @property
    def place(self) -> Section:
        return Section(max(self.stack.count, 1), self.stack.label)

    def flush(self) -> None:
        text = one_line("".join(self.inline))
        self.inline.clear()
        if text:
            self.blocks.append(Block(text, self.place, self.stack.path))

    def heading(self, level: int, text: str) -> None:
        self.flush()
        if text:
            path = self.stack.enter(level, text)
            self.blocks.append(Block(text, self.place, path, is_heading=True))

    def table(self, element: etree._Element) -> None:
        self.flush()
        found, _ = records(table_lines(element, visible_text))
        self.blocks.extend(Block(record.text, self.place, self.stack.path) for record in found)

    def element(self, element: etree._Element) -> None:
        """Read one element and its tail."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag and tag not in _DROPPED and tag not in _READING_AID:
            self._visible(element, tag)
        self.inline.append(element.tail or "")

    def _visible(self, element: etree._Element, tag: str) -> None:
        if is_hidden(element):
            self.hidden += 1
        elif re.fullmatch("h[1-6]", tag):
            self.heading(int(tag[1]), visible_text(element))
        elif tag == "table" and not element.xpath(".//table|.//h1|.//h2|.//h3"):
            self.table(element)
        else:
            self._inside(element, tag in _INLINE)

    def _inside(self, element: etree._Element, is_inline: bool) -> None:
        if not is_inline:
            self.flush()
        self.inline.append(element.text or "")
        for child in element:
            self.element(child)
        if not is_inline:
            self.flush()


def is_hidden(element: etree._Element) -> bool:
    """True for an element that a browser does not show."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def visible_text(element: etree._Element) -> str:
    """Return the text of an element on one line, without hidden parts and reading aids (ruby)."""
    return one_line("".join(_texts(element)))


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag not in _DROPPED and tag not in _READING_AID and not is_hidden(child):
            yield "" if tag in _INLINE else " "
            yield from _texts(child)
            yield "" if tag in _INLINE else " "
        yield child.tail or ""


def _decoded(data: bytes) -> tuple[str, str]:
    """Decode by the page's own declaration when it holds, else by what the bytes look like."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    codec = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}.get(
        name, name
    )
    if codec in ("cp932", "euc-jp", "iso-2022-jp"):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            return decode(data)
    return decode(data)


def read(path: Path, _limits: Limits) -> Reading:
    """Read an HTML file; nothing it links to is opened."""
    text, encoding = _decoded(path.read_bytes())
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", cleaned(text)) or " ", parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise refused("truncated_file") from error
    walk = _Walk()
    for body in root.iterchildren("body"):
        walk.element(body)
    walk.flush()
    return Reading(tuple(walk.blocks), tuple(_notices(walk, encoding)), max(walk.stack.count, 1), encoding)


def _notices(walk: _Walk, encoding: str) -> Iterator[Notice]:
    yield notice("encoding_detected", encoding=encoding)
    if walk.hidden:
        yield notice("hidden_text", count=walk.hidden)
