"""Individual scores of several people brought together: medians and spread, never a mean of ordinal marks alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from adoption.content.library import ScoringCriterion

Marks = Mapping[str, int]
WIDE = 2.0
RESAMPLES = 500


@dataclass(frozen=True)
class CriterionScore:
    """Median and interquartile range (1-5) of one criterion; `is_wide` asks for a talk before anything is decided."""

    criterion: str
    median: float
    spread: float

    @property
    def is_wide(self) -> bool:
        return self.spread >= WIDE


@dataclass(frozen=True)
class CaseScores:
    """What `n` people said about one use case; `total` is the weighted sum of the medians, 1-5."""

    n: int
    criteria: tuple[CriterionScore, ...]
    total: float

    def of(self, criterion: str) -> CriterionScore:
        """Raise KeyError for a criterion that nobody scores."""
        return {one.criterion: one for one in self.criteria}[criterion]


def case_scores(criteria: Sequence[ScoringCriterion], marks: Sequence[Marks]) -> CaseScores | None:
    """Bring the marks of several people together; None while nobody has scored.

    Quartiles interpolate linearly (NumPy's default, Hyndman and Fan's type 7): marks 1, 3, 5 have median 3, spread 2.
    """
    if not marks:
        return None
    scores = tuple(_score(one.id, [given[one.id] for given in marks]) for one in criteria)
    total = sum(one.weight * score.median for one, score in zip(criteria, scores, strict=True))
    return CaseScores(len(marks), scores, total)


def stays_on_top(
    criteria: Sequence[ScoringCriterion],
    marks: Mapping[int, Mapping[int, Marks]],
    top: int = 3,
    seed: int = 1,
) -> float | None:
    """How often the same `top` use cases lead when the voters are drawn anew, 0-1.

    `marks` is {use case: {voter: marks}}. None with fewer than two voters, or no more use cases than `top`.
    """
    voters = sorted({voter for given in marks.values() for voter in given})
    if len(voters) < 2 or len(marks) <= top:
        return None
    leading = set(_leaders(criteria, marks, voters, top))
    draws = np.random.default_rng(seed).choice(voters, size=(RESAMPLES, len(voters)))
    same = sum(set(_leaders(criteria, marks, [int(v) for v in drawn], top)) == leading for drawn in draws)
    return same / RESAMPLES


def _leaders(
    criteria: Sequence[ScoringCriterion],
    marks: Mapping[int, Mapping[int, Marks]],
    voters: Sequence[int],
    top: int,
) -> list[int]:
    totals = {}
    for case, given in marks.items():
        scores = case_scores(criteria, [given[voter] for voter in voters if voter in given])
        totals[case] = scores.total if scores else 0.0
    return sorted(totals, key=lambda case: (-totals[case], case))[:top]


def _score(criterion: str, given: Sequence[int]) -> CriterionScore:
    low, middle, high = np.percentile(np.asarray(given, dtype=float), [25, 50, 75])
    return CriterionScore(criterion, float(middle), float(high - low))
