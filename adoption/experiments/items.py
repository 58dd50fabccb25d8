"""Rates: the same questions both ways, different outputs, and quality that must not fall by more than a margin."""

from collections.abc import Sequence
from dataclasses import replace

from adoption.experiments.amounts import refused, too_few
from adoption.experiments.finding import Check, Finding
from adoption.experiments.readings import Arm, Direction, Reading
from adoption.experiments.verdict import QualityGuard
from evaluations.statistics.estimate import Estimate
from evaluations.statistics.noninferiority import non_inferiority
from evaluations.statistics.paired import compare
from evaluations.statistics.rates import upper_bound, wilson
from evaluations.statistics.several_rates import weighted_sum
from evaluations.statistics.verdict import NonInferiority
from language.text import Text

TOO_FEW_TO_TELL = Text(
    "質問または資料が少なく判定できません(20問・6資料以上が必要です)",
    "too few questions or documents to tell (20 and 6 are needed)",
)


def matched_items(readings: Sequence[Reading], direction: Direction) -> Finding:
    """Return the improvement of the share in points, items done both ways; McNemar's exact p.

    The interval is the bootstrap over documents of the evaluation (`site` is the document). Refuse without an item
    done both ways.
    """
    base, ai, documents = _by_item(readings)
    found = compare(base, ai, documents)
    ends = sorted(_signed(end, direction) for end in (found.difference.low, found.difference.high))
    few = found.difference.n < 20 or found.clusters < 6
    return Finding(
        method="mcnemar",
        how=Text("McNemarの正確検定", "exact McNemar"),
        n=found.difference.n,
        effect=_signed(found.difference.estimate, direction),
        unit="points",
        low=ends[0],
        high=ends[1],
        p=found.mcnemar_p,
        reasons=(TOO_FEW_TO_TELL,) if few else (),
        checks=(
            Check(Text("AIなしの割合", "share without AI"), found.reference_mean, "relative"),
            Check(Text("AIありの割合", "share with AI"), found.candidate_mean, "relative"),
            Check(Text("AIありだけが該当", "only with AI"), found.gained, "count"),
            Check(Text("AIなしだけが該当", "only without AI"), found.lost, "count"),
        ),
    )


