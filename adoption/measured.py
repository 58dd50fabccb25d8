"""Turns what an evaluation measured and what a cost plan computed into facts for the gates. No Django here."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adoption.gates.facts import FactValue
from evaluations.summary import CandidateSummary, RunSummary
from tco.headlines import Headline
from tco.plan.shape import DO_NOTHING


@dataclass(frozen=True)
class MeasuredFacts:
    """Facts of one name; what was not measured is left out, so that it stays unknown."""

    source: str
    key: str
    facts: Mapping[str, FactValue]


def facts_of_run(summary: RunSummary) -> tuple[MeasuredFacts, ...]:
    """Facts of a finished run; only candidates that answered every question were compared.

    An open model served locally in place of a vendor's API counts as open: it says nothing about closed models.
    """
    compared = [candidate for candidate in summary.candidates if candidate.is_complete]
    n_closed = sum(1 for candidate in compared if is_closed(candidate))
    report: dict[str, FactValue] = {
        "present": True,
        "n": len(compared),
        "n_open": len(compared) - n_closed,
        "n_closed": n_closed,
        "n_stand_ins": sum(1 for candidate in compared if candidate.is_stand_in),
    }
    eval_set = MeasuredFacts("ev", "eval_set", {"n_items": summary.n_items, "n_reviewed": summary.n_reviewed})
    best = summary.best
    if best is None:
        return (MeasuredFacts("ev", "eval_report", report), eval_set)
    return (MeasuredFacts("ev", "eval_report", {**report, **_of_best(best)}), eval_set, *_severe(best))


def facts_of_plan(
    headlines: Sequence[Headline], revision: int, inputs_sha256: str
) -> tuple[MeasuredFacts, ...]:
    """Facts of a calculated cost plan; doing nothing is the basis of comparison, not a sourcing option.

    A payback that never comes is an answer; a break-even that no option has is none.
    """
    options = [headline for headline in headlines if headline.option != DO_NOTHING.key]
    tco: dict[str, FactValue] = {
        "present": True,
        "options": len(options),
        "revision": revision,
        "inputs_sha256": inputs_sha256,
        **{f"{one.option}_npv_jpy": one.npv_jpy for one in options},
        **{f"{one.option}_tco_jpy": one.tco_jpy for one in options},
    }
    roi: dict[str, FactValue] = {
        "npv": bool(options) and all(math.isfinite(one.npv_jpy) for one in options),
        "payback": bool(options),
        "break_even": any(one.breakeven_redeployment_rate is not None for one in options),
    }
    return (
        MeasuredFacts("ev", "tco", tco),
        MeasuredFacts("ev", "roi", {**roi, "inputs_sha256": inputs_sha256}),
    )


def is_closed(candidate: CandidateSummary) -> bool:
    return candidate.openness == "closed" and not candidate.is_stand_in


def _of_best(best: CandidateSummary) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {"best": best.name}
    if best.passed is not None:
        facts |= {
            "best_pass_rate": best.passed.share,
            "best_pass_low": best.passed.low,
            "best_pass_high": best.passed.high,
            "best_pass_n": best.passed.n,
        }
    return facts


def _severe(best: CandidateSummary) -> tuple[MeasuredFacts, ...]:
    if best.severe_upper95 is None:
        return ()
    facts = {"upper95": best.severe_upper95, "errors": best.severe_errors, "n": best.severe_items}
    return (MeasuredFacts("kpi", "K-R-03", facts),)
