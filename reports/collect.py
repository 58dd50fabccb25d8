"""The only file that reads other apps' rows: it freezes them into one ManagementReport."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from adoption.content.gatebook import FactKind
from adoption.content.loader import gate_book
from adoption.gates.facts import FactName, FactValue
from adoption.gates.record import DecisionRecord, GateReview
from adoption.gates.review import CriterionResult
from adoption.models import Evidence, UseCase
from adoption.selectors import current_evidence, gate_review
from evaluations.models import Answer, Run, TestItem
from evaluations.selectors import run_summary
from evaluations.states import ANSWER_HELD
from language.text import Language, Text
from reports.answer_lines import all_answers, expected_text
from reports.collect_programme import collect_programme
from reports.commitments import commitments_of
from reports.contents import (
    CostPart,
    Cover,
    CriterionLine,
    DecisionLine,
    Display,
    EvaluationPart,
    GatePart,
    Inputs,
    ItemResult,
    ManagementReport,
    Marked,
    SourceLine,
)
from reports.evidence_sources import source_lines
from reports.evidence_texts import evidence_text
from reports.glossary import terms
from reports.programme_sources import programme_sources
from reports.regret import stress_part
from reports.risks import named_risks, risks_of
from tco.assumptions import AssumptionValue
from tco.models import CostPlan
from tco.plan.model import plan_model
from tco.selectors import assumptions_of, current_revision

TITLE = Text("生成AI導入 投資判断資料", "Generative AI: investment decision")
# The matrix of questions is for reading; a longer test set is listed whole on the sheet of all answers.
MOST_ITEMS = 1_000
CUT = Text("トークン上限で途中切れ", "cut at the token limit")


def collect(
    use_case: UseCase,
    plan: CostPlan,
    run: Run | None,
    gate: str,
    language: Language,
    as_of: date,
    creator: str,
    with_all_answers: bool = False,
    display: Display | None = None,
) -> ManagementReport:
    """Read everything one workbook says; a run or gate that is not there stays None.

    All answers are not read here but while they are written, so that memory does not grow with them.
    """
    cost = cost_part(plan)
    evaluation = evaluation_part(run, language, with_all_answers) if run else None
    reviewed = gate_part(gate_review(use_case, gate)) if gate else None
    programme = collect_programme(use_case, plan)
    derived = risks_of(cost, evaluation.summary if evaluation else None, use_case.owner_name)
    report = ManagementReport(
        cover=replace(cover_of(use_case, language, as_of, creator), display=display or Display()),
        cost=cost,
        evaluation=evaluation,
        gate=reviewed,
        risks=(*named_risks(programme.risks), *derived),
        sources=(
            *source_lines(cost, evaluation),
            *_gate_sources(use_case, gate),
            *programme_sources(programme),
        ),
        terms=terms(),
        programme=programme,
        stress=stress_part(plan),
    )
    return replace(report, exit_conditions=commitments_of(use_case, report).exit_conditions)


def cover_of(use_case: UseCase, language: Language, as_of: date, creator: str) -> Cover:
    """The heading; names have an English form only where somebody entered one."""
    organization = use_case.organization
    named = Text(organization.name, organization.name_en or organization.name)
    called = Text(use_case.name, use_case.name_en or use_case.name)
    return Cover(
        title=TITLE.in_(language),
        organization=named.in_(language),
        use_case=called.in_(language),
        purpose=use_case.description,
        language=language,
        as_of=as_of,
        creator=creator,
    )


def cost_part(plan: CostPlan) -> CostPart:
    """The plan's model with its current assumptions, in the order of the model's inputs."""
    by_key = {value.key: value for value in assumptions_of(plan)}
    model = plan_model(plan.shape)
    lines: tuple[AssumptionValue, ...] = tuple(by_key[s.key] for s in model.inputs if s.key in by_key)
    inputs = Inputs(plan.revision, current_revision(plan).inputs_sha256, lines)
    return CostPart(plan.name, model, inputs, plan.starts_on, plan.fiscal_start_month)


def evaluation_part(run: Run, language: Language, with_all_answers: bool = False) -> EvaluationPart:
    """The summary of a run with its first questions and each candidate's first answer to the plain question."""
    every = all_answers(run, language) if with_all_answers else None
    return EvaluationPart(run_summary(run), _first_items(run, language), every)