def two_rates(readings: Sequence[Reading], direction: Direction) -> Finding:
    """Return the improvement in points of two independent rates: Newcombe's interval, score test.

    `n` is the smaller number of trials, which is what a plan counts per group.

    >>> from datetime import date
    >>> one = lambda arm, events, trials: Reading(arm, date(2026, 7, 1), events=events, trials=trials)
    >>> found = two_rates([one("base", 56, 70), one("ai", 48, 80)], "down")
    >>> round(found.effect, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    base, ai = rate_of(readings, "base"), rate_of(readings, "ai")
    better, worse = (ai, base) if direction == "up" else (base, ai)
    found = weighted_sum([(1.0, better), (-1.0, worse)])
    return Finding(
        method="prop2",
        how=Text("割合の差(Newcombeの区間)", "difference of rates (Newcombe interval)"),
        n=min(base.n, ai.n),
        effect=found.estimate,
        unit="points",
        low=found.low,
        high=found.high,
        p=_score_p(ai, base),
        checks=(
            Check(Text("AIなしの割合", "share without AI"), base.estimate, "relative"),
            Check(Text("AIありの割合", "share with AI"), ai.estimate, "relative"),
        ),
    )


def severe_bound(events: int, items: int) -> Finding:
    """Return the share of severe errors with its one-sided 95 % Clopper-Pearson upper bound; it has no p.

    >>> round(severe_bound(0, 59).high, 4), round(severe_bound(1, 93).high, 4)
    (0.0495, 0.05)
    """
    if not 0 <= events <= items:
        raise refused(
            f"{items}件中{events}件という数え方はできません。件数を確認してください。",
            f"{events} of {items} cannot be. Check the counts.",
        )
    found = upper_bound(events, items)
    if found is None:
        raise too_few("1件以上の確認", "at least one item checked")
    return Finding(
        method="cp_upper",
        how=Text("Clopper-Pearsonの片側95%上限", "Clopper-Pearson, one-sided 95% upper bound"),
        n=items,
        effect=found.estimate,
        unit="rate",
        low=0.0,
        high=found.high,
        p=None,
        checks=(Check(Text("該当した件数", "events"), events, "count"),),
    )


def severe_readings(readings: Sequence[Reading]) -> Finding:
    """Return the bound over the readings with AI."""
    events, trials = counts(readings, "ai")
    return severe_bound(events, trials)


def quality_guard(readings: Sequence[Reading], margin: float, direction: Direction = "up") -> QualityGuard:
    """Return whether quality is at most `margin` (in points, 0 to 1) worse with AI; None while it cannot be said.

    Items done both ways are compared as pairs (evaluations' non-inferiority); otherwise the 90 % Newcombe interval of
    two rates, whose bad end is the one-sided 95 % bound, is held against the margin.
    """
    if not 0 < margin < 1:
        raise refused(
            "非劣性の許容差は0と1の間で指定してください。", "The margin must lie between 0 and 1. Correct it."
        )
    if _have_pairs(readings):
        return _paired_guard(readings, margin, direction)
    if not all(any(one.arm == arm for one in readings) for arm in ("base", "ai")):
        return QualityGuard(None, None, margin)
    base, ai = rate_of(readings, "base", 0.90), rate_of(readings, "ai", 0.90)
    better, worse = (ai, base) if direction == "up" else (base, ai)
    found = weighted_sum([(1.0, better), (-1.0, worse)], confidence=0.90)
    finding = replace(
        two_rates(readings, direction),
        method="noninf",
        low=found.low,
        high=found.high,
        p=None,
        confidence=0.90,
    )
    return QualityGuard(_within(finding, margin), finding, margin)


def rate_of(readings: Sequence[Reading], arm: Arm, confidence: float = 0.95) -> Estimate:
    """Return the share of one arm with its Wilson interval; refuse an arm without trials."""
    found = wilson(*counts(readings, arm), confidence)
    if found is None:
        side = Text("AIあり", "with AI") if arm == "ai" else Text("AIなし", "without AI")
        raise too_few(f"{side.ja}の件数", f"items {side.en}")
    return found


def counts(readings: Sequence[Reading], arm: Arm) -> tuple[int, int]:
    """Return the sums of events and trials of one arm; refuse a reading that has none or more events than trials."""
    events = trials = 0
    for one in readings:
        if one.arm != arm:
            continue
        if one.events is None or one.trials is None or not 0 <= one.events <= one.trials:
            raise refused(
                f"{one.on.isoformat()}の測定の件数が正しくありません。該当件数と全体の件数を確認してください。",
                f"The counts of the reading of {one.on.isoformat()} are wrong. Check the events and the total.",
            )
        events, trials = events + one.events, trials + one.trials
    return events, trials


def _paired_guard(readings: Sequence[Reading], margin: float, direction: Direction) -> QualityGuard:
    base, ai, documents = _by_item(readings)
    if direction == "down":
        base, ai = ({key: 1 - value for key, value in side.items()} for side in (base, ai))
    found = non_inferiority(base, ai, margin, documents)
    finding = Finding(
        method="noninf",
        how=Text("対応のある非劣性(片側95%)", "paired non-inferiority (one-sided 95%)"),
        n=found.difference.n,
        effect=found.difference.estimate,
        unit="points",
        low=found.difference.low,
        high=found.difference.high,
        p=None,
        reasons=(TOO_FEW_TO_TELL,) if found.verdict is NonInferiority.TOO_FEW else (),
        confidence=0.90,
    )
    shown = None if found.verdict is NonInferiority.TOO_FEW else found.verdict is NonInferiority.SHOWN
    return QualityGuard(shown, finding, margin)


def _within(finding: Finding, margin: float) -> bool:
    return bool(finding.low > -margin)


def _have_pairs(readings: Sequence[Reading]) -> bool:
    """Whether every reading is one verdict on a named item, each once a side, and some item has both."""
    named = [[one.task for one in readings if one.arm == arm] for arm in ("base", "ai")]
    once = all(all(side) and len(set(side)) == len(side) for side in named)
    return once and bool(set(named[0]) & set(named[1])) and all(one.trials == 1 for one in readings)


def _by_item(readings: Sequence[Reading]) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    sides: dict[Arm, dict[str, float]] = {"base": {}, "ai": {}}
    for one in readings:
        if one.trials != 1 or one.events not in (0, 1) or not one.task:
            raise refused(
                "対応のある正誤比較では、質問ごとに正誤(1件中0件か1件)を入れてください。",
                "Matched items need one verdict for each item: 0 or 1 of 1, with the name of the item.",
            )
        if one.task in sides[one.arm]:
            raise refused(
                f"質問「{one.task}」が同じ区分で2回測定されています。どちらかを除いてください。",
                f"Item {one.task} was read twice on the same side. Leave one out.",
            )
        sides[one.arm][one.task] = float(one.events)
    if not sides["base"].keys() & sides["ai"].keys():
        raise too_few("AIなし・AIありの両方で測った質問", "items read both with and without AI")
    return sides["base"], sides["ai"], {one.task: one.site for one in readings if one.site}


def _score_p(ai: Estimate, base: Estimate) -> float:
    from statsmodels.stats.proportion import test_proportions_2indep

    events = [round(one.estimate * one.n) for one in (ai, base)]
    if events[0] * base.n == events[1] * ai.n:
        return 1.0
    test = test_proportions_2indep(events[0], ai.n, events[1], base.n, method="score")
    return float(test.pvalue)


def _signed(value: float, direction: Direction) -> float:
    return value if direction == "up" else -value
