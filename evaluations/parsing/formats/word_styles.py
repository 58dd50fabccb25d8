"""Heading levels and automatic numbers of Word paragraphs, which are in the styles and not in the text."""

import re
from typing import Any

from lxml import etree

from evaluations.parsing.formats.word_text import W

_HEADING_NAME = re.compile(r"^(?:heading|見出し)\s*([1-9])$", re.IGNORECASE)
_KANJI = "〇一二三四五六七八九十"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"


class WordStyles:
    """Answers for one document; keeps the counters of its numbered lists while it is read."""

    def __init__(self, document: Any) -> None:
        self._styles = {
            style.get(f"{W}styleId"): style for style in document.styles.element.iter(f"{W}style")
        }
        self._counters: dict[str, list[int]] = {}
        self._levels = _number_levels(document)

    def heading_level(self, paragraph: etree._Element) -> int | None:
        """Return 0 for the title, 1 to 9 for a heading by style or outline level, None for body text."""
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        style = self._style(paragraph)
        for _ in range(10):
            if outline is not None:
                level = int(outline.get(f"{W}val", "9"))
                return level + 1 if level < 9 else None
            if style is None:
                return None
            name = style.find(f"{W}name")
            label = name.get(f"{W}val", "") if name is not None else ""
            if match := _HEADING_NAME.match(label):
                return int(match[1])
            if label.lower() in ("title", "表題"):
                return 0
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            style = self._base(style)
        return None

    def _style(self, paragraph: etree._Element) -> etree._Element | None:
        element = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._styles.get(element.get(f"{W}val")) if element is not None else None

    def _base(self, style: etree._Element) -> etree._Element | None:
        element = style.find(f"{W}basedOn")
        return self._styles.get(element.get(f"{W}val")) if element is not None else None

    def numbered(self, paragraph: etree._Element, text: str) -> str:
        """Put the list number or bullet that Word shows before the text."""
        found = self._numbering(paragraph)
        if found is None or found not in self._levels:
            return text
        list_id, level = found
        counters = self._counters.setdefault(list_id, [0] * 9)
        start = self._levels[found].start
        counters[level] = max(counters[level] + 1, start)
        counters[level + 1 :] = [0] * (8 - level)
        label = self._label(list_id, level, counters)
        return f"{label} {text}" if label else text

    def _numbering(self, paragraph: etree._Element) -> tuple[str, int] | None:
        sources = [paragraph.find(f"{W}pPr/{W}numPr")]
        style = self._style(paragraph)
        for _ in range(10):
            if style is None:
                break
            sources.append(style.find(f"{W}pPr/{W}numPr"))
            style = self._base(style)
        ids = [
            mark.get(f"{W}val", "0")
            for s in sources
            if s is not None and (mark := s.find(f"{W}numId")) is not None
        ]
        levels = [
            mark.get(f"{W}val", "0")
            for s in sources
            if s is not None and (mark := s.find(f"{W}ilvl")) is not None
        ]
        if not ids or ids[0] == "0":
            return None
        return ids[0], min(int(levels[0]) if levels and levels[0].isdigit() else 0, 8)

    def _label(self, list_id: str, level: int, counters: list[int]) -> str:
        pattern = self._levels[list_id, level].pattern

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = self._levels.get((list_id, at), _Level("decimal", "", 1)).form
            return formatted(max(counters[at], 1), form)

        if self._levels[list_id, level].form == "bullet":
            return "・"
        return re.sub(r"%([1-9])", number, pattern).strip()


class _Level:
    def __init__(self, form: str, pattern: str, start: int) -> None:
        self.form, self.pattern, self.start = form, pattern, start


def _number_levels(document: Any) -> dict[tuple[str, int], _Level]:
    """Read which number format each level of each list has."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    kinds = {kind.get(f"{W}abstractNumId"): kind for kind in root.iter(f"{W}abstractNum")}
    levels: dict[tuple[str, int], _Level] = {}
    for number in root.iter(f"{W}num"):
        link = number.find(f"{W}abstractNumId")
        kind = kinds.get(link.get(f"{W}val")) if link is not None else None
        for level in kind.iter(f"{W}lvl") if kind is not None else ():
            at = level.get(f"{W}ilvl", "0")
            if at.isdigit():
                levels[number.get(f"{W}numId"), int(at)] = _level(level)
    return levels


def _level(element: etree._Element) -> _Level:
    values = {}
    for name in ("numFmt", "lvlText", "start"):
        mark = element.find(f"{W}{name}")
        values[name] = mark.get(f"{W}val", "") if mark is not None else ""
    start = int(values["start"]) if values["start"].isdigit() else 1
    return _Level(values["numFmt"] or "decimal", values["lvlText"], start)


def formatted(number: int, form: str) -> str:
    """Return a list number in one of Word's number formats; unknown formats are shown as decimals.

    >>> formatted(2, "decimalEnclosedCircle"), formatted(12, "japaneseCounting"), formatted(3, "lowerLetter")
    ('②', '十二', 'c')
    """
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(0x245F + number)
    if form in ("lowerLetter", "upperLetter") and number <= 26:
        return chr((0x60 if form == "lowerLetter" else 0x40) + number)
    if form in ("lowerRoman", "upperRoman") and number < 40:
        roman = (
            "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        )
        return roman if form == "lowerRoman" else roman.upper()
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if form in ("japaneseCounting", "ideographTraditional", "ideographDigital") and number < 100:
        return _kanji(number)
    if form in ("aiueoFullWidth", "aiueo", "iroha", "irohaFullWidth") and number <= 46:
        return (_IROHA if form.startswith("iroha") else _AIUEO)[number - 1]
    return "" if form == "none" else str(number)


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _KANJI[tens]) + "十" if tens else ""
    return head + (_KANJI[ones] if ones else "")
