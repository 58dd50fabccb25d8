"""What a plan says to its sizing, what a study changes in the plan, and how many machines a hybrid base should have."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tco.assumptions import AssumptionValue, Scenario, scenario_values
from tco.errors import CostError
from tco.headlines import Headline, headlines
from tco.model.columns import evaluate_together
from tco.model.cost_model import Results
from tco.models import CostPlan, SizingStudy
from tco.plan.model import plan_model
from tco.plan.shape import MONTHS_PER_YEAR, Kind, Option
from tco.selectors import assumptions_of
from tco.sizing.ranges import Range
from tco.sizing_services import assumptions_of_study

TOKENS_PER_MTOK = 1e6
FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Said:
    """What a plan says about an option's peak; None where its assumptions are missing."""

    peak_requests_per_s: float | None
    growth: tuple[float, ...]
    input_tokens: float | None
    cached_tokens: float | None
    output_tokens: float | None
    utilisation_max: float | None
    gpus_per_server: int | None
    lead_time_months: int | None
    price_jpy_per_gpu: Range | None


@dataclass(frozen=True)
class Consequence:
    """What an option takes and costs with one set of assumptions; servers None where GPUs are rented."""

    gpus: float
    servers: float | None
    headline: Headline
    cost_by_year: tuple[float, ...]


@dataclass(frozen=True)
class Base:
    """One number of machines of a hybrid: present value of its cost, what flows over, and what it can answer."""

    servers: int
    tco_pv_jpy: float
    npv_jpy: float
    overflow_share: float
    served_share: float
    initial_jpy: float
    is_best: bool


def sized_options(plan: CostPlan) -> list[Option]:
    """Return the options of a plan whose GPUs follow from the peak."""
    return [option for option in plan.shape.options if option.is_sized]


def said_by(plan: CostPlan, option: Option | None) -> Said:
    """Read the plan's peak, tokens and policy; a plan that lacks assumptions still says what it can."""
    values = _values(plan)
    results = Results(plan_model(plan.shape), dict(values))
    peaks = _series(results, "workload.peak_requests_per_second")
    share = _known(lambda: results.number(f"{option.key}.served")) if option else 1.0
    requests = sum(_series(results, "workload.requests") or ())
    tokens_in, cached, out = (
        _mean_tokens(results, f"workload.mtok_{part}", requests) for part in ("in", "cached", "out")
    )
    return Said(
        peak_requests_per_s=_short(max(peaks) * (1.0 if share is None else share)) if peaks else None,
        growth=_growth(peaks or ()),
        input_tokens=None if tokens_in is None else round(tokens_in - (cached or 0.0), 1),
        cached_tokens=None if cached is None else round(cached, 1),
        output_tokens=None if out is None else round(out, 1),
        utilisation_max=values.get("utilisation_cap"),
        gpus_per_server=_whole(values, option, "gpus_per_server"),
        lead_time_months=_whole(values, option, "lead_time_months"),
        price_jpy_per_gpu=_price(plan, option),
    )


def _values(plan: CostPlan) -> dict[str, float]:
    return scenario_values(plan_model(plan.shape), assumptions_of(plan), Scenario.STANDARD)


def _known(read: Callable[[], float]) -> float | None:
    """Return what can be calculated from the values there are."""
    try:
        return read()
    except (KeyError, ValueError):
        return None


def _series(results: Results, key: str) -> list[float] | None:
    try:
        return results.each(key)
    except KeyError:
        return None


def _mean_tokens(results: Results, key: str, requests: float) -> float | None:
    millions = _series(results, key)
    return sum(millions) * TOKENS_PER_MTOK / requests if millions and requests else None


def _short(value: float) -> float:
    """Keep four significant figures: what is typed into a field should be readable."""
    return float(f"{value:.{FEWEST_DIGITS}g}")


def _growth(peaks: Sequence[float]) -> tuple[float, ...]:
    """Return the peak of every year as a share of the largest; month 0 belongs to no year."""
    largest = max(peaks, default=0.0)
    years = [peaks[first : first + MONTHS_PER_YEAR] for first in range(1, len(peaks), MONTHS_PER_YEAR)]
    return tuple(_short(max(year) / largest) for year in years) if largest else ()


def _whole(values: Mapping[str, float], option: Option | None, name: str) -> int | None:
    value = values.get(f"{option.key}_{name}") if option else None
    return None if value is None else round(value)


def _price(plan: CostPlan, option: Option | None) -> Range | None:
    """Return what a GPU costs with its share of the server, where the plan buys servers."""
    if option is None or not option.has_machines:
        return None
    by_key = {value.key: value for value in assumptions_of(plan)}
    server, gpus = by_key.get(f"{option.key}_server_price_jpy"), by_key.get(f"{option.key}_gpus_per_server")
    if server is None or gpus is None or not gpus.mode:
        return None
    low, mode, high = (float(end / gpus.mode) for end in (server.low, server.mode, server.high))
    return Range(low, mode, high)


