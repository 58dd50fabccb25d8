"""Reads the portfolio: every use case with its class, scores and place, and the facts of choosing for the gates."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Organization, User
from adoption.content.library import UseCaseTemplate
from adoption.content.loader import library
from adoption.gates.facts import FactValue
from adoption.measured import MeasuredFacts
from adoption.models import CaseScore, PlanUse, RiskTriage, ScoreRound, UseCase
from adoption.portfolio.scoring import CaseScores, Marks, case_scores, stays_on_top

ESTIMATE_FIELDS = ("volume", "minutes")
NO_AI_FIELD = "rule"


@dataclass(frozen=True)
class PortfolioRow:
    """One use case as the portfolio shows it; what nobody said yet is None."""

    use_case: UseCase
    template: UseCaseTemplate | None
    triage: RiskTriage | None
    filled: int
    fields: int
    scores: CaseScores | None
    place: PlanUse | None
    rank: int | None = None


@dataclass(frozen=True)
class Portfolio:
    """All use cases of a company, the best scored first, and how stable that order is."""

    rows: tuple[PortfolioRow, ...]
    round: ScoreRound | None
    open_round: ScoreRound | None
    voters_so_far: int
    top_stays: float | None


def portfolio_of(organization: Organization) -> Portfolio:
    """Everything the portfolio page needs; marks only from the latest round that is closed."""
    use_cases = list(organization.use_cases.select_related("canvas"))
    rounds = list(organization.score_rounds.all())
    closed = next((one for one in rounds if one.closed_at), None)
    current = next((one for one in rounds if one.closed_at is None), None)
    marks = _marks(closed)
    triages = _latest_triages(organization)
    places = {one.use_case_id: one for one in _places(organization)}
    rows = [_row(one, marks, triages, places) for one in use_cases]
    return Portfolio(
        rows=_ranked(rows),
        round=closed,
        open_round=current,
        voters_so_far=current.scores.values("voter").distinct().count() if current else 0,
        top_stays=stays_on_top(library().workshop.criteria, marks) if closed else None,
    )


def facts_of_choice(use_case: UseCase) -> tuple[MeasuredFacts, ...]:
    """What the canvas, the triage and the scores establish for gate G0; what is missing is left out."""
    found: list[tuple[str, Mapping[str, FactValue]]] = []
    answers = use_case.canvas.answers if hasattr(use_case, "canvas") else {}
    if all(answers.get(field) for field in ESTIMATE_FIELDS):
        found.append(("baseline_estimate", {"present": True}))
    if answers.get(NO_AI_FIELD):
        found.append(("no_ai_option", {"present": True}))
    triage = use_case.triages.first()
    if triage is not None:
        found.append(("risk_triage", {"risk_class": triage.risk_class}))
    closed = use_case.organization.score_rounds.filter(closed_at__isnull=False, scores__use_case=use_case)
    latest = closed.order_by("-pk").first()
    if latest is not None:
        found.append(("workshop_scores", {"n_voters": latest.scores.filter(use_case=use_case).count()}))
    return tuple(MeasuredFacts("ev", key, facts) for key, facts in found)


def own_marks(round_: ScoreRound, user: User) -> dict[int, CaseScore]:
    """What this person scored in a round, by use case."""
    return {one.use_case_id: one for one in round_.scores.filter(voter=user)}


def template_of(use_case: UseCase) -> UseCaseTemplate | None:
    return {one.id: one for one in library().use_cases.usecases}.get(use_case.library_id)


def canvas_filled(use_case: UseCase) -> int:
    """How many fields of the canvas have an answer."""
    answers = use_case.canvas.answers if hasattr(use_case, "canvas") else {}
    return sum(bool(answers.get(one.id)) for one in library().workshop.canvas)


def _marks(round_: ScoreRound | None) -> dict[int, dict[int, Marks]]:
    found: dict[int, dict[int, Marks]] = {}
    for one in round_.scores.all() if round_ else ():
        found.setdefault(one.use_case_id, {})[one.voter_id] = one.marks
    return found


def _latest_triages(organization: Organization) -> dict[int, RiskTriage]:
    rows = RiskTriage.objects.filter(use_case__organization=organization).order_by("pk")
    return {one.use_case_id: one for one in rows}


def _places(organization: Organization) -> list[PlanUse]:
    return list(
        PlanUse.objects.filter(use_case__organization=organization).select_related("cost_plan").order_by("pk")
    )


def _row(
    use_case: UseCase,
    marks: Mapping[int, Mapping[int, Marks]],
    triages: Mapping[int, RiskTriage],
    places: Mapping[int, PlanUse],
) -> PortfolioRow:
    book = library().workshop
    return PortfolioRow(
        use_case=use_case,
        template=template_of(use_case),
        triage=triages.get(use_case.pk),
        filled=canvas_filled(use_case),
        fields=len(book.canvas),
        scores=case_scores(book.criteria, list(marks.get(use_case.pk, {}).values())),
        place=places.get(use_case.pk),
    )


def _ranked(rows: list[PortfolioRow]) -> tuple[PortfolioRow, ...]:
    """The best total first; use cases nobody scored keep their order behind, without a rank."""
    scored = sorted((one for one in rows if one.scores), key=lambda one: -_total(one))
    ranked = [_with_rank(one, at) for at, one in enumerate(scored, start=1)]
    return (*ranked, *(one for one in rows if one.scores is None))


def _total(row: PortfolioRow) -> float:
    return row.scores.total if row.scores else 0.0


def _with_rank(row: PortfolioRow, rank: int) -> PortfolioRow:
    return PortfolioRow(**{**row.__dict__, "rank": rank})
