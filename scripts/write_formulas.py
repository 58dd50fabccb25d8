"""Writes the tables of calculation rows and inputs into docs/formulas.md and docs/ja/formulas.md, from the rows.

    python scripts/write_formulas.py            # write
    python scripts/write_formulas.py --check    # exit 1 when a committed table is not what the rows say

Rows of options are written once for all kinds of option that share them. The worked figures are those of the
sample company: its assumptions, standard scenario, before any measurement.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from language.text import Text  # noqa: E402
from tco.assumptions import Scenario, load_assumptions, scenario_values, with_neutral  # noqa: E402
from tco.model.cost_model import Results, known_number  # noqa: E402
from tco.model.expression import Period  # noqa: E402
from tco.model.rows import InputSpec, Row  # noqa: E402
from tco.plan.model import PlanModel, plan_model  # noqa: E402
from tco.plan.shape import (  # noqa: E402
    Kind,
    Option,
    option_row,
    plan_shape,
    standard_shape,
    standard_uses,
)

FILES = {"en": ROOT / "docs" / "formulas.md", "ja": ROOT / "docs" / "ja" / "formulas.md"}
ASSUMPTIONS = ROOT / "sample_company" / "assumptions.yaml"
BEGIN = "<!-- rows: written by scripts/write_formulas.py -->\n"
END = "<!-- end of rows -->\n"
ANY_PERIOD = 1_000_000
OPTION_SECTIONS = {
    "benefit": Text("各案の効果", "Benefit of an option"),
    "sizing": Text("各案のGPUの必要量", "GPU sizing of an option"),
    "cost": Text("各案の費用", "Cost of an option"),
    "yearly": Text("各案の年度別", "An option by fiscal year"),
    "appraisal": Text("各案の投資評価", "Appraisal of an option"),
}
ALL = Text("すべて", "all")
PER = {"scalar": Text("計画", "plan"), "monthly": Text("月", "month"), "yearly": Text("年度", "year")}
ROW_HEADS = Text("行|名称|期間|単位|式|サンプル企業|説明", "row|name|per|unit|formula|sample company|note")
OPTION_HEADS = Text(
    "行|案の種類|名称|期間|単位|式|サンプル企業|説明",
    "row|kinds of option|name|per|unit|formula|sample company|note",
)
INPUT_HEADS = Text(
    "前提|名称|単位|範囲|未入力のとき|サンプル企業|説明",
    "input|name|unit|limits|when not entered|sample company|note",
)
OPTION_INPUT_HEADS = Text(
    "前提|案の種類|名称|単位|範囲|未入力のとき|サンプル企業|説明",
    "input|kinds of option|name|unit|limits|when not entered|sample company|note",
)


class KeyBook:
    """An address book that answers with keys; `o` stands for the option, periods but the own one in brackets."""

    def __init__(self, model: PlanModel, option: Option | None = None) -> None:
        self.model, self.option = model, option

    def input_name(self, key: str) -> str:
        return f"in.{self.named(key, '_')}"

    def cell(self, row_key: str, period: Period) -> str:
        key = self.named(row_key, ".")
        if period in (None, ANY_PERIOD) or self.model.row_by_key[row_key].shape == "scalar":
            return key
        return f"{key}[t-1]" if period == ANY_PERIOD - 1 else f"{key}[{period}]"

    def span(self, row_key: str) -> str:
        last = self.model.periods_of(self.model.row_by_key[row_key])[-1]
        return f"{self.named(row_key, '.')}[0:{last}]"

    def span_until(self, row_key: str, _period: Period) -> str:
        return f"{self.named(row_key, '.')}[0:t]"

    def named(self, key: str, sign: str) -> str:
        """Put `o` in place of the option's own key."""
        own = self.option is not None and key.startswith(f"{self.option.key}{sign}")
        return f"o{sign}{key.partition(sign)[2]}" if own else key


@dataclass(frozen=True)
class Plans:
    """The plan as it starts, calculated for the sample company, and one with every kind of option."""

    sample: Results
    standard: PlanModel
    every: PlanModel


def plans() -> Plans:
    """Calculate the sample company's plan."""
    standard = plan_model(standard_shape())
    lines = with_neutral(standard, load_assumptions(ASSUMPTIONS))
    options = [option_row(kind.value, kind) for kind in Kind]
    every = plan_model(plan_shape(standard.shape.years, date(2027, 4, 1), 4, options, standard_uses()))
    values = scenario_values(standard, lines, Scenario.STANDARD)
    return Plans(standard.evaluate(dict(values)), standard, every)


def table_lines(found: Plans, language: str) -> Iterator[str]:
    """Yield the tables: shared rows, rows of options, shared inputs, inputs of options."""
    option_keys = {option.key for option in found.standard.shape.options}
    for section in found.standard.sections:
        if section.key.rpartition("_")[2] not in option_keys:
            yield from _head(section.label, ROW_HEADS, language)
            rows = [row for row in found.every.rows_of(section.key) if _is_shared(found, row)]
            yield from (_shared_row(found, row, language) for row in rows)
    for prefix, label in OPTION_SECTIONS.items():
        yield from _head(label, OPTION_HEADS, language)
        yield from _option_rows(found, prefix, language)
    yield from _head(Text("共通の前提条件", "Inputs of the plan"), INPUT_HEADS, language)
    own = {option.key for option in found.every.shape.options}
    yield from (_input_line(found, s, None, language) for s in found.every.inputs if s.group not in own)
    yield from _head(Text("各案の前提条件", "Inputs of an option"), OPTION_INPUT_HEADS, language)
    yield from _option_inputs(found, language)


