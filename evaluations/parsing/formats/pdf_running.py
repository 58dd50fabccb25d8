"""Running headers and footers: what a PDF repeats in the margins of its pages and is no part of its text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from evaluations.parsing.formats.pdf_characters import Run

# The outermost repeated line ends in the first share of the page; lines close to it reach into the second.
_EDGE_SHARE = 0.075
_REACH_SHARE = 0.12
_PLACE_TOLERANCE_PT = 2.0
# White space between a header and the text, in letter heights; paragraphs of a text stand closer.
_CLEAR_GAP_IN_HEIGHTS = 2.0
_LARGER_THAN_TEXT = 1.15
_MAX_NUMBERS = 3
# A warning is worth reading even where it is printed in the margin.
_WARNING = re.compile(r"^\W*(?:警告|危険|注意|WARNING|CAUTION|DANGER)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Sheet:
    """The runs of one page and the y of its visible edges in points; `is_upright` if it is not turned."""

    number: int
    runs: tuple[Run, ...]
    bottom: float
    top: float
    is_upright: bool = True


@dataclass(frozen=True)
class _Spot:
    """A run seen from one edge of its page: where it begins and ends on the way to the middle."""

    sheet: Sheet
    run: Run
    outer: float
    inner: float


def running_runs(sheets: Sequence[Sheet]) -> dict[int, list[Run]]:
    """Return by page number the runs that are header or footer, from the top; {} when there are none.

    Such a run stands at the same height, with the same text or one that differs in the page's own number
    alone, on at least half of the pages (on both of two pages, and there at the same left or right too). It
    belongs to the outermost lines of the page, is no larger than the text, and on most of its pages white
    space parts it from what follows. A document of one page has none.

    Worked: five pages with "管理文書" 30 pt below the top and "1 / 5" to "5 / 5" at the bottom lose both; a
    warning under that header, 60 pt below the top of each page, is text of the page and stays.
    """
    found: dict[int, list[Run]] = defaultdict(list)
    if len(sheets) < 2:
        return found
    letter = _letter_height(sheets)
    for is_top in (True, False):
        for spot in _running(sheets, letter, is_top):
            found[spot.sheet.number].append(spot.run)
    return {number: sorted(runs, key=lambda run: (-run.top, run.left)) for number, runs in found.items()}


def _letter_height(sheets: Sequence[Sheet]) -> float:
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run in sheet.runs:
            sizes[round(run.height, 1)] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _running(sheets: Sequence[Sheet], letter: float, is_top: bool) -> Iterator[_Spot]:
    pages = [_spots(sheet, is_top) for sheet in sheets if sheet.is_upright]
    slots = _repeated([spot for spots in pages for spot in spots if _may_run(spot, letter)], len(sheets))
    repeated = {id(spot) for slot in slots for spot in slot}
    clear = {id(spot) for spots in pages for spot in _outermost(spots, repeated, letter)}
    given: set[int] = set()
    for slot in slots:
        if 2 * sum(id(spot) in clear for spot in slot) > len(slot):
            yield from (spot for spot in slot if id(spot) not in given)
            given.update(map(id, slot))


def _spots(sheet: Sheet, is_top: bool) -> list[_Spot]:
    """All runs of a page, from its edge to the middle."""
    if is_top:
        spots = [_Spot(sheet, run, sheet.top - run.top, sheet.top - run.bottom) for run in sheet.runs]
    else:
        spots = [_Spot(sheet, run, run.bottom - sheet.bottom, run.top - sheet.bottom) for run in sheet.runs]
    return sorted(spots, key=lambda spot: spot.outer)


def _may_run(spot: _Spot, letter: float) -> bool:
    height = spot.sheet.top - spot.sheet.bottom
    is_larger = spot.run.height >= _LARGER_THAN_TEXT * letter
    return spot.inner <= _REACH_SHARE * height and not is_larger and not _WARNING.match(spot.run.text)


def _repeated(spots: Sequence[_Spot], page_count: int) -> list[list[_Spot]]:
    """Group spots of the same text and place that enough pages share."""
    by_text: dict[tuple[object, ...], list[_Spot]] = defaultdict(list)
    for spot in spots:
        for key in _readings(spot.run.text, spot.sheet.number):
            by_text[key].append(spot)
    slots = [slot for same in by_text.values() for slot in _by_place(same)]
    return [slot for slot in slots if _is_on_enough_pages(slot, page_count)]


def _readings(text: str, page: int) -> Iterator[tuple[object, ...]]:
    """Yield the ways to read the numbers of a text: as they stand, or as counting with the pages.

    "3 / 5" on page 3 is both ("3", "5") and (page + 0, "5"); page 4 with "4 / 5" shares the second one.
    """
    numbers = [int(digits) for digits in _NUMBER.findall(text)]
    words = tuple(_NUMBER.split(text))
    if len(numbers) > _MAX_NUMBERS:
        yield (text,)
        return
    for reading in product(*(((True, number - page), (False, number)) for number in numbers)):
        yield (words, *reading)


def _by_place(spots: list[_Spot]) -> Iterator[list[_Spot]]:
    held: list[_Spot] = []
    for spot in sorted(spots, key=lambda spot: spot.inner):
        if held and spot.inner - held[0].inner > _PLACE_TOLERANCE_PT:
            yield held
            held = []
        held.append(spot)
    yield held


def _is_on_enough_pages(slot: list[_Spot], page_count: int) -> bool:
    pages = {spot.sheet.number for spot in slot}
    if page_count > 2:
        return len(pages) > 1 and 2 * len(pages) >= page_count
    lefts, rights = [spot.run.left for spot in slot], [spot.run.right for spot in slot]
    is_same_place = any(max(sides) - min(sides) <= _PLACE_TOLERANCE_PT for sides in (lefts, rights))
    return len(pages) == 2 and is_same_place


def _outermost(spots: list[_Spot], repeated: set[int], letter: float) -> list[_Spot]:
    """Return the repeated spots nearest to the edge, if white space parts them from everything further in."""
    group: list[_Spot] = []
    first = next((spot for spot in spots if id(spot) in repeated), None)
    if first is None or not _is_at_edge(first, spots):
        return group
    reach = first.inner
    for spot in spots:
        is_repeated = id(spot) in repeated
        if spot.outer - reach >= _CLEAR_GAP_IN_HEIGHTS * letter:
            return group
        if is_repeated:
            group.append(spot)
            reach = max(reach, spot.inner)
        # A line of the page's own, such as the name of its chapter, may stand beside the repeated one.
        elif spot.inner > reach + 0.5 * letter:
            return []
    # On a page with nothing else these lines may be its text.
    return []


def _is_at_edge(first: _Spot, spots: list[_Spot]) -> bool:
    height = first.sheet.top - first.sheet.bottom
    return first.inner <= _EDGE_SHARE * height and not any(spot.inner <= first.outer for spot in spots)


def texts_of(found: Mapping[int, Sequence[Run]]) -> list[str]:
    """Name each running text once, as its first page has it: texts that differ in numbers alone are one."""
    names: dict[str, str] = {}
    for number in sorted(found):
        for run in found[number]:
            names.setdefault(_NUMBER.sub("#", run.text), run.text)
    return list(names.values())