def _first_items(run: Run, language: Language) -> tuple[ItemResult, ...]:
    items = list(run.test_set.items.order_by("number", "pk")[:MOST_ITEMS])
    places = list(run.run_candidates.select_related("candidate"))
    answers = _first_answers(run, items)
    return tuple(
        _item(
            item,
            [(str(p.snapshot.get("name", p.candidate.name)), answers.get((item.pk, p.pk))) for p in places],
            language,
        )
        for item in items
    )


def _first_answers(run: Run, items: Sequence[TestItem]) -> dict[tuple[int, int], Answer]:
    """By question and candidate; repeats and questions with noise are left to the sheet of all answers."""
    plain = Answer.objects.filter(run_candidate__run=run, item__in=items, repeat=0, perturbation="")
    return {(one.item_id, one.run_candidate_id): one for one in plain.select_related("score")}


def _item(item: TestItem, answers: Iterable[tuple[str, Answer | None]], language: Language) -> ItemResult:
    expected = expected_text(item.golds, item.unit, language)
    places = "\n".join(f"{place['document']} {place['locator']}".strip() for place in item.evidence)
    marked = tuple(_marked(name, answer, language) for name, answer in answers)
    return ItemResult(item.key, item.question, expected, item.severity, places, marked)


def _marked(candidate: str, answer: Answer | None, language: Language) -> Marked:
    if answer is None or answer.state not in ANSWER_HELD:
        failure = (answer.failure or {}) if answer else {}
        return Marked(candidate, "", None, str(failure.get(language, "")))
    score = getattr(answer, "score", None)
    note = CUT.in_(language) if answer.is_truncated else ""
    return Marked(candidate, answer.text, score.passed if score else None, note)


def gate_part(review: GateReview) -> GatePart:
    """One gate as the workbook prints it."""
    stage = next(stage for stage in gate_book().stages if stage.id == review.gate.stage)
    recommendation = review.assessment.recommendation
    return GatePart(
        id=review.gate.id,
        name=review.gate.name,
        stage=stage.name,
        recommendation=recommendation.outcome,
        rule=recommendation.rule,
        criteria=tuple(_criterion(result) for result in review.assessment.results),
        decision=_decision(review.latest) if review.latest else None,
    )


def _criterion(result: CriterionResult) -> CriterionLine:
    criterion = result.criterion
    return CriterionLine(criterion.id, criterion.name, criterion.must, result.status, evidence_text(result))


def _decision(record: DecisionRecord) -> DecisionLine:
    return DecisionLine(
        outcome=record.outcome,
        decided_by=f"{record.person_title} {record.person_name}".strip(),
        decided_on=timezone.localdate(record.decided_at),
        reason=record.reason,
        conditions=record.conditions,
        dissent=record.dissent,
        is_outdated=record.is_stale,
    )


def _gate_sources(use_case: UseCase, gate: str) -> list[SourceLine]:
    """What people and measurements put on record for the gates, one line for each fact that a check asks for."""
    if not gate:
        return []
    kinds = {kind.fact_name: kind for kind in gate_book().facts}
    named = [
        (row, kinds[name], value)
        for row in current_evidence(use_case)
        for field, value in row.facts.items()
        if (name := FactName(row.source, row.key, field)) in kinds
    ]
    return [_fact_source(row, kind, value) for row, kind, value in named]


def _fact_source(row: Evidence, kind: FactKind, value: FactValue) -> SourceLine:
    subject = Text(f"{kind.name.ja}［判定の証拠］", f"{kind.name.en} [gate evidence]")
    by = str(row.recorded_by) if row.recorded_by else ""
    return SourceLine(
        subject, kind.value_text(value), row.source_text, timezone.localdate(row.recorded_at), by
    )
