"""One reading of a KPI over a period as a value: a figure, or the named inputs from which it is computed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adoption.pilots.columns import (
    CellProblem,
    CellRefused,
    Column,
    folded,
    plain_number,
    read_cells,
    value_in_unit,
)
from adoption.pilots.computed import compute
from adoption.pilots.definition import KpiDefinition
from language.text import Text

PERIODS = {
    "baseline": Text("ベースライン", "Baseline"),
    "pilot": Text("試行", "Pilot"),
    "operation": Text("運用", "Operation"),
}
TOLERANCE = 0.005  # a figure rounded by hand may differ from its inputs by half a percent

COLUMNS: tuple[Column, ...] = (
    Column(
        "key",
        Text("番号", "Number"),
        "label",
        Text("同じ番号の行は二重に取り込みません。", "A row with the same number is never taken twice."),
        True,
        most=60,
    ),
    Column(
        "kpi",
        Text("KPI", "KPI"),
        "label",
        Text("KPIの番号(例:K-D-06)または名前。", "Number (such as K-D-06) or name of the KPI."),
        True,
        most=200,
    ),
    Column("on", Text("日付", "Date"), "date", Text("測った期間の最終日。", "Last day of the period."), True),
    Column(
        "period",
        Text("時期", "Period"),
        "word",
        Text("AI導入前、試行、運用。", "Before AI, pilot or operation."),
        True,
        PERIODS,
    ),
    Column(
        "value",
        Text("値", "Value"),
        "text",
        Text(
            "割合は35%または0.35。入力項目から計算するときは空欄。",
            "A share as 35% or 0.35; empty when computed.",
        ),
        most=30,
    ),
    Column(
        "inputs",
        Text("入力項目", "Inputs"),
        "text",
        Text("計算式の項目。例:errors=3; outputs=120", "What the formula asks for: errors=3; outputs=120"),
    ),
    Column(
        "n",
        Text("件数", "Cases"),
        "count",
        Text("値のもとになった件数。", "Cases behind the value."),
        most=10_000_000,
    ),
    Column("group", Text("ライン・拠点", "Line or site"), "label", Text("任意。", "Optional."), most=40),
    Column(
        "is_treated",
        Text("AI利用中", "AI in use"),
        "yes_no",
        Text("段階導入で、その時期にAIを使っているか。", "In a staggered roll-out: is AI in use then?"),
    ),
    Column(
        "source_text",
        Text("出所", "Source"),
        "text",
        Text("帳票やシステムの名前。", "Name of the record or system."),
    ),
    Column(
        "plan",
        Text("計画の番号", "Plan"),
        "label",
        Text("凍結した測定計画のハッシュの先頭12文字。", "First 12 characters of the frozen plan's hash."),
        most=64,
    ),
)


@dataclass(frozen=True)
class ValueDraft:
    """`kpi` is the index of the KPI among those that the reader was given."""

    key: str
    kpi: int
    on: date
    period: str
    value: float
    inputs: Mapping[str, float] = field(default_factory=dict)
    n: int | None = None
    group: str = ""
    is_treated: bool | None = None
    source_text: str = ""
    plan: str = ""


def read_value(
    cells: Mapping[str, str], kpis: tuple[KpiDefinition, ...]
) -> tuple[ValueDraft | None, tuple[CellProblem, ...]]:
    """Return the reading, or None and every problem. A share is written 35% or 0.35 and kept as 0.35."""
    given, problems = read_cells(COLUMNS, cells)
    if problems:
        return None, problems
    try:
        at = _kpi_named(str(given["kpi"]), kpis)
        inputs = read_inputs(str(given["inputs"] or ""), kpis[at])
        value = _value(str(given["value"] or ""), inputs, kpis[at])
    except CellRefused as error:
        return None, (CellProblem(error.args[1], error.message),)
    kept: dict[str, Any] = {
        name: one for name, one in given.items() if one is not None and name not in ("kpi", "value", "inputs")
    }
    return ValueDraft(**kept, kpi=at, value=value, inputs=inputs), ()


def read_inputs(text: str, kpi: KpiDefinition) -> dict[str, float]:
    """Read "errors=3; outputs=120" against the inputs that the KPI names; CellRefused otherwise."""
    found: dict[str, float] = {}
    for part in (one for one in text.replace("；", ";").replace("\n", ";").split(";") if one.strip()):
        name, _, number = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        amount = plain_number(number)
        if name not in kpi.inputs or amount is None or name in found:
            raise _refused(
                "inputs",
                Text(
                    "「{part}」を読めません。「項目=数値」で書いてください(項目:{names})。",
                    "“{part}” cannot be read. Write name=number (names: {names}).",
                ),
                part=part.strip()[:60],
                names=", ".join(kpi.inputs),
            )
        found[name] = amount
    return found


def _kpi_named(given: str, kpis: tuple[KpiDefinition, ...]) -> int:
    for at, kpi in enumerate(kpis):
        if folded(given) in {folded(one) for one in (kpi.kpi_id, kpi.name, kpi.name_en) if one}:
            return at
    raise _refused(
        "kpi",
        Text(
            "「{given}」はこのユースケースで選んだKPIにありません。",
            "“{given}” is not a chosen KPI of this use case.",
        ),
        given=given[:60],
    )


def _value(text: str, inputs: Mapping[str, float], kpi: KpiDefinition) -> float:
    computed = compute(kpi.formula, inputs) if inputs else None
    if inputs and computed is None:
        raise _refused(
            "inputs",
            Text(
                "入力項目から値を計算できません。計算式「{formula}」の項目をすべて入力してください。",
                "The value cannot be computed: give every input of “{formula}”.",
            ),
            formula=kpi.formula,
        )
    if not text:
        if computed is None:
            raise _refused("value", Text("値を入力してください。", "Enter the value."))
        return computed
    try:
        value = value_in_unit(text, kpi.unit)
    except CellRefused as error:
        raise _refused("value", error.message) from error
    if computed is not None and not math.isclose(value, computed, rel_tol=TOLERANCE, abs_tol=1e-9):
        raise _refused(
            "value",
            Text(
                "値が入力項目からの計算({computed})と合いません。",
                "The value does not agree with its inputs, which give {computed}.",
            ),
            computed=f"{computed:.6g}",
        )
    return value if computed is None else computed


def _refused(name: str, message: Text, **filled: str) -> CellRefused:
    said = (
        message.filled(**{key: text.replace("{", "(") for key, text in filled.items()}) if filled else message
    )
    error = CellRefused(said)
    error.args = (said.en, name)
    return error
