"""What a table of audit words is made of: names for the keys of a detail, and readings of their values."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from language.text import Text

# A value in words; None when this reading has none for it, and the page then shows what is stored.
Said = Text | str | None
Read = Callable[[Any], Said]

NOT_STATED = Text("未入力", "not entered")
NONE = Text("なし", "none")
MICROYEN_PER_YEN = 1_000_000
YES_NO = {True: Text("はい", "yes"), False: Text("いいえ", "no")}


class Choices(Protocol):
    """The part of Django's choices that is read here: labels may be translated when they are shown."""

    @property
    def choices(self) -> list[tuple[Any, Any]]: ...


class Worded(Protocol):
    """A row of a content book."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...


def as_it_is(value: Any) -> Said:
    """A number, a date or what a person wrote; yes and no in words."""
    if isinstance(value, bool):
        return YES_NO[value]
    return str(value) if isinstance(value, str | int | float) else None


@dataclass(frozen=True)
class Term:
    """What a key is called and how its value reads; `empty` is what None, "" and [] mean."""

    label: Text
    read: Read = as_it_is
    empty: Text = NOT_STATED


@dataclass(frozen=True)
class AuditWords:
    """The words of one app. `actions`: what was done, by action code.

    `terms`: keys of a detail, by `key`, or by `action:key` where the key means something else in one action.
    `targets`: readings of the target, by action code, or by "" for the rest of the app.
    """

    title: Text
    actions: Mapping[str, Text]
    terms: Mapping[str, Term]
    targets: Mapping[str, Read]


def as_code(_value: Any) -> Said:
    """Hashes and keys have no words: they are shown as stored."""
    return None


def count(value: Any) -> Said:
    """
    >>> count(12345)
    '12,345'
    """
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else None


def yen(value: Any) -> Said:
    """
    >>> yen(30_000_000).en
    '30,000,000 yen'
    """
    return _yen(Decimal(value)) if isinstance(value, int) and not isinstance(value, bool) else None


def microyen(value: Any) -> Said:
    """Millionths of a yen as yen, exactly.

    >>> microyen(1_500_000_000).ja
    '1,500円'
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return _yen(Decimal(value) / MICROYEN_PER_YEN)


def share(value: Any) -> Said:
    """
    >>> share(0.8)
    '80%'
    """
    return f"{value * 100:.6g}%" if isinstance(value, int | float) else None


def moment(value: Any) -> Said:
    """A stored moment on the clock of the company; UTC in the store reads wrong by nine hours."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None or timezone.is_naive(found):
        return None
    return f"{timezone.localtime(found):%Y-%m-%d %H:%M:%S}"


def one_of(choices: Choices) -> Read:
    """The label of a state or class."""
    return lambda value: next((str(label) for key, label in choices.choices if key == value), None)


def named(words: Mapping[Any, Text]) -> Read:
    """The words of a fixed table."""
    return lambda value: words.get(value) if isinstance(value, str | bool | int) else None


def row_of(rows: Callable[[], Iterable[Worded]]) -> Read:
    """The name of a row of a content book, which is read when it is asked for."""
    return lambda value: next((row.name for row in rows() if row.id == value), None)


def filled(pattern: str, words: Text) -> Read:
    """A target that follows a pattern, its groups put into the words.

    >>> filled(r"report:([0-9]+)", Text("報告書 {0}", "Report {0}"))("report:7").ja
    '報告書 7'
    """
    whole = re.compile(pattern)

    def read(value: Any) -> Said:
        found = whole.fullmatch(str(value))
        return Text(*(text.format(*found.groups()) for text in words)) if found else None

    return read


def within(pattern: str, read: Read) -> Read:
    """A target with a key in it, as in "Search of drawings: FS-01": the key, group 1, is read and the rest stays.

    >>> within(r".*: (.+)", named({"FS-01": Text("人が確定", "human commits")}))("図面の検索: FS-01").ja
    '図面の検索: 人が確定'
    """
    whole = re.compile(pattern)

    def both(value: Any) -> Said:
        target = str(value)
        found = whole.fullmatch(target)
        said = read(found[1]) if found else None
        if found is None or said is None:
            return None
        before, after = target[: found.start(1)], target[found.end(1) :]
        words = said if isinstance(said, Text) else (said, said)
        return Text(*(f"{before}{word}{after}" for word in words))

    return both


def between(read: Read) -> Read:
    """A range of two values, from low to high.

    >>> between(microyen)([42_000_000, 84_000_000]).ja
    '42円–84円'
    """

    def both(value: Any) -> Said:
        ends = [read(end) for end in value] if isinstance(value, list) and len(value) == 2 else [None, None]
        low, high = (end if isinstance(end, Text | None) else Text(end, end) for end in ends)
        return Text(f"{low.ja}–{high.ja}", f"{low.en}–{high.en}") if low and high else None

    return both


def first_of(*reads: Read) -> Read:
    """The first reading that has words for the value."""
    return lambda value: next((said for read in reads if (said := read(value)) is not None), None)


def _yen(exact: Decimal) -> Text:
    # Only zeros after the point go: 100 yen must not become 1E+2.
    digits = f"{exact:,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return Text(f"{digits}円", f"{digits} yen")
