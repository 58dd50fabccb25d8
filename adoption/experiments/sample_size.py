"""How much a pilot has to measure: samples at a two-sided 5 % level and 80 % power unless said otherwise."""

import math
from collections.abc import Callable

from adoption.experiments.amounts import refused

SIGNIFICANCE = 0.05
POWER = 0.8
MOST_ITEMS = 1_000_000


def paired_time(
    reduction: float,
    sd_log: float,
    correlation: float,
    power: float = POWER,
    significance: float = SIGNIFICANCE,
) -> int:
    """Return how many pairs show that times fall by `reduction` (0 to 1), by the paired t on log time.

    `sd_log` is the standard deviation of the logarithm of the minutes, `correlation` that of the two times of a pair.
    The difference then has sd_log · sqrt(2 (1 - correlation)). Noncentral t, as statsmodels' TTestPower.

    >>> [paired_time(r, 0.4, 0.6) for r in (0.10, 0.15, 0.20, 0.30, 0.40)]
    [93, 41, 23, 10, 7]
    """
    effect = log_ratio(reduction) / spread_of_difference(sd_log, correlation)
    return smallest_n(lambda n: paired_power(n, effect, significance), power)


def independent_time(
    reduction: float, sd_log: float, power: float = POWER, significance: float = SIGNIFICANCE
) -> int:
    """Return how many tasks *each* group needs when different people work with and without AI.

    >>> [independent_time(r, 0.4) for r in (0.10, 0.20, 0.40)]
    [228, 52, 11]
    """
    effect = log_ratio(reduction) / _positive(sd_log)
    return smallest_n(lambda n: independent_power(n, effect, significance), power)


def two_rates(before: float, after: float, power: float = POWER, significance: float = SIGNIFICANCE) -> int:
    """Return how many items *each* group needs (arcsine approximation, Cohen's h).

    >>> two_rates(0.10, 0.05), two_rates(0.60, 0.75)
    (424, 152)
    """
    h = abs(_arcsine(_share(before)) - _arcsine(_share(after)))
    if h == 0:
        raise refused("変化前と変化後の割合が同じです。", "The rates before and after are the same.")
    return smallest_n(lambda n: _normal_power(h * math.sqrt(n / 2), significance), power)


def severe_items(limit: float, failures: int = 0, significance: float = SIGNIFICANCE) -> int:
    """Return how many items keep the one-sided Clopper-Pearson upper bound at `limit` with so many failures.

    >>> [severe_items(0.05, k) for k in (0, 1, 2, 3)]
    [59, 93, 124, 153]
    """
    if not 0 < limit < 1 or failures < 0:
        raise refused("許容値は0と1の間で指定してください。", "The limit must lie between 0 and 1.")
    from scipy.stats import beta

    def bound_holds(n: int) -> bool:
        return float(beta.ppf(1 - significance, failures + 1, n - failures)) <= limit

    return _first(bound_holds, failures + 1)


def mcnemar_pairs(
    a_only: float, b_only: float, power: float = POWER, significance: float = SIGNIFICANCE
) -> int:
    """Return how many items show that A beats B, from the shares on which only one of them is right.

    n = (z_a sqrt(p_d) + z_b sqrt(p_d - D²))² / D² (Miettinen 1968), p_d = a_only + b_only, D their difference.

    >>> mcnemar_pairs(0.15, 0.05), mcnemar_pairs(0.10, 0.05)
    (155, 469)
    """
    discordant, difference = a_only + b_only, a_only - b_only
    if min(a_only, b_only) < 0 or discordant > 1 or difference <= 0:
        raise refused(
            "片方だけが正しい割合は、A側がB側より大きく、合計が1以下になるように指定してください。",
            "The share with only A right must exceed that of B, and both together be at most 1.",
        )
    from scipy.stats import norm

    z_a, z_b = float(norm.ppf(1 - significance / 2)), float(norm.ppf(power))
    root = z_a * math.sqrt(discordant) + z_b * math.sqrt(discordant - difference**2)
    return math.ceil(root**2 / difference**2 - 1e-9)


