"""What a row says as formula text and in words, for a plan with every kind of option."""

import re

from tco.model.excel import formula
from tco.model.expression import Pick, RowAt
from tco.plan.model import plan_model
from tests.tco.plan.shapes import ALL_KINDS, shape_of

MODEL = plan_model(shape_of(*ALL_KINDS, years=2, offset=3, uses=2))
SHEET_ROW = {row.key: number for number, row in enumerate(MODEL.rows, start=1)}
FUNCTIONS = {
    *("IF", "AND", "CHOOSE", "MIN", "MAX", "SUM", "SUMIF", "SUMPRODUCT", "INDEX", "COLUMNS", "MOD", "EXP"),
    *("ROUND", "ROUNDUP", "ROUNDDOWN", "IRR", "MIRR", "ISNUMBER", "IFERROR", "NA"),
}
COLUMNS = [f"{first}{second}" for first in "FG" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


class Cells:
    """Answers only for inputs, rows and periods that exist."""

    def input_name(self, key):
        return f"in_{MODEL.input_by_key[key].key}"

    def cell(self, row_key, period):
        row = MODEL.row_by_key[row_key]
        periods = MODEL.periods_of(row)
        column = "B" if row.shape == "scalar" else COLUMNS[periods.index(period)]
        return f"{column}{SHEET_ROW[row_key]}"

    def span(self, row_key):
        return self.span_until(row_key, MODEL.periods_of(MODEL.row_by_key[row_key])[-1])

    def span_until(self, row_key, period):
        return f"{self.cell(row_key, 0)}:{self.cell(row_key, period)}"


def periods_of(row):
    return MODEL.periods_of(row) or (None,)


def test_formulas_name_only_known_inputs_cells_and_classic_functions():
    for row in MODEL.rows:
        for period in periods_of(row):
            text = formula(row, period, Cells())
            assert text.startswith("=")
            assert len(text) < 8192, row.key  # the longest formula that Excel takes
            bare = re.sub(r'"[^"]*"', "", text)
            for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", bare):
                is_cell = re.fullmatch(r"(B|[FG][A-Z])\d+", name)
                assert is_cell or name in FUNCTIONS or name.removeprefix("in_") in MODEL.input_by_key, text


class Distances(Cells):
    """Cells by their distance from the column in which the formula stands."""

    def __init__(self, column):
        self.column = column

    def cell(self, row_key, period):
        is_scalar = MODEL.row_by_key[row_key].shape == "scalar"
        return row_key if is_scalar else f"{row_key}[{period - self.column}]"

    def span(self, row_key):
        return f"{row_key}[all]"

    def span_until(self, row_key, period):
        return f"{row_key}[so far]"


def test_a_row_has_the_same_formula_in_every_operating_period():
    """So a reader can trust a whole row by its first operating cell."""
    for row in MODEL.rows:
        reads_fixed_period = any(isinstance(node, RowAt) for node in row.expression.walk())
        if row.shape != "scalar" and not reads_fixed_period:
            texts = {formula(row, period, Distances(period)) for period in periods_of(row)[1:]}
            assert len(texts) == 1, row.key


def test_rows_of_other_periods_are_only_picked_by_a_calculated_number():
    """A month reads its year through a row that says which, never by a column that happens to match."""
    shapes = {row.key: row.shape for row in MODEL.rows}
    for row in MODEL.rows:
        for node in row.expression.walk():
            if isinstance(node, Pick):
                assert shapes[node.key] != "scalar", row.key


def test_every_row_and_input_has_words_in_both_languages_and_a_unit():
    for thing in (*MODEL.inputs, *MODEL.rows):
        for text in (thing.label, thing.unit, thing.note):
            assert text.ja.strip(), thing.key
            assert text.en.strip(), thing.key
            unnamed = re.sub(r"業務\d", "", text.en)
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]", unnamed), thing.key


def test_every_row_stands_in_a_section_and_every_input_in_a_group():
    assert {row.section for row in MODEL.rows} == {section.key for section in MODEL.sections}
    assert {spec.group for spec in MODEL.inputs} == {group.key for group in MODEL.groups}


def test_full_labels_tell_all_rows_apart():
    labels = list(MODEL.full_labels.values())
    doubled = {label.ja for label in labels if labels.count(label) > 1}
    assert doubled == set()