def _head(title: Text, heads: Text, language: str) -> Iterator[str]:
    columns = heads.in_(language).split("|")
    yield f"\n### {title.in_(language)}\n"
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"


def _is_shared(found: Plans, row: Row) -> bool:
    """Of break-even and decision the rows of the standard options stand for all others."""
    return row.key in found.standard.row_by_key or row.section == "workload"


def _shared_row(found: Plans, row: Row, language: str) -> str:
    row = found.standard.row_by_key.get(row.key, row)
    model = found.standard if row.key in found.standard.row_by_key else found.every
    return _line(
        f"`{row.key}`",
        row.label.in_(language),
        PER[row.shape].in_(language),
        row.unit.in_(language),
        f"`{_formula(model, row, None)}`",
        _worked(found, row.key, language),
        row.note.in_(language),
    )


def _option_rows(found: Plans, prefix: str, language: str) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[tuple[Option, Row]]] = {}
    for option in found.every.shape.options:
        for row in found.every.rows_of(f"{prefix}_{option.key}"):
            formula = _formula(found.every, row, option)
            name = f"o.{row.key.partition('.')[2]}"
            words = (row.label.in_(language), PER[row.shape].in_(language), row.unit.in_(language), formula)
            groups.setdefault((name, *words, row.note.in_(language)), []).append((option, row))
    for (name, label, per, unit, formula, note), members in groups.items():
        worked = [_worked_of(found, option, row.key, language) for option, row in members]
        figure = next((text for text in worked if text), "–")
        kinds = _kinds([option for option, _ in members], found, language)
        yield _line(f"`{name}`", kinds, label, per, unit, f"`{formula}`", figure, note)


def _option_inputs(found: Plans, language: str) -> Iterator[str]:
    groups: dict[tuple[str, ...], list[tuple[Option, InputSpec]]] = {}
    for option in found.every.shape.options:
        for spec in (spec for spec in found.every.inputs if spec.group == option.key):
            words = (_without(spec.label, option, language), spec.unit.in_(language), spec.note.in_(language))
            key = (spec.key.removeprefix(f"{option.key}_"), *words)
            groups.setdefault(key, []).append((option, spec))
    for members in groups.values():
        standard = [pair for pair in members if pair[1].key in found.standard.input_by_key]
        option, spec = (standard or members)[0]
        kinds = _kinds([each for each, _ in members], found, language)
        yield _input_line(found, spec, option, language, kinds)


def _kinds(options: Sequence[Option], found: Plans, language: str) -> str:
    if len(options) == len(found.every.shape.options):
        return ALL.in_(language)
    return ", ".join(option.key for option in options)


def _without(label: Text, option: Option, language: str) -> str:
    """Take the option's name off the end of an input's label."""
    mark = {"ja": f"({option.label.ja})", "en": f" ({option.label.en})"}[language]
    return label.in_(language).removesuffix(mark)


def _input_line(
    found: Plans, spec: InputSpec, option: Option | None, language: str, kinds: str | None = None
) -> str:
    label = _without(spec.label, option, language) if option else spec.label.in_(language)
    is_known = spec.key in found.standard.input_by_key
    value = _shown(spec, known_number(found.sample.input_value(spec.key)), language) if is_known else "–"
    unused = {"ja": "入力が必要", "en": "must be entered"}[language]
    return _line(
        f"`{KeyBook(found.every, option).input_name(spec.key)}`",
        *([] if kinds is None else [kinds]),
        label,
        spec.unit.in_(language),
        f"{spec.shown(spec.minimum)} – {spec.shown(spec.maximum)}",
        unused if spec.neutral is None else _shown(spec, spec.neutral, language),
        f"{option.key} {value}" if option and is_known else value,
        spec.note.in_(language),
    )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _formula(model: PlanModel, row: Row, option: Option | None) -> str:
    return row.expression.text(KeyBook(model, option), None if row.shape == "scalar" else ANY_PERIOD)


def _worked_of(found: Plans, option: Option, key: str, language: str) -> str:
    return f"{option.key} {_worked(found, key, language)}" if key in found.standard.row_by_key else ""


def _worked(found: Plans, key: str, language: str) -> str:
    """Show a single value, or those of the initial, the first and the last period."""
    if key not in found.standard.row_by_key:
        return "–"
    row = found.standard.row_by_key[key]
    if row.shape == "scalar":
        return _shown(row, found.sample.scalar(key), language)
    values = found.sample.each(key)
    return " · ".join(_shown(row, known_number(values[period]), language) for period in (0, 1, -1))


def _shown(of: Row | InputSpec, value: float | None, language: str) -> str:
    if value is None:
        return of.undefined.in_(language) if isinstance(of, Row) and of.undefined else "–"
    if of.style == "choice":
        return of.choices[int(value)].in_(language)
    if of.style == "percent":
        return f"{value * 100:.1f} %"
    if of.style in ("jpy", "whole"):
        return f"{round(value) + 0:,}"
    return f"{value:,.3g}" if abs(value) < 10 else f"{value:,.1f}"


def rendered(language: str) -> str:
    """Return a file as it should be; ValueError when the marks are missing."""
    file = FILES[language]
    text = file.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)
    if BEGIN not in text or len(after) != 2:
        raise ValueError(f"{file.name} lacks the marks of the table")
    lines = "\n".join(table_lines(plans(), language))
    return f"{before}{BEGIN}{lines}\n\n{END}{after[1]}"


def main() -> int:
    """Write the tables, or compare with `--check`."""
    wanted = {file: rendered(language) for language, file in FILES.items()}
    if "--check" in sys.argv[1:]:
        return int(any(text != file.read_text(encoding="utf-8") for file, text in wanted.items()))
    for file, text in wanted.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
