"""A set of inputs and rows that can be evaluated, rendered and traced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.errors import InvalidInput, MissingInputs, ModelMistake
from tco.model.expression import (
    EVERY,
    Expression,
    Input,
    IsDefined,
    Period,
    Pick,
    Previous,
    RowAt,
    RowNow,
    Value,
)
from tco.model.functions import OverPeriods, SoFar, Where
from tco.model.rows import InputSpec, Row, Section


@dataclass(frozen=True)
class CostModel:
    """Inputs, sections and rows over months and years 0 (initial), 1, 2 …, checked when built."""

    inputs: tuple[InputSpec, ...]
    groups: tuple[Section, ...]
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    months: tuple[int, ...]
    years: tuple[int, ...]

    def __post_init__(self) -> None:
        check_references(self)

    @cached_property
    def input_by_key(self) -> dict[str, InputSpec]:
        """Inputs by their key."""
        return {spec.key: spec for spec in self.inputs}

    @cached_property
    def row_by_key(self) -> dict[str, Row]:
        """Rows by their key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def recursive(self) -> dict[str, tuple[str, ...]]:
        """Rows that read their own earlier periods, directly or through each other: key to all of its circle."""
        return circles({row.key: referenced_rows(row.expression) for row in self.rows})

    def periods_of(self, row: Row) -> tuple[int, ...]:
        """Return the periods of a row; none for a scalar row."""
        return {"monthly": self.months, "yearly": self.years, "scalar": ()}[row.shape]

    @cached_property
    def full_labels(self) -> dict[str, Text]:
        """Labels that tell every row from all others: rows that share one are led by their section."""
        sections = {section.key: section.label for section in self.sections}
        counts = Counter(row.label for row in self.rows)
        return {
            row.key: row.label if counts[row.label] == 1 else _led_by(sections[row.section], row.label)
            for row in self.rows
        }

    def rows_of(self, section: str) -> tuple[Row, ...]:
        """Return the rows of a section in their order."""
        return tuple(row for row in self.rows if row.section == section)

    def evaluate(self, values: Mapping[str, Value]) -> "Results":
        """Calculate with a value (number or array of draws) for every input.

        Raises MissingInputs naming every input without a value, InvalidInput for one outside its limits.
        """
        missing = [spec.label for spec in self.inputs if spec.key not in values]
        if missing:
            raise MissingInputs(_missing_message(missing))
        for spec in self.inputs:
            _check_value(spec, values[spec.key])
        return Results(self, {spec.key: values[spec.key] for spec in self.inputs})


