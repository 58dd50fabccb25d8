"""What the planned number can show, to be read before money is spent: the power meter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adoption.errors import ExperimentRefused
from adoption.experiments import sample_size
from adoption.experiments.amounts import refused
from adoption.experiments.finding import EffectUnit
from evaluations.statistics.planning import questions_for_margin
from language.text import Text

CANNOT_SHOW = Text(
    "この標本数では示せません。{needed:,}{counter_ja}が必要です。"
    "参考値とすることに合意するか、標本数を増やしてください。",
    "This sample cannot show it. {needed:,} {counter_en} are needed. "
    "Agree to label the result indicative, or measure more.",
)
CAN_SHOW = Text(
    "この標本数で示せます({needed:,}{counter_ja}以上あれば足ります)。",
    "This sample can show it ({needed:,} {counter_en} would do).",
)
TOO_SHORT = Text(
    "開始前後それぞれ8点以上が必要です。参考値とすることに合意するか、期間を延ばしてください。",
    "Eight points before and eight after are needed. Agree to label the result indicative, or measure longer.",
)
_COUNTERS: Mapping[str, Text] = {
    "paired_log": Text("組", "pairs"),
    "crossover": Text("人", "persons"),
    "ind_t": Text("件(各群)", "readings in each group"),
    "prop2": Text("件(各群)", "items in each group"),
    "mcnemar": Text("問", "items"),
    "noninf": Text("問", "items"),
    "cp_upper": Text("件", "items"),
    "its": Text("点(前後それぞれ)", "points on each side"),
}


@dataclass(frozen=True)
class Assumptions:
    """What a plan supposes of the readings, each entered by a person with its source.

    `sd_log` and `correlation`: of the logarithm of the minutes and of the two times of a pair. `sd`: of readings in
    the KPI's unit. `rate_base`: the rate without AI. `discordant_share`: the share of items on which only one side is
    right. `failures`: severe errors that are reckoned with. `icc` with `tasks_per_person`: how alike the tasks of one
    person are. None is unknown, and then no meter can be shown.
    """

    sd_log: float | None = None
    correlation: float | None = None
    sd: float | None = None
    rate_base: float | None = None
    discordant_share: float | None = None
    failures: int = 0
    tasks_per_person: float = 1.0
    icc: float = 0.0
    power: float = sample_size.POWER
    significance: float = sample_size.SIGNIFICANCE


@dataclass(frozen=True)
class PowerMeter:
    """`n_planned` against `n_needed` for the wanted effect; `smallest_effect` is what the planned n usually shows.

    None: not even the largest possible effect.
    """

    method: str
    n_planned: int
    n_needed: int
    wanted_effect: float
    smallest_effect: float | None
    unit: EffectUnit
    message: Text

    @property
    def is_enough(self) -> bool:
        return self.n_planned >= self.n_needed

    @property
    def filled_share(self) -> float:
        """Return how full the meter is, 0 to 1."""
        return min(1.0, self.n_planned / self.n_needed)


def power_meter(
    method: str,
    n_planned: int,
    wanted_effect: float,
    assumptions: Assumptions,
    *,
    is_time: bool,
    rises: bool = False,
) -> PowerMeter | None:
    """Return the meter of a plan; None where the method has no planning formula (did, boot, spc) or one is missing.

    `wanted_effect` is in the unit of `effect_unit`: a share for times, points for rates, the limit for severe errors,
    the margin for non-inferiority. `rises`: the rate is to rise. Refuse what no sample could show.

    >>> meter = power_meter("paired_log", 12, 0.2, Assumptions(sd_log=0.6, correlation=0.6), is_time=True)
    >>> meter.n_needed, meter.is_enough, round(meter.smallest_effect, 2)
    (48, False, 0.38)
    >>> meter.message.ja
    'この標本数では示せません。48組が必要です。参考値とすることに合意するか、標本数を増やしてください。'
    """
    if n_planned < 1:
        raise refused("計画する標本数は1以上で入れてください。", "Plan a sample of at least one.")
    needed_for = _needed(method, assumptions, is_time=is_time, rises=rises)
    if needed_for is None:
        return None
    needed = needed_for(wanted_effect)
    return PowerMeter(
        method=method,
        n_planned=n_planned,
        n_needed=needed,
        wanted_effect=wanted_effect,
        smallest_effect=_smallest_effect(needed_for, n_planned, wanted_effect, method, is_time=is_time),
        unit=_unit(method, is_time=is_time),
        message=_message(method, n_planned, needed),
    )


def _message(method: str, n_planned: int, needed: int) -> Text:
    if method == "its" and n_planned < needed:
        return TOO_SHORT
    counter = _COUNTERS[method]
    sentence = CAN_SHOW if n_planned >= needed else CANNOT_SHOW
    return sentence.filled(needed=needed, counter_ja=counter.ja, counter_en=counter.en)


def _needed(method: str, given: Assumptions, *, is_time: bool, rises: bool) -> Callable[[float], int] | None:
    """Return how many a wanted effect needs, or None without a formula or an assumption that it needs."""
    if method in ("paired_log", "crossover", "ind_t"):
        return _needed_of_means(method, given, is_time=is_time)
    match method:
        case "prop2" if given.rate_base is not None:
            rate, sign = given.rate_base, 1.0 if rises else -1.0
            return lambda effect: _grown(
                sample_size.two_rates(rate, rate + sign * effect, *_level(given)), given
            )
        case "mcnemar" if given.discordant_share is not None:
            share = given.discordant_share
            return lambda effect: sample_size.mcnemar_pairs(
                (share + effect) / 2, (share - effect) / 2, *_level(given)
            )
        case "noninf" if given.discordant_share is not None:
            share = given.discordant_share
            return lambda margin: questions_for_margin(margin, share, *_level(given))
        case "cp_upper":
            return lambda limit: sample_size.severe_items(limit, given.failures, given.significance)
        case "its":
            return lambda _effect: 8
    return None


def _needed_of_means(method: str, given: Assumptions, *, is_time: bool) -> Callable[[float], int] | None:
    spread = given.sd_log if is_time else given.sd
    if spread is None or (method != "ind_t" and given.correlation is None):
        return None
    if method != "ind_t":
        spread = sample_size.spread_of_difference(spread, given.correlation or 0.0)
    power_of = sample_size.independent_power if method == "ind_t" else sample_size.paired_power

    def needed(effect: float) -> int:
        shift = sample_size.log_ratio(effect) if is_time else effect
        n = sample_size.smallest_n(lambda n: power_of(n, shift / spread, given.significance), given.power)
        return _grown(n, given)

    return needed


def _grown(n: int, given: Assumptions) -> int:
    return sample_size.clustered(n, given.tasks_per_person, given.icc)


def _level(given: Assumptions) -> tuple[float, float]:
    return given.power, given.significance


def _unit(method: str, *, is_time: bool) -> EffectUnit:
    if method == "cp_upper":
        return "rate"
    if method in ("prop2", "mcnemar", "noninf"):
        return "points"
    return "relative" if is_time else "kpi"


def _smallest_effect(
    needed_for: Callable[[float], int], n: int, wanted: float, method: str, *, is_time: bool
) -> float | None:
    """Halve between no effect and the largest possible; None when not even that shows with n."""
    if method == "its":
        return None
    most = abs(wanted) * 1e3 if _unit(method, is_time=is_time) == "kpi" else 0.999
    high = _largest_possible(needed_for, most)
    if high is None or not _shows(needed_for, high, n):
        return None
    low = 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if _shows(needed_for, middle, n) else (middle, high)
    return high


def _largest_possible(needed_for: Callable[[float], int], high: float) -> float | None:
    """Return the largest effect for which the formula speaks: a rate cannot fall by more than it is."""
    for _ in range(60):
        try:
            needed_for(high)
        except (ExperimentRefused, ValueError):
            high *= 0.9
        else:
            return high
    return None


def _shows(needed_for: Callable[[float], int], effect: float, n: int) -> bool:
    try:
        return needed_for(effect) <= n
    except (ExperimentRefused, ValueError):
        return False
