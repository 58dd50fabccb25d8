"""What a measurement plan must not say, and what it must say before it can be frozen: one sentence each."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adoption.pilots.definition import (
    SHARE_UNITS,
    KpiDefinition,
    PlanDefinition,
    is_about_time,
    unit_of_effect,
)
from adoption.pilots.progress import improvement_share
from language.text import Text

MOST_SECONDARY = 5
FEWEST_POINTS = 8  # of a series, before and after each
MOST_CASES = 1_000_000
SHARE_DESIGNS = frozenset({"mcnemar", "prop2", "cp_upper"})


@dataclass(frozen=True)
class Problem:
    """`field` is a field of the plan, or "kpis"."""

    field: str
    message: Text


_ORDER = (
    (
        "baseline_from",
        "baseline_to",
        Text("ベースラインの終了日が開始日より前です。", "The baseline ends before it begins."),
    ),
    (
        "baseline_to",
        "pilot_from",
        Text(
            "試行がベースラインの終了前に始まっています。", "The pilot begins before the baseline has ended."
        ),
    ),
    ("pilot_from", "pilot_to", Text("試行の終了日が開始日より前です。", "The pilot ends before it begins.")),
    (
        "pilot_to",
        "decide_on",
        Text("判定日が試行の終了前です。", "The day of the decision comes before the end of the pilot."),
    ),
)
_NEEDED = {
    "min_effect": Text(
        "達成とみなす最小の効果を入力してください。", "Enter the smallest effect that passes."
    ),
    "kill_number": Text("撤退条件の数字を入力してください。", "Enter the number at which the pilot ends."),
    "kill_text": Text(
        "撤退条件に当たったときに何をするかを書いてください。",
        "Write what happens when that number is reached.",
    ),
    "n_planned": Text("計画標本数を入力してください。", "Enter the planned sample."),
    "n_baseline": Text("ベースラインの計画標本数を入力してください。", "Enter the planned baseline sample."),
    "baseline_from": Text("ベースラインの開始日を入力してください。", "Enter the first day of the baseline."),
    "baseline_to": Text("ベースラインの終了日を入力してください。", "Enter the last day of the baseline."),
    "pilot_from": Text("試行の開始日を入力してください。", "Enter the first day of the pilot."),
    "pilot_to": Text("試行の終了日を入力してください。", "Enter the last day of the pilot."),
    "decide_on": Text("判定日を入力してください。", "Enter the day of the decision."),
    "measured_by": Text("誰が測るかを入力してください。", "Enter who measures."),
    "arms": Text(
        "AIあり・なしをどう割り付けるかを書いてください。",
        "Write how work is assigned to with and without AI.",
    ),
}
_RANGES: tuple[tuple[tuple[str, ...], Callable[[float], bool], Text], ...] = (
    (
        ("quality_margin", "severe_tolerance", "expected_share"),
        lambda value: 0 < value < 1,
        Text("0より大きく1より小さい値を入力してください。", "Enter a number between 0 and 1."),
    ),
    (
        ("min_effect", "kill_number"),
        lambda value: abs(value) < MOST_CASES,
        Text("数値を入力してください。", "Enter a number."),
    ),
    (
        ("expected_sd",),
        lambda value: value > 0,
        Text("0より大きい値を入力してください。", "Enter a number above 0."),
    ),
    (
        ("expected_rho", "icc"),
        lambda value: 0 <= value < 1,
        Text("0以上1未満の値を入力してください。", "Enter a number from 0 to below 1."),
    ),
    (
        ("n_planned", "n_baseline", "tasks_per_person"),
        lambda value: 1 <= value <= MOST_CASES,
        Text("1以上の値を入力してください。", "Enter at least 1."),
    ),
)


def contradictions(definition: PlanDefinition, kpis: Sequence[KpiDefinition]) -> tuple[Problem, ...]:
    """Return what no draft may say, because two of its statements cannot both hold."""
    return (*_dates(definition), *_numbers(definition), *_thresholds(definition, kpis))


def missing(definition: PlanDefinition, kpis: Sequence[KpiDefinition], today: date) -> tuple[Problem, ...]:
    """Return what keeps a draft from being frozen; empty when it may be."""
    return (
        *contradictions(definition, kpis),
        *(
            Problem(field, text)
            for field, text in _NEEDED.items()
            if getattr(definition, field) in (None, "")
        ),
        *_chosen(definition, kpis),
        *_sample(definition),
        *_start(definition, today),
    )


def primary_of(kpis: Sequence[KpiDefinition]) -> KpiDefinition | None:
    """Return the primary KPI where there is exactly one."""
    found = [kpi for kpi in kpis if kpi.role == "primary"]
    return found[0] if len(found) == 1 else None


def _dates(definition: PlanDefinition) -> Iterator[Problem]:
    for earlier, later, message in _ORDER:
        first, second = getattr(definition, earlier), getattr(definition, later)
        if first is not None and second is not None and second < first:
            yield Problem(later, message)


def _numbers(definition: PlanDefinition) -> Iterator[Problem]:
    for names, fits, message in _RANGES:
        for name in names:
            value = getattr(definition, name)
            if value is not None and not (math.isfinite(value) and fits(value)):
                yield Problem(name, message)


def _thresholds(definition: PlanDefinition, kpis: Sequence[KpiDefinition]) -> Iterator[Problem]:
    passes, ends = definition.min_effect, definition.kill_number
    is_bound = definition.design == "cp_upper"
    if passes is not None and is_bound and not 0 < passes < 1:
        yield Problem(
            "min_effect", Text("割合は0と1の間で入力してください。", "Enter a rate between 0 and 1.")
        )
    if passes is not None and not is_bound and passes <= 0:
        yield Problem(
            "min_effect",
            Text(
                "達成とみなす最小の効果は0より大きい改善幅です。",
                "The smallest effect that passes is an improvement above 0.",
            ),
        )
    if passes is not None and ends is not None and (ends <= passes if is_bound else ends >= passes):
        yield Problem(
            "kill_number",
            Text(
                "撤退条件の数字が、達成とみなす効果と同じかそれより良い側にあります。達成と撤退が同時に成り立ってしまいます。",
                "The number that ends the pilot is as good as the effect that passes: both would hold at once.",
            ),
        )
    primary = primary_of(kpis)
    if primary is not None:
        yield from _target(definition, primary)


def _target(definition: PlanDefinition, primary: KpiDefinition) -> Iterator[Problem]:
    if primary.start is None or primary.target is None:
        return
    share = improvement_share(primary.direction, primary.start, primary.target)
    by_unit = {
        "relative": abs(primary.target) if primary.unit == "%" else share,
        "kpi": abs(primary.target - primary.start),
        "points": abs(primary.target - primary.start) / (100 if primary.unit == "errors/100" else 1),
    }
    promised = by_unit.get(unit_of_effect(definition, primary))
    if promised is not None and definition.min_effect is not None and definition.min_effect > promised + 1e-9:
        yield Problem(
            "min_effect",
            Text(
                "達成とみなす最小の効果が、主KPIの目標より大きくなっています。",
                "The smallest effect that passes is larger than what the primary KPI's target promises.",
            ),
        )


def _chosen(definition: PlanDefinition, kpis: Sequence[KpiDefinition]) -> Iterator[Problem]:
    primaries = [kpi for kpi in kpis if kpi.role == "primary"]
    if not primaries:
        yield Problem("kpis", Text("主KPIを1つ選んでください。", "Choose one primary KPI."))
    if len(primaries) > 1:
        yield Problem(
            "kpis",
            Text(
                "主KPIは1つだけにしてください。残りは副KPIにします。",
                "Keep one primary KPI; make the others secondary.",
            ),
        )
    if sum(kpi.role == "secondary" for kpi in kpis) > MOST_SECONDARY:
        yield Problem("kpis", Text("副KPIは5つまでです。", "At most five secondary KPIs are allowed."))
    for kpi in primaries:
        yield from _guards(definition, kpi, kpis)


def _guards(
    definition: PlanDefinition, primary: KpiDefinition, kpis: Sequence[KpiDefinition]
) -> Iterator[Problem]:
    if primary.target is None:
        yield Problem("kpis", Text("主KPIの目標を入力してください。", "Enter the target of the primary KPI."))
    if definition.design in SHARE_DESIGNS and primary.unit not in SHARE_UNITS:
        yield Problem(
            "design",
            Text(
                "この比較の方法は、割合のKPIにだけ使えます。",
                "This comparison is only for KPIs that are shares.",
            ),
        )
    timed = is_about_time(primary)
    has_guard = any(kpi.role == "quality_guard" for kpi in kpis)
    if timed and not has_guard:
        yield Problem(
            "kpis",
            Text(
                "時間の主KPIには、品質の歯止めになるKPI(例:K-D-06、K-D-07)が必要です。",
                "A primary KPI of time needs a KPI that guards quality (for example K-D-06 or K-D-07).",
            ),
        )
    if (timed or has_guard) and definition.quality_margin is None:
        yield Problem("quality_margin", Text("品質の許容差を入力してください。", "Enter the quality margin."))
    if (timed or definition.design == "cp_upper") and definition.severe_tolerance is None:
        yield Problem(
            "severe_tolerance",
            Text(
                "重大な誤りの割合の許容値を入力してください。", "Enter the tolerated rate of severe errors."
            ),
        )


def _sample(definition: PlanDefinition) -> Iterator[Problem]:
    planned, required = definition.n_planned, definition.n_required
    if planned is not None and definition.design == "its" and planned < FEWEST_POINTS:
        yield Problem(
            "n_planned",
            Text(
                "中断時系列には前後それぞれ8点以上が必要です。",
                "An interrupted series needs 8 points before and 8 after.",
            ),
        )
    supposed = (definition.expected_sd, definition.expected_rho, definition.expected_share)
    if any(one is not None for one in supposed) and not definition.expected_source:
        yield Problem(
            "expected_source",
            Text("見込み値の出所を入力してください。", "Enter where the expected figures come from."),
        )
    if planned is None or definition.indicative_agreed:
        return
    if required is None:
        yield Problem(
            "n_planned",
            Text(
                "必要標本数を計算できる値を入力するか、「参考値」と表示することに合意してください。",
                "Enter what the sample size is computed from, or agree that the result is labelled indicative.",
            ),
        )
    elif planned < required:
        yield Problem(
            "n_planned",
            Text(
                "計画標本数が必要標本数({required}件)に足りません。増やすか、「参考値」と表示することに合意してください。",
                "The planned sample is below the {required} needed. Plan more, or agree to label it indicative.",
            ).filled(required=required),
        )


def _start(definition: PlanDefinition, today: date) -> Iterator[Problem]:
    if definition.pilot_from is not None and definition.pilot_from < today:
        yield Problem(
            "pilot_from",
            Text(
                "試行の開始日が過ぎています。計画は試行の開始前に凍結します。",
                "The pilot's first day has passed. A plan is frozen before the pilot begins.",
            ),
        )
