"""Is a cheaper candidate at most `margin` worse than the reference?"""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluations.statistics.estimate import Estimate
from evaluations.statistics.paired import difference_interval, paired_scores
from evaluations.statistics.verdict import NonInferiority


@dataclass(frozen=True)
class NonInferiorityResult:
    """The difference with its 90 % interval, whose lower end is the one-sided 95 % bound, and the verdict."""

    difference: Estimate
    margin: float
    verdict: NonInferiority
    is_equivalent: bool


def non_inferiority(
    reference: Mapping[str, float],
    candidate: Mapping[str, float],
    margin: float,
    clusters: Mapping[str, str] | None = None,
) -> NonInferiorityResult:
    """Test candidate - reference > -margin; the margin (0 < margin < 1) must be fixed before the run.

    SHOWN when the one-sided 95 % lower bound lies above -margin, INFERIOR when the whole interval lies below it.
    Equivalent when the 90 % interval lies inside (-margin, margin), which is the two one-sided tests at 5 %.
    Other errors as in `paired_scores`.

    >>> same = {str(n): 1.0 for n in range(60)}
    >>> result = non_inferiority(same, same, margin=0.10)
    >>> result.verdict.value, round(result.difference.low, 3)
    ('shown', -0.049)
    """
    if not 0 < margin < 1:
        raise ValueError("the margin must lie between 0 and 1")
    scores = paired_scores(reference, candidate, clusters)
    difference = difference_interval(scores, confidence=0.90)
    inside = difference.low > -margin and difference.high < margin
    verdict = NonInferiority.TOO_FEW if scores.is_too_few else _verdict(difference, margin)
    return NonInferiorityResult(difference, margin, verdict, inside and not scores.is_too_few)


def _verdict(difference: Estimate, margin: float) -> NonInferiority:
    if difference.low > -margin:
        return NonInferiority.SHOWN
    return NonInferiority.INFERIOR if difference.high < -margin else NonInferiority.NOT_SHOWN
