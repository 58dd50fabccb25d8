"""A set of inputs and rows that can be evaluated, rendered and traced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from language.text import Text
from tco.errors import InvalidInput, MissingInputs, ModelMistake
from tco.model.expression import Expression, Input, IsDefined, Period, Previous, RowAt, RowNow, Value
from tco.model.functions import OverYears
from tco.model.rows import InputSpec, Row, Section


@dataclass(frozen=True)
class CostModel:
    """Inputs, sections and rows over periods 0 (initial), 1, 2 …, checked for contradictions when built."""

    inputs: tuple[InputSpec, ...]
    groups: tuple[Section, ...]
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    periods: tuple[int, ...]

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
    """The numbers of one evaluation, calculated when first asked for and kept."""

    model: CostModel
    values: dict[str, Value]
    _known: dict[tuple[str, Period], Value] = field(default_factory=dict)

    def input_value(self, key: str) -> Value:
        """Return the value of an input."""
        return self.values[key]

    def row_value(self, key: str, period: Period) -> Value:
        """Return a row's value (NaN where undefined); the period is ignored for scalar rows."""
        row = self.model.row_by_key[key]
        place = (key, None if row.shape == "scalar" else period)
        if place not in self._known:
            self._known[place] = row.expression.value(self, place[1])
        return self._known[place]

    def series(self, key: str) -> list[Value]:
        """Return a yearly row over all periods, year 0 first."""
        return [self.row_value(key, period) for period in self.model.periods]

    def scalar(self, key: str) -> float | None:
        """Return a scalar row's number, None where it is undefined."""
        return known_number(self.row_value(key, None))

    def number(self, key: str) -> float:
        """Return a scalar row that always has a value; ValueError where it has none."""
        value = self.scalar(key)
        if value is None:
            raise ValueError(f"{key} has no value")
        return value

    def yearly(self, key: str) -> list[float]:
        """Return a yearly row's numbers, year 0 first."""
        return [float(value) for value in self.series(key)]

    def draws(self, key: str) -> Value:
        """Return a scalar row as calculated: an array when an input was an array of draws."""
        return self.row_value(key, None)


def known_number(value: Value) -> float | None:
    """Turn NaN into None, anything else into a float."""
    number = float(value)
    return None if np.isnan(number) else number


def referenced_rows(expression: Expression) -> set[str]:
    """Return the keys of all rows an expression reads, in any period."""
    nodes = (node for node in expression.walk() if isinstance(node, RowNow | RowAt | Previous | OverYears))
    return {node.key for node in nodes}


def referenced_inputs(expression: Expression) -> set[str]:
    """Return the keys of all inputs an expression reads."""
    return {node.key for node in expression.walk() if isinstance(node, Input)}


def check_references(model: CostModel) -> None:
    """Refuse unknown and double keys, circles, yearly rows read as one number, unguarded undefined rows."""
    keys = [row.key for row in model.rows]
    _refuse(sorted({key for key in keys if keys.count(key) > 1}), "defined twice", "が二重に定義されています")
    inputs = [spec.key for spec in model.inputs]
    _refuse(
        sorted({key for key in inputs if inputs.count(key) > 1}), "defined twice", "が二重に定義されています"
    )
    for row in model.rows:
        _check_row(model, row)
    _check_circles(model)


def _check_row(model: CostModel, row: Row) -> None:
    known = {other.key: other for other in model.rows}
    read = referenced_rows(row.expression)
    unknown = (read - known.keys()) | (
        referenced_inputs(row.expression) - {spec.key for spec in model.inputs}
    )
    _refuse(sorted(unknown), f"not known in {row.key}", f"が{row.key}の中で見つかりません")
    same_period = {node.key for node in row.expression.walk() if isinstance(node, RowNow | Previous)}
    if row.shape == "scalar":
        yearly = sorted(key for key in same_period if known[key].shape == "yearly")
        _refuse(yearly, f"yearly, but read as one number in {row.key}", f"は年別の行です({row.key})")
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
        if isinstance(node, RowNow | RowAt | OverYears):
            _visit(model, node.key, (*path, key), done)
    done.add(key)


def _refuse(keys: Sequence[str], why_en: str, why_ja: str) -> None:
    if keys:
        names = ", ".join(keys)
        raise ModelMistake(
            Text(f"計算行の定義に誤りがあります: {names}{why_ja}。", f"Row definition: {names} is {why_en}.")
        )
