"""Writes the table of calculation rows into docs/formulas.md, from the rows themselves.

    python scripts/write_formulas.py            # write
    python scripts/write_formulas.py --check    # exit 1 when the committed table is not what the rows say

The worked figures are those of the sample company: its assumptions, standard scenario, before any measurement.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tco.assumptions import Scenario, load_assumptions, scenario_values  # noqa: E402
from tco.five_year.plan import five_year_plan  # noqa: E402
from tco.model.cost_model import Results, known_number  # noqa: E402
from tco.model.expression import Period  # noqa: E402
from tco.model.rows import InputSpec, Row  # noqa: E402

FILE = ROOT / "docs" / "formulas.md"
ASSUMPTIONS = ROOT / "sample_company" / "assumptions.yaml"
BEGIN = "<!-- rows: written by scripts/write_formulas.py -->\n"
END = "<!-- end of rows -->\n"
THIS_YEAR = 2  # any year whose year before is not the initial one
SHOWN_YEARS = (0, 1, 5)


class KeyBook:
    """An address book that answers with keys; a year other than the row's own stands in brackets."""

    def input_name(self, key: str) -> str:
        return f"in.{key}"

    def cell(self, row_key: str, period: Period) -> str:
        if period in (None, THIS_YEAR):
            return row_key
        return f"{row_key}[t-1]" if period == THIS_YEAR - 1 else f"{row_key}[{period}]"

    def span(self, row_key: str) -> str:
        return f"{row_key}[0:5]"


def sample_results() -> Results:
    """Calculate the sample company's plan."""
    model = five_year_plan()
    return model.evaluate(scenario_values(model, load_assumptions(ASSUMPTIONS), Scenario.STANDARD))


def table_lines(results: Results) -> Iterator[str]:
    """Yield the tables of rows, section by section, then the table of inputs."""
    model = results.model
    for section in model.sections:
        yield f"\n### {section.label.en} / {section.label.ja}\n"
        yield "| row | name | unit | formula | sample company | note |"
        yield "|---|---|---|---|---|---|"
        for row in model.rows_of(section.key):
            yield _row_line(results, row)
    yield "\n### Inputs / 前提条件\n"
    yield "| input | name | unit | sample company | note |"
    yield "|---|---|---|---|---|"
    for spec in model.inputs:
        yield _input_line(results, spec)


def rendered() -> str:
    """Return the file as it should be; ValueError when the marks are missing."""
    text = FILE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)
    if BEGIN not in text or len(after) != 2:
        raise ValueError(f"{FILE.name} lacks the marks of the table")
    lines = "\n".join(table_lines(sample_results()))
    return f"{before}{BEGIN}{lines}\n\n{END}{after[1]}"


def _row_line(results: Results, row: Row) -> str:
    period = None if row.shape == "scalar" else THIS_YEAR
    formula = row.expression.text(KeyBook(), period)
    cells = (
        f"`{row.key}`",
        f"{row.label.en} / {row.label.ja}",
        row.unit.en,
        f"`{formula}`",
        _worked(results, row),
        row.note.en,
    )
    return f"| {' | '.join(cells)} |"


def _input_line(results: Results, spec: InputSpec) -> str:
    value = _shown(spec, known_number(results.input_value(spec.key)))
    cells = (f"`in.{spec.key}`", f"{spec.label.en} / {spec.label.ja}", spec.unit.en, value, spec.note.en)
    return f"| {' | '.join(cells)} |"


def _worked(results: Results, row: Row) -> str:
    if row.shape == "scalar":
        return _shown(row, results.scalar(row.key))
    values = [known_number(results.row_value(row.key, year)) for year in SHOWN_YEARS]
    return " · ".join(_shown(row, value) for value in values)


def _shown(of: Row | InputSpec, value: float | None) -> str:
    if value is None:
        return of.undefined.en if isinstance(of, Row) and of.undefined else "–"
    if of.style == "choice":
        return of.choices[int(value)].en
    if of.style == "percent":
        return f"{value * 100:.1f} %"
    if of.style in ("jpy", "whole"):
        return f"{round(value) + 0:,}"
    return f"{value:,.3g}" if abs(value) < 10 else f"{value:,.1f}"


def main() -> int:
    """Write the table, or compare with `--check`."""
    wanted = rendered()
    if "--check" in sys.argv[1:]:
        return int(wanted != FILE.read_text(encoding="utf-8"))
    FILE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
