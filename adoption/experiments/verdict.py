"""The findings of a pilot against its frozen plan, as facts for the gates."""

from collections.abc import Mapping
from dataclasses import dataclass

from adoption.experiments.finding import Finding
from adoption.experiments.labels import bad_end_passes, is_short
from adoption.experiments.terms import PlanTerms
from adoption.gates.facts import FactName, FactValue


@dataclass(frozen=True)
class QualityGuard:
    """Whether quality is not worse than the margin; None while it cannot be said."""

    noninferior: bool | None
    finding: Finding | None
    margin: float | None

    @property
    def floor(self) -> float | None:
        """Return the change that the bad end must stay above."""
        return None if self.margin is None else -self.margin


@dataclass(frozen=True)
class Verdict:
    """Against the plan; None is unknown and never a pass."""

    passes: bool | None
    kill_line_reached: bool | None
    noninferior: bool | None
    severe_upper95: float | None
    severe_within: bool | None
    is_net: bool | None


def verdict_of(
    primary: Finding | None,
    terms: PlanTerms,
    guard: QualityGuard | None = None,
    severe: Finding | None = None,
    severe_tolerance: float | None = None,
    is_net: bool | None = None,
    *,
    has_moved: bool = False,
) -> Verdict:
    """Compare; `is_net`: the minutes with AI include review and rework (`net_of_review`).

    Before the planned number nothing passes or fails: whoever looks early and stops when it looks good passes chance.
    `has_moved`: what passes was settled or changed after AI was first measured; then nothing passes either.
    """
    upper = severe.high if severe is not None else None
    within = None if upper is None or severe_tolerance is None else upper <= severe_tolerance
    return Verdict(
        passes=None
        if primary is None or has_moved or is_short(primary, terms)
        else bad_end_passes(primary, terms),
        kill_line_reached=None if primary is None else kill_line_reached(primary, terms),
        noninferior=None if guard is None else guard.noninferior,
        severe_upper95=upper,
        severe_within=within,
        is_net=is_net,
    )


def kill_line_reached(finding: Finding, terms: PlanTerms) -> bool | None:
    """Whether the effect is at or beyond the number at which the pilot ends; None when it cannot be said yet.

    From the planned n on the estimate decides. Before, only an interval that lies wholly on one side does, so that
    three bad readings end nothing and a clear failure is not dragged on.
    """
    line = terms.kill_line
    if line is None:
        return None
    sign = -1.0 if finding.unit == "rate" else 1.0
    low, effect, high = sorted((sign * finding.low, sign * finding.effect, sign * finding.high))
    if not is_short(finding, terms):
        return effect <= sign * line
    if high <= sign * line:
        return True
    return False if low > sign * line else None


def gate_facts(verdict: Verdict, primary: Finding | None) -> Mapping[FactName, FactValue]:
    """Return the facts that the criteria of G2 ask for; what is unknown is left out, so that it stays unknown.

    `kpi.primary.ci_low` is the bad end in the unit of `min_effect`, known with the planned number. A rate is turned
    round (its bad end is high, and the criterion asks for at least): callers give `ev.measurement_plan.min_effect`
    through `threshold_fact`.
    """
    is_known = primary is not None and verdict.passes is not None
    found: dict[FactName, FactValue | None] = {
        FactName("kpi", "primary", "ci_low"): oriented(primary, primary.bad_end)
        if primary and is_known
        else None,
        FactName("kpi", "primary", "kill_line_reached"): verdict.kill_line_reached,
        FactName("kpi", "quality_guard", "noninferior"): verdict.noninferior,
        FactName("kpi", "K-R-03", "upper95"): verdict.severe_upper95,
        FactName("kpi", "K-D-02", "net"): verdict.is_net,
    }
    return {name: value for name, value in found.items() if value is not None}


def threshold_fact(terms: PlanTerms) -> float | None:
    """Return `ev('measurement_plan').min_effect`, turned round for a rate as `gate_facts` does."""
    if terms.min_effect is None:
        return None
    return -terms.min_effect if terms.effect_unit == "rate" else terms.min_effect


def oriented(finding: Finding, value: float) -> float:
    """Return the value so that more is better: a rate changes its sign.

    A KPI that only has to keep below a rate is compared as -upper >= -limit.
    """
    return -value if finding.unit == "rate" else value
