"""The pilot of a use case as the workbook prints it: the frozen plan, and each KPI with what was found."""

from collections.abc import Iterable
from dataclasses import replace

from adoption.content.library import Kpi
from adoption.content.loader import library
from adoption.experiments.finding import Finding, Label
from adoption.experiments.labels import bad_end_passes
from adoption.gates.review import Status
from adoption.models import Deviation as DeviationRow
from adoption.models import UseCase
from adoption.pilot_analysis import KpiFinding, PilotAnalysis
from adoption.pilot_selectors import chosen_kpis, newest_plan
from adoption.pilot_states import Design, DeviationKind
from adoption.pilots.comparing import SHARE_SCALE
from adoption.pilots.definition import SEVERE, KpiDefinition, PlanDefinition, from_json
from language.text import Text
from reports.collect_programme.wording import choice_text, joined, named_text
from reports.programme.pilots import Change, Deviation, KpiResult, PilotPart

_MINUTES = Text("分/件", "min/task")
_NOTHING_FOUND = frozenset({DeviationKind.NONE, DeviationKind.NEW_VERSION})
_PERCENT = 100


def pilots_of(use_case: UseCase, analysis: PilotAnalysis | None) -> tuple[PilotPart, ...]:
    """The pilot, measured or only planned; nothing where no KPI was chosen and no plan begun."""
    if analysis is not None:
        return (_measured(use_case, analysis),)
    draft, kpis = newest_plan(use_case), chosen_kpis(use_case)
    if draft is None and not kpis:
        return ()
    definition = from_json(draft.definition) if draft else None
    return (_planned(use_case, kpis, definition),)


def _measured(use_case: UseCase, analysis: PilotAnalysis) -> PilotPart:
    plan, definition = analysis.plan, analysis.plan.definition
    rows = use_case.measurement_plans.get(pk=plan.id).deviations.exclude(kind__in=_NOTHING_FOUND)
    return PilotPart(
        name=named_text(use_case.name, use_case.name_en),
        design=choice_text(Design(definition.design).label),
        starts_on=definition.pilot_from,
        ends_on=definition.pilot_to,
        frozen_on=plan.frozen_on,
        plan_sha256=plan.sha256,
        planned_n=_planned_n(definition),
        kill_line=kill_text(definition, analysis.primary),
        results=tuple(_result(*_judged(one, analysis)) for one in (analysis.primary, *analysis.others)),
        deviations=tuple(_deviation(row) for row in rows),
    )


def _planned(
    use_case: UseCase, kpis: Iterable[KpiDefinition], definition: PlanDefinition | None
) -> PilotPart:
    return PilotPart(
        name=named_text(use_case.name, use_case.name_en),
        design=choice_text(Design(definition.design).label) if definition else "",
        starts_on=definition.pilot_from if definition else None,
        ends_on=definition.pilot_to if definition else None,
        frozen_on=None,
        plan_sha256="",
        planned_n=_planned_n(definition) if definition else "",
        kill_line=definition.kill_text if definition else "",
        results=tuple(_unmeasured(kpi) for kpi in kpis),
        deviations=(),
    )


def _planned_n(definition: PlanDefinition) -> Text | str:
    planned, needed = definition.n_planned, definition.n_required
    if planned is None:
        return ""
    if needed is None:
        return f"{planned:,}"
    return Text(f"{planned:,}（必要数 {needed:,}）", f"{planned:,} ({needed:,} required)")


def kill_text(definition: PlanDefinition, primary: KpiFinding) -> Text:
    """The number at which the pilot ends, with its unit, and the words that somebody added."""
    words = definition.kill_text
    if definition.kill_number is None:
        return Text(words, words)
    number = amount_text(definition.kill_number, primary)
    if primary.terms.effect_unit == "rate":
        limit = Text(f"{number.ja}以上なら中止", f"stop at {number.en} or more")
    else:
        limit = Text(f"{number.ja}に届かなければ中止", f"stop at {number.en} or less")
    return Text(f"{limit.ja} {words}".strip(), f"{limit.en} {words}".strip())


def amount_text(value: float, found: KpiFinding) -> Text:
    """An effect in words: of a time its share, of a rate its points, else in the unit of the KPI."""
    unit = found.terms.effect_unit
    if unit == "relative":
        return Text(f"{value:+.1%}の改善", f"{value:+.1%} better")
    if unit == "points":
        return Text(f"{value * _PERCENT:+.1f}ポイントの改善", f"{value * _PERCENT:+.1f} points better")
    if unit == "rate":
        return Text(f"{value:.1%}", f"{value:.1%}")
    return Text(f"{value:+,.4g} {found.kpi.unit}の改善", f"{value:+,.4g} {found.kpi.unit} better")