def studies_of(plan: CostPlan) -> list[SizingStudy]:
    """Return the answered studies of a plan, the newest first."""
    return [study for study in plan.sizing_studies.all() if study.answer]


def drafts_of(plan: CostPlan) -> list[SizingStudy]:
    """Return measured points of a plan that wait for their question."""
    return [study for study in plan.sizing_studies.all() if not study.answer]


def consequences(study: SizingStudy) -> dict[str, Consequence] | None:
    """Return the option as the plan has it ("now", if it can be calculated) and with the study at three speeds.

    None where the plan lacks other assumptions, refuses a value or does not have the option any more.
    """
    plan = study.plan
    if study.option not in {option.key for option in sized_options(plan)}:
        return None
    option = plan.shape.option(study.option)
    known = {value.key: value for value in assumptions_of(plan)}
    after = known | {value.key: value for value in assumptions_of_study(study)}
    found: dict[str, Consequence] = {}
    # A plan that has no speed yet has nothing to compare with.
    with suppress(CostError):
        found |= _calculated(plan, option, {"now": _of(known, "mode")})
    ends = {"mode": _of(after, "mode"), "slow": _at(study, after, "low"), "fast": _at(study, after, "high")}
    try:
        found |= _calculated(plan, option, ends)
    except CostError:
        return None
    return found


def _of(values: Mapping[str, AssumptionValue], end: str) -> dict[str, float]:
    return {key: float(getattr(value, end)) for key, value in values.items()}


def _at(study: SizingStudy, values: Mapping[str, AssumptionValue], end: str) -> dict[str, float]:
    """Take one end of what the study answers and the standard value of everything else."""
    answered = {key: values[key] for key in study.answer["assumptions"]}
    return _of(values, "mode") | _of(answered, end)


def _calculated(
    plan: CostPlan, option: Option, cases: Mapping[str, Mapping[str, float]]
) -> dict[str, Consequence]:
    results = evaluate_together(plan_model(plan.shape), list(cases.values()))
    return {name: _consequence(option, one) for name, one in zip(cases, results, strict=True)}


def _consequence(option: Option, results: Results) -> Consequence:
    owns = f"{option.key}.gpus_owned" in results.model.row_by_key
    headline = next(one for one in headlines(results) if one.option == option.key)
    return Consequence(
        gpus=max(results.each(f"{option.key}.{'gpus_owned' if owns else 'gpus'}")),
        servers=max(results.each(f"{option.key}.servers")) if owns else None,
        headline=headline,
        cost_by_year=tuple(results.each(f"{option.key}.cost.fy")),
    )


def bases(plan: CostPlan, option: Option, most: int) -> list[Base]:
    """Calculate a hybrid with 1 to `most` machines in one pass; the best is the cheapest of those that can answer most.

    Raises MissingInputs where the plan lacks assumptions, InvalidInput for one that cannot be used.
    """
    if option.kind is not Kind.HYBRID:
        raise ValueError(option.key)
    values, key = _values(plan), f"{option.key}_base_servers"
    cases = [values | {key: float(servers)} for servers in range(1, most + 1)]
    results = evaluate_together(plan_model(plan.shape), cases)
    costs = [next(one for one in headlines(each) if one.option == option.key) for each in results]
    served = [each.number(f"{option.key}.served") for each in results]
    best = min(cost.tco_pv_jpy for cost, share in zip(costs, served, strict=True) if share == max(served))
    return [
        Base(
            servers=servers,
            tco_pv_jpy=cost.tco_pv_jpy,
            npv_jpy=cost.npv_jpy,
            overflow_share=_overflow_share(option, each),
            served_share=served[servers - 1],
            initial_jpy=cost.initial_jpy,
            is_best=cost.tco_pv_jpy == best and served[servers - 1] == max(served),
        )
        for servers, (cost, each) in enumerate(zip(costs, results, strict=True), start=1)
    ]


def worth_showing(found: Sequence[Base]) -> list[Base]:
    """Leave out all but two of the numbers after which nothing flows over and that are not the best."""
    enough = next((one.servers for one in found if one.overflow_share <= 0), len(found))
    best = next(one.servers for one in found if one.is_best)
    return list(found[: max(enough, best) + 2])


def _overflow_share(option: Option, results: Results) -> float:
    """Return the share of all output tokens of the plan that flows over."""
    shares, tokens = results.each(f"{option.key}.overflow_share"), results.each("workload.mtok_out")
    total = sum(tokens)
    return sum(share * one for share, one in zip(shares, tokens, strict=True)) / total if total else 0.0
