"""The columns of a table of readings: what people call them, what may stand in them, and how a cell is read."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from unicodedata import normalize

from language.text import Text

CellKind = Literal["text", "label", "pseudonym", "word", "number", "count", "date", "yes_no"]
Value = str | float | int | bool | date | None

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
YES_NO = {
    True: Text("はい", "Yes"),
    False: Text("いいえ", "No"),
}
_YES = frozenset({"はい", "yes", "true", "1", "○", "〇"})
_NO = frozenset({"いいえ", "no", "false", "0", "×"})


@dataclass(frozen=True)
class Column:
    """`words` are what may be chosen, by stored key; `most` is the largest number or the longest text."""

    field: str
    header: Text
    kind: CellKind
    hint: Text
    is_required: bool = False
    words: Mapping[str, Text] | None = None
    most: int = 300


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one field of one reading; an empty field means the whole reading."""

    field: str
    message: Text


class CellRefused(ValueError):
    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def folded(text: str) -> str:
    """Return a header or a word without the differences that people do not see.

    >>> folded(" ＡＩの 利用 ") == folded("AIの利用")
    True
    """
    return "".join(normalize("NFKC", text).split()).casefold()


def read_cells(
    columns: tuple[Column, ...], cells: Mapping[str, str]
) -> tuple[dict[str, Value], tuple[CellProblem, ...]]:
    """Return the value of every column, and what could not be read; an empty cell is None, never zero."""
    values: dict[str, Value] = {}
    problems: list[CellProblem] = []
    for column in columns:
        try:
            values[column.field] = read_cell(column, cells.get(column.field, ""))
        except CellRefused as error:
            values[column.field] = None
            problems.append(CellProblem(column.field, error.message))
    return values, tuple(problems)


def read_cell(column: Column, text: str) -> Value:
    """Return the value of one cell; CellRefused says what may stand in it."""
    shown = text.strip()
    if not shown:
        if column.is_required:
            raise CellRefused(Text("入力してください。", "This is required."))
        return None
    if column.kind in ("text", "label", "pseudonym"):
        return _text(column, shown)
    if column.kind == "word":
        return _word(column, shown)
    if column.kind == "date":
        return _day(shown)
    if column.kind == "yes_no":
        return _yes_no(shown)
    return _number(column, shown)


def plain_number(text: str) -> float | None:
    """Read a number as people type it, thousands separated by commas; None when it is none.

    >>> plain_number("1,200.5"), plain_number("５"), plain_number("1e3"), plain_number("nan")
    (1200.5, 5.0, None, None)
    """
    plain = normalize("NFKC", text).replace(",", "").strip()
    return float(plain) if _NUMBER.fullmatch(plain) else None


def is_pseudonym(text: str) -> bool:
    """Whether a text is a code such as P01 and can be no name of a person in Japanese writing.

    >>> is_pseudonym("P01"), is_pseudonym("佐藤"), is_pseudonym("taro@example.jp")
    (True, False, False)
    """
    return bool(_PSEUDONYM.fullmatch(text.strip()))


def value_in_unit(text: str, unit: str) -> float:
    """Read a KPI's value: of a KPI in % it is a share, written 35% or 0.35; CellRefused otherwise.

    >>> value_in_unit("35%", "%"), value_in_unit("0.35", "%"), value_in_unit("12.5", "min/task")
    (0.35, 0.35, 12.5)
    """
    shown = normalize("NFKC", text).strip()
    percent = shown.endswith("%")
    number = plain_number(shown.removesuffix("%"))
    if number is None or not math.isfinite(number):
        raise CellRefused(
            Text("「{given}」は数値ではありません。", "“{given}” is not a number.").filled(given=text[:40])
        )
    if percent and unit != "%":
        raise CellRefused(
            Text(
                "このKPIの単位は{unit}です。%は使えません。", "The unit of this KPI is {unit}, not %."
            ).filled(unit=unit)
        )
    if unit == "%" and not percent and abs(number) > 1:
        raise CellRefused(
            Text(
                "割合は「35%」または「0.35」の形で入力してください({given})。",
                "Write a share as 35% or as 0.35 ({given}).",
            ).filled(given=text[:40])
        )
    return round(number / 100, 12) if percent else number


def _text(column: Column, shown: str) -> str:
    if len(shown) > column.most:
        raise CellRefused(Text("{most}文字までです。", "At most {most} characters.").filled(most=column.most))
    if column.kind == "pseudonym" and not is_pseudonym(shown):
        raise CellRefused(
            Text(
                "氏名は書かず、英数字の記号(例:P01)だけを使ってください。",
                "Never write a name: use a code of letters and digits such as P01.",
            )
        )
    return shown


def _word(column: Column, shown: str) -> str:
    words = column.words or {}
    for key, text in words.items():
        if folded(shown) in (folded(key), folded(text.ja), folded(text.en)):
            return key
    raise CellRefused(
        Text(
            "「{given}」は使えません。次から選んでください:" + "、".join(text.ja for text in words.values()),
            "“{given}” is not one of: " + ", ".join(text.en for text in words.values()),
        ).filled(given=shown[:40].replace("{", "(").replace("}", ")"))
    )


def _day(shown: str) -> date:
    found = _DATE.fullmatch(normalize("NFKC", shown))
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise CellRefused(
        Text(
            "「{given}」は日付ではありません(例 2026-11-22)。", "“{given}” is not a date (2026-11-22)."
        ).filled(given=shown[:40])
    )


def _yes_no(shown: str) -> bool:
    given = folded(shown)
    if given in _YES or given in _NO:
        return given in _YES
    raise CellRefused(Text("「はい」か「いいえ」を入力してください。", "Enter Yes or No."))


def _number(column: Column, shown: str) -> float | int:
    number = plain_number(shown)
    if number is None or number < 0 or number > column.most:
        raise CellRefused(
            Text("0から{most:,}までの数値を入力してください。", "Enter a number from 0 to {most:,}.").filled(
                most=column.most
            )
        )
    if column.kind == "count":
        if not number.is_integer():
            raise CellRefused(Text("整数を入力してください。", "Enter a whole number."))
        return int(number)
    return number
