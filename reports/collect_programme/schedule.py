"""Dates, gates and the numbers at which we stop, from what is on record: no date is made up."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from adoption.gates.record import GateReview
from adoption.gates.review import Status
from adoption.models import UseCase
from adoption.pilot_analysis import PilotAnalysis
from adoption.states import RingiState
from language.text import Text
from reports.collect_programme.pilots import amount_text, kill_text, kpi_name
from reports.evidence_texts import evidence_text
from reports.programme.said import Said
from reports.programme.schedule import GateCheck, GateState, KillLine, SchedulePart, Span
from reports.programme.structure import StructurePart
from reports.programme.vendors import VendorPart

_PLAN = Text("凍結した測定計画", "the frozen plan")


def schedule_of(
    use_case: UseCase,
    reviews: tuple[GateReview, ...],
    analysis: PilotAnalysis | None,
    vendors: VendorPart,
    structure: StructurePart,
) -> SchedulePart:
    """Put together what the other parts know about dates."""
    spans = (
        *(_pilot_spans(analysis) if analysis else ()),
        *_gate_spans(reviews),
        *_training_spans(structure),
        *_vendor_spans(vendors),
        *_ringi_spans(use_case),
    )
    return SchedulePart(
        spans, tuple(_gate(review) for review in reviews), kill_lines_of(use_case, reviews, analysis)
    )


def _day(name: Said, kind: str, on: date) -> Span:
    return Span(name, kind, on, on, is_done=on <= timezone.localdate())  # type: ignore[arg-type]


def _pilot_spans(analysis: PilotAnalysis) -> Iterator[Span]:
    today, definition = timezone.localdate(), analysis.plan.definition
    yield _day(Text("測定計画の凍結", "Plan frozen"), "gate", analysis.plan.frozen_on)
    if definition.pilot_from and definition.pilot_to:
        name, end = Text("PoCの測定", "Measuring the pilot"), definition.pilot_to
        yield Span(name, "pilot", definition.pilot_from, end, is_done=end < today)
    if definition.decide_on:
        name = Text("PoCの判定（予定）", "Decision on the pilot (planned)")
        yield _day(name, "gate", definition.decide_on)


def _gate_spans(reviews: tuple[GateReview, ...]) -> Iterator[Span]:
    for review in reviews:
        gate, latest = review.gate, review.latest
        if latest is None:
            continue
        decided = timezone.localdate(latest.decided_at)
        yield _day(Text(f"{gate.id} {gate.name.ja}", f"{gate.id} {gate.name.en}"), "gate", decided)
        if latest.review_date:
            name = Text(f"{gate.id} の決裁の見直し", f"Review of the decision on {gate.id}")
            yield _day(name, "review", latest.review_date)


def _training_spans(structure: StructurePart) -> Iterator[Span]:
    """One day for all tracks that are due on it."""
    for day in dict.fromkeys(line.due_on for line in structure.training):
        names = [_said(line.name) for line in structure.training if line.due_on == day]
        if day and len(names) == 1:
            yield _day(Text(f"教育の期限: {names[0].ja}", f"Training due: {names[0].en}"), "training", day)
        elif day:
            count = len(names)
            yield _day(
                Text(f"教育の期限（{count}コース）", f"Training due ({count} tracks)"), "training", day
            )


def _said(words: Said) -> Text:
    return words if isinstance(words, Text) else Text(words, words)


def _vendor_spans(vendors: VendorPart) -> Iterator[Span]:
    """What lies ahead, or passed within a year: an old price change is no date of this programme."""
    earliest = timezone.localdate() - timedelta(days=365)
    for event in vendors.events:
        if event.on and event.on >= earliest:
            said = _said(event.event)
            name = Text(f"{event.model} {said.ja}", f"{event.model} {said.en}")
            yield _day(name, "deadline", event.on)


def _ringi_spans(use_case: UseCase) -> Iterator[Span]:
    ringi = use_case.ringi.exclude(state=RingiState.DRAFT).order_by("-pk").first()
    if ringi is None:
        return
    if ringi.submitted_at:
        start = timezone.localdate(ringi.submitted_at)
        end = timezone.localdate(ringi.closed_at) if ringi.closed_at else None
        name = Text(f"稟議 {ringi.number}", f"Request {ringi.number}")
        yield Span(name, "stage", start, end or max(start, timezone.localdate()), is_done=end is not None)
    if ringi.report_due_on:
        yield _day(Text("実績報告の期限", "Report on results due"), "deadline", ringi.report_due_on)


def _gate(review: GateReview) -> GateState:
    latest = review.latest
    return GateState(
        id=review.gate.id,
        name=review.gate.name,
        recommendation=review.assessment.recommendation.outcome,
        decided=latest.outcome if latest else None,
        decided_on=timezone.localdate(latest.decided_at) if latest else None,
        is_outdated=bool(latest and latest.is_stale),
        review_on=latest.review_date if latest else None,
        checks=tuple(
            GateCheck(
                result.criterion.id,
                result.criterion.name,
                result.criterion.must,
                result.status,
                evidence_text(result),
            )
            for result in review.assessment.results
        ),
    )


def kill_lines_of(
    use_case: UseCase, reviews: tuple[GateReview, ...], analysis: PilotAnalysis | None
) -> tuple[KillLine, ...]:
    """The numbers of the frozen plan, the criteria that end the case, and the exit condition of the request."""
    return (
        *(_of_plan(analysis) if analysis else ()),
        *_of_gates(reviews),
        *_of_ringi(use_case),
    )


def _of_plan(analysis: PilotAnalysis) -> Iterator[KillLine]:
    definition, primary, verdict = analysis.plan.definition, analysis.primary, analysis.verdict
    if definition.kill_number is not None or definition.kill_text:
        called = kpi_name(primary.kpi)
        name = Text(f"主KPI: {called.ja}", f"Primary KPI: {called.en}")
        now = amount_text(primary.finding.effect, primary) if primary.finding else Text("", "")
        reached = verdict.kill_line_reached
        yield KillLine(name, kill_text(definition, primary), now, _safe(reached), _PLAN)
    if definition.severe_tolerance is not None:
        upper = verdict.severe_upper95
        yield KillLine(
            Text("重大な誤りの95%上限", "Upper bound of severe errors"),
            Text(f"{definition.severe_tolerance:.1%}超", f"above {definition.severe_tolerance:.1%}"),
            "" if upper is None else f"{upper:.1%}",
            _safe(None if verdict.severe_within is None else not verdict.severe_within),
            _PLAN,
        )


def _safe(is_reached: bool | None) -> Status:
    """The line must not be reached; unknown is never safe."""
    if is_reached is None:
        return "unknown"
    return "not_met" if is_reached else "met"


def _of_gates(reviews: tuple[GateReview, ...]) -> Iterator[KillLine]:
    for review in reviews:
        for result in review.assessment.results:
            if result.criterion.stops:
                name, gate = result.criterion.name, review.gate
                yield KillLine(
                    name,
                    Text("未達なら中止", "stop when not met"),
                    evidence_text(result),
                    result.status,
                    Text(f"{gate.id} {gate.name.ja}", f"{gate.id} {gate.name.en}"),
                )


def _of_ringi(use_case: UseCase) -> Iterator[KillLine]:
    ringi = use_case.ringi.order_by("-pk").first()
    if ringi and ringi.exit_condition.strip():
        name = Text("稟議の撤退条件", "Exit condition of the request")
        yield KillLine(
            name, ringi.exit_condition, "", "unknown", Text(f"稟議 {ringi.number}", f"Request {ringi.number}")
        )
