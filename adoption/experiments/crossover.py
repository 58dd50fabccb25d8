"""Randomised AB/BA crossover: half start without AI, half with it, so that the order cancels out."""

import math
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

from adoption.experiments.amounts import amount_of, improved_interval, improvement, refused, scaled, too_few
from adoption.experiments.finding import Chart, Check, Finding, Line
from adoption.experiments.readings import Arm, Direction, Reading
from language.text import Text

Sequence_ = Literal["AB", "BA"]  # A without AI, B with it

FALLBACK = Text(
    "混合モデルが収束しなかったため、人ごとの期間差による検定(Hills-Armitage)で計算しました",
    "the mixed model did not converge: computed from each person's period difference (Hills-Armitage)",
)
CARRY_OVER = Text(
    "順番による持ち越し効果が疑われます(p = {p:.3f})。前半の期間だけの比較も確認してください",
    "the order may have carried over (p = {p:.3f}): look at the first period alone as well",
)


@dataclass(frozen=True)
class PersonPeriod:
    """One person in one period (1 or 2): arm and value on the scale of the analysis, averaged over tasks."""

    person: str
    period: int
    arm: Arm
    value: float


@dataclass(frozen=True)
class _Estimate:
    difference: float
    low: float
    high: float
    p: float
    how: Text
    notes: tuple[Text, ...] = ()


def crossover(readings: Sequence[Reading], direction: Direction, *, is_time: bool) -> Finding:
    """Return the improvement from persons measured in both periods; `n` counts those persons.

    Fixed effects arm, period and order with a random level of each person (MixedLM, REML, Wald z). Refuse without at
    least two persons of each order.
    """
    cells = cells_of(readings, is_time=is_time)
    found = _mixed(cells) or _hills_armitage(cells)
    low, high = improved_interval(found.low, found.high, direction, is_time=is_time)
    carried = _carry_over_p(cells)
    # Tested at 10 % (Grizzle 1965), but only noted: choosing the analysis by this test is biased (Freeman 1989).
    return Finding(
        method="crossover",
        how=found.how,
        n=len({cell.person for cell in cells}),
        effect=improvement(found.difference, direction, is_time=is_time),
        unit="relative" if is_time else "kpi",
        low=low,
        high=high,
        p=found.p,
        notes=(*found.notes, *([CARRY_OVER.filled(p=carried)] if carried < 0.10 else [])),
        checks=(Check(Text("持ち越し効果 p値", "carry-over p"), carried, "p"),),
        chart=_chart(cells, is_time=is_time),
    )


def cells_of(readings: Sequence[Reading], *, is_time: bool) -> tuple[PersonPeriod, ...]:
    """Return a cell for each person and period of those who have both periods and both arms."""
    values: dict[str, dict[int, tuple[Arm, list[float]]]] = defaultdict(dict)
    for one in readings:
        _put(values[one.person], one, scaled([amount_of(one)], is_time=is_time)[0])
    complete = {person: both for person, both in values.items() if person and set(both) == {1, 2}}
    cells = tuple(
        PersonPeriod(person, period, arm, fmean(found))
        for person, periods in sorted(complete.items())
        for period, (arm, found) in sorted(periods.items())
        if {one for one, _ in periods.values()} == {"base", "ai"}
    )
    if min(len(one) for one in _differences(cells)) < 2:
        raise too_few(
            "各順番につき2人以上(両期間とも測定)", "two persons in each order, measured in both periods"
        )
    return cells


def _put(periods: dict[int, tuple[Arm, list[float]]], reading: Reading, value: float) -> None:
    if reading.period not in (1, 2):
        raise refused(
            "クロスオーバーの測定には期間(1または2)が必要です。期間を入れてください。",
            "A crossover reading needs its period, 1 or 2. Enter the period.",
        )
    arm, found = periods.setdefault(reading.period, (reading.arm, []))
    if arm != reading.arm:
        raise refused(
            f"{reading.person}の期間{reading.period}にAIあり・なしの両方があります。期間か区分を直してください。",
            f"{reading.person} has both arms in period {reading.period}. Correct the period or the arm.",
        )
    found.append(value)


