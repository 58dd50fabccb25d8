"""Reading the ways out: plan, measured drill, tolerance and what is due, one row for each AI system."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Organization
from governance.dependence.concentration import is_within
from governance.models import AiSystem, DependencyTolerance, ExitDrill, ExitPlan, SwitchReview
from governance.vendor_records import tolerance_of

DRILL_EVERY_DAYS = 365


@dataclass(frozen=True)
class ExitRow:
    """How one AI system would leave its supplier, and what was measured."""

    system: AiSystem
    plan: ExitPlan | None
    drill: ExitDrill | None  # the newest that has ended
    review: SwitchReview | None  # the newest
    tolerance: DependencyTolerance

    @property
    def substitute(self) -> str | None:
        """The substitute's name, only once it was evaluated again."""
        if self.plan is None or self.plan.is_re_evaluated is not True:
            return None
        return self.plan.substitute or None

    @property
    def days_measured(self) -> float | None:
        return self.drill.days if self.drill and self.drill.has_passed else None

    @property
    def days(self) -> float | None:
        """Measured days where a drill was passed, else the estimate."""
        measured = self.days_measured
        return measured if measured is not None else self.plan.days_estimate if self.plan else None

    @property
    def is_within(self) -> bool | None:
        """Whether measured days and cost are tolerated; a failed drill is not, one never held is unknown."""
        if self.drill is None or self.drill.has_passed is None:
            return None
        if not self.drill.has_passed:
            return False
        days = is_within([self.drill.days], [self.tolerance.switching_days_max])
        most = self.tolerance.switching_cost_max_jpy
        if most is None or days is not True:
            return days
        cost = self.drill.cost_jpy
        return is_within([None if cost is None else float(cost)], [float(most)])

    @property
    def drill_due_on(self) -> date | None:
        """The day that the plan names, else a year after the last drill."""
        if self.plan and self.plan.next_drill_on:
            return self.plan.next_drill_on
        ended = self.drill.ended_at if self.drill else None
        return timezone.localdate(ended) + timedelta(days=DRILL_EVERY_DAYS) if ended else None

    @property
    def review_due_on(self) -> date | None:
        return self.review.next_on if self.review else None

    @property
    def is_drill_due(self) -> bool:
        """A drill that nobody planned or held is due too."""
        return self.drill_due_on is None or self.drill_due_on <= timezone.localdate()

    @property
    def is_review_due(self) -> bool:
        return self.review_due_on is None or self.review_due_on <= timezone.localdate()


def exit_row(system: AiSystem) -> ExitRow:
    plan = ExitPlan.objects.filter(system=system).first()
    drill = plan.drills.exclude(ended_at=None).first() if plan else None
    return ExitRow(system, plan, drill, system.switch_reviews.first(), tolerance_of(system.organization))


def exit_rows(organization: Organization) -> list[ExitRow]:
    """One row for each AI system in the register that is not retired."""
    most = tolerance_of(organization)
    rows = AiSystem.objects.filter(organization=organization, retired_on=None)
    found = rows.select_related("exit_plan").prefetch_related("exit_plan__drills", "switch_reviews")
    return [_row(system, most) for system in found]


def _row(system: AiSystem, most: DependencyTolerance) -> ExitRow:
    plan: ExitPlan | None = getattr(system, "exit_plan", None)
    ended = [one for one in plan.drills.all() if one.ended_at] if plan else []
    reviews = list(system.switch_reviews.all())
    return ExitRow(system, plan, ended[0] if ended else None, reviews[0] if reviews else None, most)