def cluster_factor(tasks_per_person: float, icc: float) -> float:
    """Return by how much a sample grows when each person gives several tasks: 1 + (m - 1) · ICC.

    >>> round(cluster_factor(20, 0.05), 2)
    1.95
    """
    if tasks_per_person < 1 or not 0 <= icc <= 1:
        raise refused(
            "1人あたりの件数は1以上、級内相関は0から1で指定してください。",
            "Tasks per person must be at least 1, the ICC 0 to 1.",
        )
    return 1 + (tasks_per_person - 1) * icc


def clustered(n: int, tasks_per_person: float, icc: float) -> int:
    """Return the sample times the cluster factor, rounded up.

    >>> clustered(23, 20, 0.05)
    45
    """
    return math.ceil(n * cluster_factor(tasks_per_person, icc) - 1e-9)


def paired_power(n: float, effect: float, significance: float = SIGNIFICANCE) -> float:
    """Return the power of the two-sided one-sample t for a standardised effect; 0 below two pairs."""
    return _t_power(effect * math.sqrt(n), n - 1, significance) if n >= 2 else 0.0


def independent_power(n: float, effect: float, significance: float = SIGNIFICANCE) -> float:
    """Return the power of the two-sided two-sample t with n in each group; 0 below two."""
    return _t_power(effect * math.sqrt(n / 2), 2 * n - 2, significance) if n >= 2 else 0.0


def rates_power(n: float, before: float, after: float, significance: float = SIGNIFICANCE) -> float:
    """Return the power of comparing two rates with n items in each group."""
    return _normal_power(abs(_arcsine(before) - _arcsine(after)) * math.sqrt(n / 2), significance)


def smallest_n(power_of: Callable[[int], float], wanted: float) -> int:
    """Return the smallest n, from 2 on, whose power reaches the wanted one."""
    if not 0 < wanted < 1:
        raise refused("検出力は0と1の間で指定してください。", "The power must lie between 0 and 1.")
    return _first(lambda n: power_of(n) >= wanted, 2)


def log_ratio(reduction: float) -> float:
    """Return |ln(1 - reduction)|; refuse a reduction outside 0 to 1."""
    if not 0 < reduction < 1:
        raise refused(
            "削減率は0%より大きく100%より小さい値で指定してください。",
            "The reduction must lie between 0% and 100%.",
        )
    return -math.log1p(-reduction)


def spread_of_difference(sd_log: float, correlation: float) -> float:
    """Return the standard deviation of the difference of the two logarithms of a pair."""
    if not -1 < correlation < 1:
        raise refused("相関は-1と1の間で指定してください。", "The correlation must lie between -1 and 1.")
    return _positive(sd_log) * math.sqrt(2 * (1 - correlation))


def _t_power(shift: float, degrees: float, significance: float) -> float:
    from scipy.stats import nct, t

    critical = float(t.ppf(1 - significance / 2, degrees))
    power = float(nct.sf(critical, degrees, shift) + nct.cdf(-critical, degrees, shift))
    return power if math.isfinite(power) else 1.0  # the far tail of a large shift underflows


def _normal_power(shift: float, significance: float) -> float:
    from scipy.stats import norm

    critical = norm.ppf(1 - significance / 2)
    return float(norm.sf(critical - shift) + norm.cdf(-critical - shift))


def _first(holds: Callable[[int], bool], least: int) -> int:
    """Return the smallest whole number from `least` on that holds, by doubling and halving."""
    high = least
    while not holds(high):
        if high > MOST_ITEMS:
            raise refused(
                "100万件を超える標本が必要です。示したい効果を大きくしてください。",
                "More than a million would be needed. Plan to show a larger effect.",
            )
        high *= 2
    low = max(least, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _arcsine(share: float) -> float:
    return 2 * math.asin(math.sqrt(share))


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise refused("割合は0から1で指定してください。", "A rate must lie between 0 and 1.")
    return value


def _positive(value: float) -> float:
    if not value > 0 or math.isinf(value):
        raise refused("ばらつきは0より大きい値で指定してください。", "The spread must be above zero.")
    return value
