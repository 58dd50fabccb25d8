"""How many questions a difference needs, and the smallest difference that so many questions can show."""

import math
from statistics import NormalDist

TYPICAL_DISCORDANT_SHARE = 0.2


def questions_needed(
    difference: float,
    discordant_share: float = TYPICAL_DISCORDANT_SHARE,
    power: float = 0.8,
    significance: float = 0.05,
) -> int:
    """Return n = (z_{1-a/2} + z_{1-b})² (p_d - D²)/D² to the nearest question (McNemar's test, two-sided).

    `difference` D is the difference of the pass rates, `discordant_share` p_d the share of questions on which
    the two candidates disagree. Raise ValueError unless 0 < D <= p_d <= 1: rates cannot differ by more than the
    share of disagreement.

    >>> [questions_needed(difference) for difference in (0.10, 0.05, 0.02)]
    [149, 620, 3917]
    """
    _check_share(discordant_share)
    if not 0 < difference <= discordant_share:
        raise ValueError("the difference must be positive and at most the discordant share")
    z = _z(power, significance)
    return max(1, round(z**2 * (discordant_share - difference**2) / difference**2))


def smallest_visible_difference(
    n: int,
    discordant_share: float = TYPICAL_DISCORDANT_SHARE,
    power: float = 0.8,
    significance: float = 0.05,
) -> float | None:
    """Return the D for which n questions are just enough, or None when not even the largest possible D shows.

    D = z sqrt(p_d / (n + z²)). Raise ValueError for n < 1 or a share outside 0 to 1.

    >>> round(smallest_visible_difference(50), 3)
    0.165
    """
    _check_share(discordant_share)
    if n < 1:
        raise ValueError("at least one question is needed")
    z = _z(power, significance)
    difference = z * math.sqrt(discordant_share / (n + z**2))
    return difference if difference <= discordant_share else None


def _z(power: float, significance: float) -> float:
    if not 0 < significance < 1 or not 0 < power < 1:
        raise ValueError("power and significance must lie between 0 and 1")
    normal = NormalDist()
    return normal.inv_cdf(1 - significance / 2) + normal.inv_cdf(power)


def _check_share(discordant_share: float) -> None:
    if not 0 < discordant_share <= 1:
        raise ValueError("the discordant share must lie between 0 and 1")
