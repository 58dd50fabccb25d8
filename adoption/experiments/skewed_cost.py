"""Skewed costs: the change of the mean, as a share, by BCa bootstrap. A mean, because budgets are paid in means."""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from adoption.experiments.amounts import refused, too_few
from adoption.experiments.finding import Finding
from adoption.experiments.readings import Direction
from adoption.experiments.two_groups import groups_chart
from language.text import Text

RESAMPLES = 9_999
SEED = 20_261_101
FEWEST = 20
FEW = Text(
    "{count}件ではブートストラップの区間が狭く出ます(20件以上が必要)",
    "with {count} readings bootstrap intervals are too short (20 are needed)",
)


def compare_means(base: Sequence[float], ai: Sequence[float], direction: Direction) -> Finding:
    """Return the improvement of the mean as a share of the mean without AI; no p, `n` the smaller group.

    Refuse below two readings in either group, or when the mean without AI is not above zero.
    """
    if min(len(base), len(ai)) < 2:
        raise too_few("各群2件以上の測定", "at least two readings in each group")
    if fmean(base) <= 0 or min(*base, *ai) < 0:
        raise refused(
            "AIなしの平均が0以下、または負の値があるため、割合で比べられません。値を確認してください。",
            "The mean without AI is zero or a value is negative, so no share can be formed. Check the values.",
        )
    sign = -1.0 if direction == "down" else 1.0
    effect = sign * (fmean(ai) / fmean(base) - 1)
    low, high = _bca(ai, base, sign, effect)
    n = min(len(base), len(ai))
    return Finding(
        method="boot",
        how=Text("平均の変化率(BCaブートストラップ)", "change of the mean (BCa bootstrap)"),
        n=n,
        effect=effect,
        unit="relative",
        low=low,
        high=high,
        p=None,
        reasons=(FEW.filled(count=n),) if n < FEWEST else (),
        chart=groups_chart(base, ai),
    )


def _bca(ai: Sequence[float], base: Sequence[float], sign: float, effect: float) -> tuple[float, float]:
    import numpy as np
    from scipy.stats import bootstrap

    if len(set(ai)) == 1 and len(set(base)) == 1:
        return effect, effect

    def share(after: Any, before: Any, axis: int = -1) -> Any:
        return sign * (np.mean(after, axis=axis) / np.mean(before, axis=axis) - 1)

    found = bootstrap(
        (ai, base),
        share,
        method="BCa",
        n_resamples=RESAMPLES,
        vectorized=True,
        rng=np.random.default_rng(SEED),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
