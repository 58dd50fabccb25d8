"""Where a company stands: its stages, and the one thing to do next, computed from what exists."""

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organization
from adoption.content.gatebook import Stage
from adoption.content.loader import gate_book
from adoption.gates.record import GateReview
from adoption.gates.review import CriterionResult
from adoption.models import UseCase
from adoption.selectors import gate_reviews
from adoption.states import OPENS_THE_GATE
from adoption.where import first_page
from evaluations.models import Document, Run, TestSet
from evaluations.states import DocumentState, ModelRole, RunState, TestSetState
from tco.models import CostPlan

StepState = Literal["done", "here", "ahead"]


@dataclass(frozen=True)
class StageStep:
    """One step of the stepper; `open_items` are criteria not met or unknown at gates not yet passed."""

    stage: Stage
    state: StepState
    open_items: int


@dataclass(frozen=True)
class NextStep:
    """The next thing to do: why, and the one button that leads there."""

    code: str
    title: str
    why: str
    button: str
    link: str


@dataclass(frozen=True)
class StageOverview:
    """A use case on its way; `waiting` are the gates that somebody should decide now."""

    use_case: UseCase
    steps: tuple[StageStep, ...]
    reviews: tuple[GateReview, ...]
    waiting: tuple[GateReview, ...]


@dataclass(frozen=True)
class Home:
    """What the home page shows; `overview` is None while there is no use case."""

    overview: StageOverview | None
    steps: tuple[StageStep, ...]
    use_cases: tuple[UseCase, ...]
    next_step: NextStep
    latest_run: Run | None
    latest_plan: CostPlan | None


def stage_overview(use_case: UseCase) -> StageOverview:
    """The three stages of one use case."""
    reviews = gate_reviews(use_case)
    return StageOverview(
        use_case, stage_steps(use_case.stage, reviews), reviews, waiting_gates(use_case, reviews)
    )


def stage_steps(current: str, reviews: tuple[GateReview, ...]) -> tuple[StageStep, ...]:
    """Each stage with its state in words' terms and what is left to do in it."""
    orders = {stage.id: stage.order for stage in gate_book().stages}
    here = next(order for stage_id, order in orders.items() if stage_id == current)
    return tuple(
        StageStep(stage, _step_state(stage.order, here), _open_items(stage, reviews))
        for stage in gate_book().stages
    )


def waiting_gates(use_case: UseCase, reviews: tuple[GateReview, ...]) -> tuple[GateReview, ...]:
    """Undecided gates of the present stage, and decisions whose evidence changed or whose review is due.

    A gate that was held or sent back waits again as soon as its evidence changes.
    """
    today = timezone.localdate()
    return tuple(
        review
        for review in reviews
        if review.needs_reconfirmation
        or review.is_due(today)
        or (review.gate.stage == use_case.stage and review.latest is None)
    )


def home_of(organization: Organization, use_case_id: int | None = None) -> Home:
    """Everything the home page needs; the chosen use case, else the first."""
    use_cases = tuple(organization.use_cases.all())
    chosen = next((one for one in use_cases if one.pk == use_case_id), use_cases[0] if use_cases else None)
    overview = stage_overview(chosen) if chosen else None
    # What a watch asked again is told beside the watch; the result stays that of the run people started.
    runs = organization.runs.filter(state=RunState.DONE, alarm=None, watched_by=None)
    latest_run = runs.order_by("-finished_at", "-pk").first()
    latest_plan = CostPlan.objects.filter(organization=organization).order_by("-pk").first()
    return Home(
        overview=overview,
        steps=overview.steps if overview else stage_steps("S1", ()),
        use_cases=use_cases,
        next_step=next_step(organization, overview),
        latest_run=latest_run,
        latest_plan=latest_plan,
    )


def next_step(organization: Organization, overview: StageOverview | None) -> NextStep:
    """The first thing that is missing: whether the work is worth a pilot, then the order of the main job."""
    return (
        _choice_step(overview)
        or _material_step(organization)
        or _ready_step(organization)
        or _evaluation_step(organization)
        or _use_case_step(organization, overview)
        or _gate_step(organization, overview)
        or _unfinished_step(overview)
        or _step(
            "report",
            organization,
            _("Make the management workbook"),
            _("Every gate of this stage is decided. The workbook puts the numbers on one page."),
            _("Open reports"),
            "reports:report_list",
        )
    )


def _choice_step(overview: StageOverview | None) -> NextStep | None:
    """Before documents and models: what the first gate asks about the work itself."""
    first = overview.reviews[0] if overview else None
    if overview is None or first is None or first.latest is not None:
        return None
    return _first_open_must(overview.use_case, first)


def _material_step(organization: Organization) -> NextStep | None:
    if not Document.objects.filter(organization=organization, state=DocumentState.READY).exists():
        return _step(
            "documents",
            organization,
            _("Add your own documents"),
            _("Models are compared on your documents, so the first three files come first."),
            _("Add documents"),
            "evaluations:document_list",
        )
    if not TestSet.objects.filter(organization=organization).exists():
        return _step(
            "test_set",
            organization,
            _("Import a question set"),
            _("Questions with known answers show which model is right."),
            _("Import questions"),
            "evaluations:test_set_list",
        )
    return None


