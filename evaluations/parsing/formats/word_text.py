"""The text of a Word paragraph as printed: insertions in, deletions and hidden text out."""

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, the small kana above kanji, and text boxes (read as paragraphs of their own).
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}txbxContent", f"{W}pPr", f"{W}rPr", _FALLBACK}
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    # Part numbers are often written with a hyphen that does not break.
    f"{W}noBreakHyphen": "-",
}


def is_hidden(run: etree._Element) -> bool:
    """True for a run formatted as hidden text."""
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false")


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of one paragraph, text boxes apart."""
    return "".join(_texts(paragraph))


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or (child.tag == f"{W}r" and is_hidden(child)):
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        else:
            yield from _texts(child)


def boxed_paragraphs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of text boxes anchored here, once each (files hold a fallback copy)."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            yield from box.iter(f"{W}p")
