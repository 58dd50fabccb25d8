"""Three-way merge of inputs: what the server had when the file was made, what it has now, what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from language.text import Text
from tco.model.rows import InputSpec

RELATIVE = Decimal("1e-9")
Range = tuple[Decimal, Decimal, Decimal]


class Fate(StrEnum):
    """What becomes of one input."""

    SAME = "same"
    APPLY = "apply"
    KEPT = "kept"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    LOST = "lost"


@dataclass(frozen=True)
class MergedLine:
    """One input: base, server and file, what becomes of it, and why when it cannot be taken."""

    key: str
    fate: Fate
    base: Range | None
    server: Range | None
    file: Range | None
    problem: Text | None = None
    shown: tuple[str, str, str] = ("", "", "")


def merge(
    specs: Mapping[str, InputSpec],
    base: Mapping[str, Range],
    server: Mapping[str, Range],
    file: Mapping[str, Range | None],
    shown: Mapping[str, tuple[str, str, str]],
) -> list[MergedLine]:
    """Compare every input of the plan and of the file; nothing is guessed by position.

    `file` has None for cells that hold no number. An input the base did not have counts as new on the server.
    """
    keys = [*specs, *sorted(key for key in file if key not in specs)]
    return [_line(key, specs.get(key), base.get(key), server.get(key), file, shown) for key in keys]


def _line(
    key: str,
    spec: InputSpec | None,
    base: Range | None,
    server: Range | None,
    file: Mapping[str, Range | None],
    shown: Mapping[str, tuple[str, str, str]],
) -> MergedLine:
    words = shown.get(key, ("", "", ""))
    mine = file.get(key)
    if spec is None:
        return MergedLine(key, Fate.UNKNOWN, base, server, mine, UNKNOWN_INPUT, words)
    if key not in file:
        fate = Fate.LOST if base is not None else Fate.SAME
        return MergedLine(key, fate, base, server, None, NOT_IN_FILE if fate is Fate.LOST else None, words)
    if mine is None:
        # An input that had no value when the file was made is still empty: that is no mistake.
        fate = Fate.SAME if base is None and not any(words) else Fate.INVALID
        return MergedLine(key, fate, base, server, None, NO_NUMBER if fate is Fate.INVALID else None, words)
    fate = _fate(base, server, mine)
    problem = _problem(spec, mine) if fate in (Fate.APPLY, Fate.CONFLICT) else None
    return MergedLine(key, Fate.INVALID if problem else fate, base, server, mine, problem, words)


def _fate(base: Range | None, server: Range | None, mine: Range) -> Fate:
    if _is_same(mine, base):
        return Fate.SAME if _is_same(server, base) else Fate.KEPT
    if _is_same(mine, server):
        return Fate.SAME
    return Fate.APPLY if _is_same(server, base) else Fate.CONFLICT


def _is_same(one: Range | None, other: Range | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(is_close(a, b) for a, b in zip(one, other, strict=True))


def is_close(one: Decimal, other: Decimal) -> bool:
    """Say whether two numbers are the same but for what a spreadsheet's floating point leaves behind."""
    return abs(one - other) <= RELATIVE * max(abs(one), abs(other))


def _problem(spec: InputSpec, values: Range) -> Text | None:
    low, mode, high = values
    if not low <= mode <= high:
        return Text(
            f"「{spec.label.ja}」は下限 ≤ 標準 ≤ 上限になるように入力してください。",
            f"“{spec.label.en}” needs low ≤ mode ≤ high.",
        )
    problems = (spec.problem(float(value)) for value in values)
    return next((problem for problem in problems if problem), None)


UNKNOWN_INPUT = Text(
    "この計画にない項目です。取り込みません。", "The plan has no such input; it is not taken over."
)
NOT_IN_FILE = Text(
    "Excelから行が消えています。サーバーの値を残します。",
    "Its row is gone from the file; the server's value stays.",
)
NO_NUMBER = Text(
    "数値ではない値が入っています。サーバーの値を残します。",
    "A cell holds no number; the server's value stays.",
)
