"""Sites or one site over numbered periods: the mean of each cell, and from when AI was used."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from adoption.experiments.amounts import amount_of, refused
from adoption.experiments.readings import Arm, Reading


@dataclass(frozen=True)
class SiteSeries:
    """The mean of each period of one site; `start` is the first period with AI, None where it never came."""

    site: str
    values: dict[int, float]
    start: int | None

    def change(self, start: int) -> float | None:
        """Return the mean from `start` on minus the mean before; None without either."""
        before = [value for period, value in self.values.items() if period < start]
        after = [value for period, value in self.values.items() if period >= start]
        return fmean(after) - fmean(before) if before and after else None


def series_of(readings: Sequence[Reading]) -> tuple[SiteSeries, ...]:
    """Return the series by site; refuse a reading without a period, or AI and none mixed up in time."""
    cells: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    arms: dict[str, dict[int, set[Arm]]] = defaultdict(lambda: defaultdict(set))
    for one in readings:
        if one.period is None:
            raise refused(
                "この分析には各測定の期間番号(週または月)が必要です。期間を入れてください。",
                "This analysis needs the number of the week or month of each reading. Enter the period.",
            )
        cells[one.site][one.period].append(amount_of(one))
        arms[one.site][one.period].add(one.arm)
    return tuple(
        SiteSeries(
            site, {t: fmean(found) for t, found in sorted(cells[site].items())}, _start(site, arms[site])
        )
        for site in sorted(cells)
    )


def _start(site: str, arms: dict[int, set[Arm]]) -> int | None:
    """Return the first period with AI; from then on every period must be with AI alone."""
    with_ai = [period for period, found in arms.items() if "ai" in found]
    if not with_ai:
        return None
    start = min(with_ai)
    if any("base" in found for period, found in arms.items() if period >= start):
        raise refused(
            f"{site or '測定'}の期間{start}以降にAIなしの測定が混ざっています。期間か区分を直してください。",
            f"{site or 'The series'} has readings without AI from period {start} on. Correct the period or the arm.",
        )
    return start