def _ready_step(organization: Organization) -> NextStep | None:
    """A run takes a frozen question set and a candidate that is still offered."""
    sets = TestSet.objects.filter(organization=organization)
    if not sets.filter(state=TestSetState.FROZEN).exists():
        return _step(
            "freeze",
            organization,
            _("Review and freeze the question set"),
            _("Only questions that a named person approved count, and only a frozen set can be run."),
            _("Open the question set"),
            "evaluations:test_set_detail",
            sets.latest("pk").pk,
        )
    if not organization.candidates.filter(is_active=True, role=ModelRole.CHAT).exists():
        return _step(
            "candidate",
            organization,
            _("Choose candidate models"),
            _("Two or more can be compared: on this machine, at an endpoint, or from a file of answers."),
            _("Add a candidate"),
            "evaluations:candidate_create",
        )
    return None


def _evaluation_step(organization: Organization) -> NextStep | None:
    if not Run.objects.filter(organization=organization, state=RunState.DONE).exists():
        return _step(
            "run",
            organization,
            _("Run the first evaluation"),
            _("The candidates answer the questions on your documents; partial results show at once."),
            _("Open evaluation runs"),
            "evaluations:run_list",
        )
    if not CostPlan.objects.filter(organization=organization).exists():
        return _step(
            "cost_plan",
            organization,
            _("Make a cost plan"),
            _("The measured tokens turn into the cost of API, GPU cloud and on-premises over five years."),
            _("Open cost plans"),
            "tco:plan_list",
        )
    return None


def _use_case_step(organization: Organization, overview: StageOverview | None) -> NextStep | None:
    if overview is None:
        return _step(
            "use_case",
            organization,
            _("Describe the use case"),
            _("A gate decides about one job with a named owner."),
            _("Describe a use case"),
            "adoption:use_case_create",
        )
    current = overview.use_case.evidence.filter(superseded=False)
    linked = current.filter(run__isnull=False).exists() and current.filter(cost_plan__isnull=False).exists()
    if linked:
        return None
    return _step(
        "evidence",
        organization,
        _("Take the results as evidence"),
        _("A finished evaluation and a cost plan count at the gates once they are linked to the use case."),
        _("Link evidence"),
        "adoption:use_case_detail",
        overview.use_case.pk,
    )


def _gate_step(organization: Organization, overview: StageOverview | None) -> NextStep | None:
    """The first open must of the gate that waits, else the decision itself."""
    if overview is None or not overview.waiting:
        return None
    review, use_case = overview.waiting[0], overview.use_case
    must = _first_open_must(use_case, review) if review.latest is None else None
    if must is not None:
        return must
    title = _("Decide gate %(gate)s") % {"gate": review.gate.id}
    button = _("Open gate %(gate)s") % {"gate": review.gate.id}
    link = reverse("adoption:gate_detail", args=[organization.slug, use_case.pk, review.gate.id])
    return NextStep("gate", title, _why_decide(review), button, link)


def _unfinished_step(overview: StageOverview | None) -> NextStep | None:
    """A gate of this stage that was held or sent back: what it still asks for."""
    if overview is None:
        return None
    use_case = overview.use_case
    for review in overview.reviews:
        latest = review.latest
        if review.gate.stage == use_case.stage and latest and latest.outcome not in OPENS_THE_GATE:
            must = _first_open_must(use_case, review)
            if must is not None:
                return must
    return None


def _first_open_must(use_case: UseCase, review: GateReview) -> NextStep | None:
    for result in review.assessment.results:
        page = first_page(use_case, result.facts) if result.criterion.must else None
        if page and result.status != "met":
            return _open_must(review, result, page)
    return None


def _open_must(review: GateReview, result: CriterionResult, page: str) -> NextStep:
    name = result.criterion.name.in_(get_language() or "ja")
    is_known = result.status == "not_met"
    words = _("A must of gate %(gate)s is not met.") if is_known else _("A must of gate %(gate)s is unknown.")
    why = words % {"gate": review.gate.id}
    return NextStep("must", f"{result.criterion.id} {name}", why, _("Do this now"), page)


def _why_decide(review: GateReview) -> str:
    if review.needs_reconfirmation:
        return _("The evidence changed after the decision: confirm it again.")
    if review.latest is not None:
        return _("The review date of the decision has come.")
    return _("Its criteria are checked on the evidence; a named person decides.")


def _step(
    code: str, organization: Organization, title: str, why: str, button: str, view: str, *args: object
) -> NextStep:
    return NextStep(code, title, why, button, reverse(view, args=[organization.slug, *args]))


def _step_state(order: int, here: int) -> StepState:
    if order == here:
        return "here"
    return "done" if order < here else "ahead"


def _open_items(stage: Stage, reviews: tuple[GateReview, ...]) -> int:
    return sum(review.open_items for review in reviews if review.gate.stage == stage.id)