def _mixed(cells: Sequence[PersonPeriod]) -> _Estimate | None:
    """Fit the mixed model; None when it does not converge or its person variance is on the boundary."""
    import numpy as np
    from statsmodels.regression.mixed_linear_model import MixedLM

    orders = _orders(cells)
    fixed = np.array(
        [[1.0, cell.arm == "ai", cell.period == 2, orders[cell.person] == "BA"] for cell in cells],
        dtype=float,
    )
    model = MixedLM([cell.value for cell in cells], fixed, groups=[cell.person for cell in cells])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit: Any = model.fit(reml=True)
        except (np.linalg.LinAlgError, ValueError):
            return None
    error = float(fit.bse_fe[1])
    if not fit.converged or not math.isfinite(error) or error <= 0 or float(fit.cov_re[0, 0]) <= 1e-10:
        return None
    low, high = (float(end) for end in fit.conf_int()[1])
    how = Text("混合モデル(人・期間・順番)", "mixed model (person, period, order)")
    return _Estimate(float(fit.fe_params[1]), low, high, float(fit.pvalues[1]), how)


def _hills_armitage(cells: Sequence[PersonPeriod]) -> _Estimate:
    """Half the difference of the mean period differences of the two orders, pooled t (Hills and Armitage 1979)."""
    from scipy.stats import t

    first, second = _differences(cells)
    effect = (fmean(first) - fmean(second)) / 2
    degrees = len(first) + len(second) - 2
    squares = sum((one - fmean(side)) ** 2 for side in (first, second) for one in side)
    error = math.sqrt(squares / degrees * (1 / len(first) + 1 / len(second))) / 2
    how = Text("人ごとの期間差のt検定(Hills-Armitage)", "t on period differences (Hills-Armitage)")
    if error == 0:
        return _Estimate(effect, effect, effect, 1.0 if effect == 0 else 0.0, how, (FALLBACK,))
    reach = float(t.ppf(0.975, degrees)) * error
    p = float(2 * t.sf(abs(effect) / error, degrees))
    return _Estimate(effect, effect - reach, effect + reach, p, how, (FALLBACK,))


def _differences(cells: Sequence[PersonPeriod]) -> tuple[list[float], list[float]]:
    """Return second minus first period for the orders AB and BA."""
    values = {(cell.person, cell.period): cell.value for cell in cells}
    sides: dict[Sequence_, list[float]] = {"AB": [], "BA": []}
    for person, order in _orders(cells).items():
        sides[order].append(values[person, 2] - values[person, 1])
    return sides["AB"], sides["BA"]


def _carry_over_p(cells: Sequence[PersonPeriod]) -> float:
    """Return the p-value of the orders' difference in the persons' sums over both periods."""
    from scipy.stats import ttest_ind

    sums: dict[Sequence_, list[float]] = {"AB": [], "BA": []}
    for person, order in _orders(cells).items():
        sums[order].append(sum(cell.value for cell in cells if cell.person == person))
    if len(set(sums["AB"])) == 1 and len(set(sums["BA"])) == 1:
        return 1.0 if sums["AB"][0] == sums["BA"][0] else 0.0
    return float(ttest_ind(sums["AB"], sums["BA"]).pvalue)


def _orders(cells: Sequence[PersonPeriod]) -> dict[str, Sequence_]:
    return {cell.person: "AB" if cell.arm == "base" else "BA" for cell in cells if cell.period == 1}


def _chart(cells: Sequence[PersonPeriod], *, is_time: bool) -> Chart:
    base = {cell.person: cell.value for cell in cells if cell.arm == "base"}
    ai = {cell.person: cell.value for cell in cells if cell.arm == "ai"}
    shown = math.exp if is_time else float
    names = tuple(sorted(base))
    without = Line(Text("AIなし", "Without AI"), names, tuple(shown(base[one]) for one in names), "base")
    return Chart(
        "pairs",
        (without, Line(Text("AIあり", "With AI"), names, tuple(shown(ai[one]) for one in names), "ai")),
    )
