"""Every effect that the case names, with its kind, evidence and certainty: unpriced ones are said, not summed."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluations.summary import CandidateSummary
from language.text import Text
from reports.contents import CostPart, ManagementReport
from reports.workbook.samples import is_indicative
from reports.workbook.words import INDICATIVE, UNKNOWN
from tco.assumptions import STATUS_LABELS, AssumptionValue, Status

DIRECT, DIRECT_CASH, INDIRECT, QUALITATIVE = (
    Text("直接（能力）", "direct, capacity"),
    Text("直接（現金）", "direct, cash"),
    Text("間接", "indirect"),
    Text("定性", "qualitative"),
)
FIRM = Text("確定", "firm")
_LIMIT = Text("限度として示す（金額にしない）", "a limit, not priced")


@dataclass(frozen=True)
class Effect:
    """One effect; `is_firm` only where it was measured on a large enough sample."""

    name: Text
    kind: Text
    size: Text
    evidence: Text
    certainty: Text
    is_firm: bool


def effects_of(report: ManagementReport) -> tuple[Effect, ...]:
    """List the effects of the plan and of the evaluation."""
    return (*_of_plan(report.cost), *_of_evaluation(report))


def is_effect_firm(report: ManagementReport) -> bool:
    """True only when what drives the benefit was measured, not assumed, and the evaluation is large enough."""
    lines = {line.key: line for line in report.cost.inputs.lines}
    drivers = [lines[key] for key in _drivers(report.cost) if key in lines]
    measured = bool(drivers) and all(line.status is Status.MEASURED for line in drivers)
    return measured and report.evaluation is not None and not is_indicative(report.evaluation.summary)


def _drivers(cost: CostPart) -> list[str]:
    suffixes = ("minutes_saved_per_task", "usable_answer_share")
    return [f"{use.prefix}{suffix}" for use in cost.model.shape.uses for suffix in suffixes]


def _of_plan(cost: CostPart) -> Iterator[Effect]:
    lines = {line.key: line for line in cost.inputs.lines}
    for use in cost.model.shape.uses:
        line = lines[f"{use.prefix}minutes_saved_per_task"]
        name = Text(f"作業時間の短縮（{use.label.ja}）", f"Time saved ({use.label.en})")
        yield _assumed(cost, name, DIRECT, line)
    yield _assumed(
        cost,
        Text("空いた時間の現金化（実現率）", "Freed time turned into cash"),
        DIRECT_CASH,
        lines["redeployment_rate"],
    )
    other = lines["other_cash_jpy_per_year"]
    yield _assumed(cost, Text("その他の現金効果", "Other cash benefit"), INDIRECT, other)


def _assumed(cost: CostPart, name: Text, kind: Text, line: AssumptionValue) -> Effect:
    spec = cost.model.input_by_key[line.key]
    low, mode, high = (spec.shown(float(end)) for end in (line.low, line.mode, line.high))
    unit = Text("", "") if spec.style == "percent" else spec.unit
    size = Text(f"{mode}（{low}〜{high}）{unit.ja}", f"{mode} ({low} to {high}) {unit.en}".strip())
    firm = line.status is Status.MEASURED
    label = STATUS_LABELS[line.status]
    evidence = Text(f"{label.ja}: {line.source.ja}", f"{label.en}: {line.source.en}")
    return Effect(name, kind, size, evidence, FIRM if firm else INDICATIVE, firm)


def _of_evaluation(report: ManagementReport) -> Iterator[Effect]:
    correct = Text("正しい回答の割合", "Share of right answers")
    severe = Text("重大な誤りの減少・増加", "Severe errors")
    if report.evaluation is None or report.evaluation.summary.best is None:
        for name in (correct, severe):
            yield Effect(
                name, QUALITATIVE, UNKNOWN, Text("モデル評価が未実施", "no evaluation"), UNKNOWN, False
            )
        return
    summary = report.evaluation.summary
    best = report.evaluation.summary.best
    firm = not is_indicative(summary)
    stamp = FIRM if firm else INDICATIVE
    source = Text(
        f"評価「{summary.name}」{summary.n_items}問、{best.name}",
        f"{summary.name}, {summary.n_items} questions, {best.name}",
    )
    yield Effect(correct, QUALITATIVE, _rate(best), source, stamp, firm)
    upper = best.severe_upper95
    bound = UNKNOWN if upper is None else Text(f"95%上限 {upper:.0%}", f"at most {upper:.0%} (95 %)")
    size = Text(f"{bound.ja}。{_LIMIT.ja}", f"{bound.en}; {_LIMIT.en}")
    yield Effect(severe, QUALITATIVE, size, source, stamp, firm and upper is not None)


def _rate(best: CandidateSummary) -> Text:
    if best.passed is None:
        return UNKNOWN
    low, high = f"{best.passed.low:.0%}", f"{best.passed.high:.0%}"
    return Text(
        f"{best.passed.share:.0%}（95%区間 {low}〜{high}）",
        f"{best.passed.share:.0%} (95 %: {low} to {high})",
    )