def circles(reads: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Find the strongly connected groups of a graph: only keys that reach themselves, each with its group."""
    reached = {key: _reached(reads, key) for key in reads}
    return {
        key: tuple(other for other in reads if other in found and key in reached[other])
        for key, found in reached.items()
        if key in found
    }


def _reached(reads: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(reads[start])
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(reads[key])
    return found


def _led_by(section: Text, label: Text) -> Text:
    return Text(f"{section.ja}・{label.ja}", f"{section.en} · {label.en}")


def _missing_message(labels: Sequence[Text]) -> Text:
    return Text(
        f"次の前提に値がないため計算していません: {'、'.join(label.ja for label in labels)}。"
        "0とはみなしません。前提条件の画面で値と出典を入力してください。",
        f"Nothing was calculated because these assumptions have no value: {', '.join(t.en for t in labels)}. "
        "They are not taken as zero. Enter a value and its source on the assumptions page.",
    )


def _check_value(spec: InputSpec, value: Value) -> None:
    ends = (float(np.min(value)), float(np.max(value))) if isinstance(value, np.ndarray) else (float(value),)
    for end in ends:
        problem = (
            None if _is_inner_draw(spec, value) and spec.minimum <= end <= spec.maximum else spec.problem(end)
        )
        if problem:
            raise InvalidInput(problem)


def _is_inner_draw(spec: InputSpec, value: Value) -> bool:
    """Draws of a whole-number input may lie between whole numbers; single values may not."""
    return isinstance(value, np.ndarray) and spec.style == "whole"


@dataclass
class Results:
    """The numbers of one evaluation, calculated when first asked for and kept.

    A monthly or yearly row is calculated for all its periods at once: shape (periods, 1), or (periods, draws)
    when an input is an array of draws.
    """

    model: CostModel
    values: dict[str, Value]
    _rows: dict[str, Value] = field(default_factory=dict)
    _unfinished: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)

    def input_value(self, key: str) -> Value:
        """Return the value of an input."""
        return self.values[key]

    def row_value(self, key: str, period: Period) -> Value:
        """Return a row's value (NaN where undefined); the period is ignored for scalar rows."""
        if key in self._unfinished and isinstance(period, int):
            return self._up_to(key, period)
        row = self._row(key)
        if self.model.row_by_key[key].shape == "scalar" or not isinstance(period, int):
            return row
        return row[period]  # type: ignore[index, no-any-return]

    def series(self, key: str) -> NDArray[np.float64]:
        """Return a whole row, period 0 first, along the first axis."""
        return np.asarray(self._row(key))

    def scalar(self, key: str) -> float | None:
        """Return a scalar row's number, None where it is undefined."""
        return known_number(self.row_value(key, None))

    def number(self, key: str) -> float:
        """Return a scalar row that always has a value; ValueError where it has none."""
        value = self.scalar(key)
        if value is None:
            raise ValueError(f"{key} has no value")
        return value

    def each(self, key: str) -> list[float]:
        """Return the numbers of a monthly or yearly row, period 0 first."""
        return [float(value) for value in self.series(key)[:, 0]]

    def draws(self, key: str) -> Value:
        """Return a scalar row as calculated: an array when an input was an array of draws."""
        return self.row_value(key, None)

    def _row(self, key: str) -> Value:
        if key not in self._rows:
            row = self.model.row_by_key[key]
            if row.shape == "scalar":
                self._rows[key] = _one_number(row.expression.value(self, None))
            elif key in self.model.recursive:
                self._period_by_period(row)
            else:
                length = len(self.model.periods_of(row))
                self._rows[key] = _whole_row(row.expression.value(self, EVERY), length)
        return self._rows[key]

    def _period_by_period(self, row: Row) -> None:
        """Calculate rows that read each other's earlier periods, all together."""
        group = self.model.recursive[row.key]
        self._unfinished |= {key: [] for key in group}
        last = self.model.periods_of(row)[-1]
        for key in group:
            self._up_to(key, last)
        for key in group:
            self._rows[key] = np.stack(np.broadcast_arrays(*self._unfinished.pop(key)))

    def _up_to(self, key: str, period: int) -> Value:
        done = self._unfinished[key]
        while len(done) <= period:
            value = self.model.row_by_key[key].expression.value(self, len(done))
            done.append(np.atleast_1d(np.asarray(value, float)))
        return done[period]


def _one_number(value: Value) -> Value:
    """Take an array of one element as a plain number."""
    return float(value.item()) if isinstance(value, np.ndarray) and value.size == 1 else value


def _whole_row(value: Value, periods: int) -> NDArray[np.float64]:
    """Bring a row into its shape: what does not change over the periods is repeated."""
    array = np.atleast_1d(np.asarray(value, float))
    return array if array.ndim > 1 else np.broadcast_to(array, (periods, len(array)))


@dataclass
class CellByCell:
    """The same numbers, one cell at a time with plain floats: what the array path is checked against."""

    model: CostModel
    values: Mapping[str, float]
    _known: dict[tuple[str, Period], float] = field(default_factory=dict)

    def input_value(self, key: str) -> Value:
        """Return the value of an input."""
        return self.values[key]

    def row_value(self, key: str, period: Period) -> Value:
        """Return a row's value (NaN where undefined); the period is ignored for scalar rows."""
        row = self.model.row_by_key[key]
        place = (key, None if row.shape == "scalar" else period)
        if place not in self._known:
            self._known[place] = float(_one_number(row.expression.value(self, place[1])))
        return self._known[place]

    def series(self, key: str) -> NDArray[np.float64]:
        """Return a whole row, period 0 first, as a column."""
        periods = self.model.periods_of(self.model.row_by_key[key])
        return np.array([[self.row_value(key, period)] for period in periods], float)


def known_number(value: Value) -> float | None:
    """Turn NaN into None, anything else into a float."""
    number = float(np.asarray(value).item())
    return None if np.isnan(number) else number


def referenced_rows(expression: Expression) -> set[str]:
    """Return the keys of all rows an expression reads, in any period."""
    return {key for node in expression.walk() for key in rows_read(node)}


def rows_read(node: Expression) -> tuple[str, ...]:
    """Return the keys of the rows that one node reads itself."""
    if isinstance(node, RowNow | RowAt | Previous | Pick | SoFar):
        return (node.key,)
    if isinstance(node, Where):
        return (node.key, node.by)
    return node.keys if isinstance(node, OverPeriods) else ()


def referenced_inputs(expression: Expression) -> set[str]:
    """Return the keys of all inputs an expression reads."""
    return {node.key for node in expression.walk() if isinstance(node, Input)}


def check_references(model: CostModel) -> None:
    """Refuse unknown and double keys, circles, yearly rows read as one number, unguarded undefined rows."""
    for named in (model.rows, model.inputs):
        counts = Counter(one.key for one in named)
        _refuse(
            sorted(key for key, count in counts.items() if count > 1),
            "defined twice",
            "が二重に定義されています",
        )
    for row in model.rows:
        _check_row(model, row)
    _check_circles(model)


def _check_row(model: CostModel, row: Row) -> None:
    known = model.row_by_key
    read = referenced_rows(row.expression)
    unknown = (read - known.keys()) | (referenced_inputs(row.expression) - model.input_by_key.keys())
    _refuse(sorted(unknown), f"not known in {row.key}", f"が{row.key}の中で見つかりません")
    same_period = {node.key for node in row.expression.walk() if isinstance(node, RowNow | Previous | SoFar)}
    other_shape = sorted(key for key in same_period if known[key].shape not in ("scalar", row.shape))
    _refuse(
        other_shape, f"not {row.shape}, but read as such in {row.key}", f"は期間の形が違います({row.key})"
    )
    if row.undefined is None:
        guarded = _guarded_rows(row.expression)
        open_rows = sorted(key for key in read - guarded if known[key].undefined is not None)
        _refuse(open_rows, f"possibly undefined in {row.key}", f"は値がないことがあります({row.key})")


def _guarded_rows(expression: Expression) -> set[str]:
    guards = (node.inner for node in expression.walk() if isinstance(node, IsDefined))
    return {key for guard in guards for key in referenced_rows(guard)}


def _check_circles(model: CostModel) -> None:
    """Follow references inside one period; reading the period before is no circle."""
    done: set[str] = set()
    for row in model.rows:
        _visit(model, row.key, (), done)


def _visit(model: CostModel, key: str, path: tuple[str, ...], done: set[str]) -> None:
    if key in path:
        _refuse([" → ".join((*path, key))], "a circle", "が循環しています")
    if key in done:
        return
    for node in model.row_by_key[key].expression.walk():
        if not isinstance(node, Previous):
            for read in rows_read(node):
                _visit(model, read, (*path, key), done)
    done.add(key)


def _refuse(keys: Sequence[str], why_en: str, why_ja: str) -> None:
    if keys:
        names = ", ".join(keys)
        raise ModelMistake(
            Text(f"計算行の定義に誤りがあります: {names}{why_ja}。", f"Row definition: {names} is {why_en}.")
        )