def _judged(found: KpiFinding, analysis: PilotAnalysis) -> tuple[KpiFinding, Status]:
    """Severe errors are judged by their bound and a quality guard by its margin, as the gates do."""
    verdict, guard = analysis.verdict, analysis.guard
    if found.kpi.kpi_id == SEVERE and analysis.severe:
        return replace(found, finding=analysis.severe, refusal=None), _passed(verdict.severe_within)
    if found.kpi.role == "quality_guard" and guard and guard.finding:
        return replace(found, finding=guard.finding, refusal=None), _passed(verdict.noninferior)
    return found, _reached(found)


def _passed(answer: bool | None) -> Status:
    return "unknown" if answer is None else "met" if answer else "not_met"


def _result(found: KpiFinding, reached: Status) -> KpiResult:
    kpi, finding = found.kpi, found.finding
    is_stated = not found.terms.is_minutes or kpi.unit.startswith("min")
    start = _stated(kpi.start, kpi) if is_stated else None
    before = _shown(found.before, found)
    return KpiResult(
        name=kpi_name(kpi),
        unit=_MINUTES if found.terms.is_minutes else Text(kpi.unit, kpi.unit),
        direction=kpi.direction,
        is_primary=kpi.role == "primary",
        baseline=start if before is None else before,
        after=_shown(found.after, found) if finding else None,
        target=_stated(kpi.target, kpi) if is_stated else None,
        n=_counts(found),
        change=_change(finding, kpi) if finding else None,
        method=finding.how if finding else "",
        p_value=finding.p if finding else None,
        is_firm=finding is not None and finding.label is Label.CONFIRMED,
        reached=reached,
        note=_note(found),
    )


def _unmeasured(kpi: KpiDefinition) -> KpiResult:
    return KpiResult(
        name=kpi_name(kpi),
        unit=Text(kpi.unit, kpi.unit),
        direction=kpi.direction,
        is_primary=kpi.role == "primary",
        baseline=_stated(kpi.start, kpi),
        after=None,
        target=_stated(kpi.target, kpi),
        n="",
        change=None,
        method="",
        p_value=None,
        is_firm=False,
        reached="unknown",
    )


def kpi_name(kpi: KpiDefinition) -> Text:
    """A KPI of the library keeps its English name even where nobody typed one."""
    shipped: dict[str, Kpi] = {one.id: one for one in library().kpis.kpis}
    name_en = kpi.name_en or (shipped[kpi.kpi_id].name.en if kpi.kpi_id in shipped else "")
    return named_text(kpi.name, name_en)


def _stated(value: float | None, kpi: KpiDefinition) -> float | None:
    """What was entered: a share with the unit % is printed as 12.5, not as 0.125."""
    return None if value is None else value * (_PERCENT if kpi.unit == "%" else 1)


def _shown(value: float | None, found: KpiFinding) -> float | None:
    """What was measured: events of trials are a share, whatever the unit is printed as."""
    is_share = any(one.trials for one in found.readings)
    if value is None or not is_share:
        return _stated(value, found.kpi)
    return value * (_PERCENT if found.kpi.unit in SHARE_SCALE else 1)


def _change(finding: Finding, kpi: KpiDefinition) -> Change | None:
    """Turn an improvement into the way the KPI moved; a rate by itself did not move from anything."""
    if finding.unit == "rate":
        return None
    scale = _PERCENT if _is_in_points(finding, kpi) else 1
    ends = [scale * one for one in (finding.effect, finding.low, finding.high)]
    if kpi.direction == "down":
        ends = [-ends[0], -ends[2], -ends[1]]
    return Change(ends[0], ends[1], ends[2], is_relative=finding.unit == "relative")


def _is_in_points(finding: Finding, kpi: KpiDefinition) -> bool:
    return finding.unit == "points" or (finding.unit == "kpi" and kpi.unit == "%")


def _counts(found: KpiFinding) -> str:
    if not found.readings:
        return ""
    return f"{found.n_before:,} → {found.n_after:,}"


def _reached(found: KpiFinding) -> Status:
    """The bad end against the smallest effect that passes; what is only indicative never passes."""
    if found.finding is None:
        return "unknown"
    passes = bad_end_passes(found.finding, found.terms)
    if passes is None or (passes and found.finding.label is not Label.CONFIRMED):
        return "unknown"
    return "met" if passes else "not_met"


def _note(found: KpiFinding) -> Text | str:
    finding = found.finding
    if finding is None:
        return found.refusal or ""
    bound = [Text(f"95%上限 {finding.high:.1%}", f"95 % upper bound {finding.high:.1%}")]
    said = [*(bound if finding.unit == "rate" else ()), *finding.reasons]
    return joined([*said, *finding.notes], "。", ". ") if said else ""


def _deviation(row: DeviationRow) -> Deviation:
    kind = choice_text(DeviationKind(row.kind).label)
    said = "\n".join(part for part in (row.what, row.why, row.effect) if part)
    return Deviation(row.on, Text(f"【{kind.ja}】{said}", f"[{kind.en}] {said}"), row.recorded_by_name)
