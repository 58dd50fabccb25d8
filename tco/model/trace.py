"""Which inputs and rows made a number, with their values and the formula in words."""

from dataclasses import dataclass
from typing import Literal

from language.text import Text
from tco.model.cost_model import (
    CostModel,
    Results,
    known_number,
    rows_read,
)
from tco.model.expression import Input, Period, RowNow
from tco.model.rows import NumberStyle, Row


@dataclass(frozen=True)
class Precedent:
    """One thing a number was made from; `values` has one number, or one per period (None = undefined)."""

    kind: Literal["input", "row"]
    key: str
    label: Text
    unit: Text
    style: NumberStyle
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Trace:
    """A number, its formula in words and everything it was directly made from."""

    row: Row
    label: Text
    period: Period
    value: float | None
    formula: Text
    precedents: tuple[Precedent, ...]


class LabelBook:
    """An address book that answers with labels, so that a formula reads as a sentence."""

    def __init__(self, model: CostModel, language: str) -> None:
        self.model, self.language = model, language

    def input_name(self, key: str) -> str:
        return f"[{self.model.input_by_key[key].label.in_(self.language)}]"

    def cell(self, row_key: str, period: Period) -> str:
        row = self.model.row_by_key[row_key]
        place = f" {period}" if row.shape != "scalar" and period is not None else ""
        return f"[{self._label(row_key)}{place}]"

    def span(self, row_key: str) -> str:
        last = self.model.periods_of(self.model.row_by_key[row_key])[-1]
        return f"[{self._label(row_key)} 0–{last}]"

    def span_until(self, row_key: str, period: Period) -> str:
        return f"[{self._label(row_key)} 0–{period}]"

    def _label(self, row_key: str) -> str:
        return self.model.full_labels[row_key].in_(self.language)


def trace(results: Results, key: str, period: Period = None) -> Trace:
    """Explain one number of an evaluation with plain values (not draws); KeyError for an unknown row."""
    row = results.model.row_by_key[key]
    words = (row.expression.text(LabelBook(results.model, language), period) for language in ("ja", "en"))
    nodes = list(row.expression.walk())
    # In the order of the formula, so that the list reads beside it.
    inputs = [_input(results, key) for key in dict.fromkeys(n.key for n in nodes if isinstance(n, Input))]
    rows = [_row(results, row, key, period) for key in dict.fromkeys(k for n in nodes for k in rows_read(n))]
    value = known_number(results.row_value(key, period))
    return Trace(row, results.model.full_labels[key], period, value, Text(*words), (*inputs, *rows))


def _input(results: Results, key: str) -> Precedent:
    spec = results.model.input_by_key[key]
    value = known_number(results.input_value(key))
    return Precedent("input", key, spec.label, spec.unit, spec.style, (value,))


def _row(results: Results, reader: Row, key: str, period: Period) -> Precedent:
    row = results.model.row_by_key[key]
    is_now = row.shape == "scalar" or _is_read_now(reader, key)
    periods: tuple[Period, ...] = (period,) if is_now else results.model.periods_of(row)
    values = tuple(known_number(results.row_value(key, one)) for one in periods)
    return Precedent("row", key, results.model.full_labels[key], row.unit, row.style, values)


def _is_read_now(reader: Row, key: str) -> bool:
    """A sum, a rate or another period cannot be checked from one period alone: then every one is listed."""
    readers = [node for node in reader.expression.walk() if key in rows_read(node)]
    return all(isinstance(node, RowNow) for node in readers)
