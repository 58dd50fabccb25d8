"""From speed to hardware: which batch meets the objective, how many replicas, GPUs and servers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Spare = Literal["none", "replica", "server"]
NEGLIGIBLE = 1e15
MOST_EXTRA_REPLICAS = 1000


@dataclass(frozen=True)
class Objective:
    """What users are promised: seconds to the first token and per token."""

    ttft_s: float
    tpot_s: float


@dataclass(frozen=True)
class BatchSpeed:
    """The speed of one replica at most `batch` sequences at once, measured or calculated; the wait is not in it."""

    batch: int
    ttft_s: float
    tpot_s: float
    tensor_parallel: int = 1

    def answer_s(self, output_tokens: float) -> float:
        return self.ttft_s + (output_tokens - 1) * self.tpot_s

    def meets(self, objective: Objective) -> bool:
        return self.ttft_s <= objective.ttft_s and self.tpot_s <= objective.tpot_s


@dataclass(frozen=True)
class Demand:
    """The peak: requests per second and tokens of an answer."""

    requests_per_s: float
    output_tokens: float


@dataclass(frozen=True)
class Policy:
    """How the hardware is bought: load at most `utilisation_max`, spare for failures, GPUs in a server."""

    utilisation_max: float = 0.7
    spare: Spare = "replica"
    gpus_per_server: int = 8


@dataclass(frozen=True)
class Fleet:
    """What serves a peak: replicas of `speed.tensor_parallel` GPUs, spare ones, and the servers that hold them."""

    speed: BatchSpeed
    requests_per_s_each: float
    tokens_per_s_per_gpu: float
    replicas: int
    spare_replicas: int
    gpus: int
    servers: int
    utilisation: float
    wait_s: float

    @property
    def first_token_s(self) -> float:
        return self.wait_s + self.speed.ttft_s


def request_rate(speed: BatchSpeed, output_tokens: float) -> float:
    """Return the requests per second of one replica: B / (TTFT + (S_out - 1)·TPOT)."""
    return speed.batch / speed.answer_s(output_tokens)


def replicas_needed(requests_per_s: float, rate: float, utilisation_max: float) -> int:
    """Return ceil(lambda / (rate·rho)). 3 requests/s, 2.5296 per replica, 0.7: 2.

    >>> replicas_needed(3.0, 2.5296, 0.7)
    2
    """
    return math.ceil(requests_per_s / (rate * utilisation_max) - 1e-12)


def waiting_probability(places: int, offered: float) -> float:
    """Return Erlang C, the share of requests that wait for one of `places`, at an offered load in erlangs.

    1 where the load reaches the places. 10 places, 5 erlangs: 3.61 %.

    >>> round(waiting_probability(10, 5.0), 8)
    0.03610536
    """
    if offered >= places:
        return 1.0
    if offered <= 0:
        return 0.0
    blocked = 1 / _inverse_blocking(places, offered)
    return places * blocked / (places - offered * (1 - blocked))


def _inverse_blocking(places: int, offered: float) -> float:
    """Sum c!/(c-k)!/a^k, which is 1 / Erlang B; stops where nobody would wait any more."""
    term = total = 1.0
    for taken in range(places):
        term *= (places - taken) / offered
        total += term
        if total > NEGLIGIBLE or term < total * 1e-17:
            break
    return total


def mean_wait_s(places: int, offered: float, service_s: float) -> float:
    """Return C·s / (c - a), infinite where the load reaches the places. 10 places, 5 erlangs, 1 s: 7.2 ms."""
    if offered >= places:
        return math.inf
    return waiting_probability(places, offered) * service_s / (places - offered)


def fleet(speed: BatchSpeed, demand: Demand, policy: Policy, objective: Objective | None = None) -> Fleet:
    """Return what serves the demand at this batch; with an objective, also the wait keeps within it.

    Waiting by Erlang C with replicas x B places; where it breaks the objective, replicas are added.
    """
    rate, seconds = request_rate(speed, demand.output_tokens), speed.answer_s(demand.output_tokens)
    offered = demand.requests_per_s * seconds
    replicas = max(1, replicas_needed(demand.requests_per_s, rate, policy.utilisation_max))
    wait_s = mean_wait_s(replicas * speed.batch, offered, seconds)
    patience_s = objective.ttft_s - speed.ttft_s if objective else math.inf
    for _ in range(MOST_EXTRA_REPLICAS):
        if wait_s <= patience_s or patience_s <= 0:
            break
        replicas += 1
        wait_s = mean_wait_s(replicas * speed.batch, offered, seconds)
    spare = _spare_replicas(policy, speed.tensor_parallel)
    gpus = (replicas + spare) * speed.tensor_parallel
    return Fleet(
        speed=speed,
        requests_per_s_each=rate,
        tokens_per_s_per_gpu=rate * demand.output_tokens / speed.tensor_parallel,
        replicas=replicas,
        spare_replicas=spare,
        gpus=gpus,
        servers=servers_for(replicas + spare, speed.tensor_parallel, policy.gpus_per_server),
        utilisation=demand.requests_per_s / (rate * replicas),
        wait_s=wait_s,
    )


def _spare_replicas(policy: Policy, tensor_parallel: int) -> int:
    if policy.spare == "none":
        return 0
    return 1 if policy.spare == "replica" else max(1, policy.gpus_per_server // tensor_parallel)


def servers_for(replicas: int, tensor_parallel: int, gpus_per_server: int) -> int:
    """Return whole servers; a replica stays inside one, or takes whole ones where it is larger.

    >>> servers_for(3, 4, 8), servers_for(3, 16, 8)
    (2, 6)
    """
    if tensor_parallel > gpus_per_server:
        return replicas * math.ceil(tensor_parallel / gpus_per_server)
    return math.ceil(replicas / (gpus_per_server // tensor_parallel))


def cheapest(
    speeds: Iterable[BatchSpeed], demand: Demand, policy: Policy, objective: Objective
) -> Fleet | None:
    """Return the fleet of fewest GPUs, then servers, that meets the objective; None when no batch does.

    Among equals, the one with the most capacity.
    """
    fleets = [fleet(one, demand, policy, objective) for one in speeds if one.meets(objective)]
    kept = [one for one in fleets if one.first_token_s <= objective.ttft_s]
    return min(kept, key=_cost, default=None)


def _cost(one: Fleet) -> tuple[int, int, float]:
    return one.gpus, one.servers, -one.requests_per_s_each * one.replicas


@dataclass(frozen=True)
class YearOfGrowth:
    """One year: what it needs at its peak, what must be bought, and the latest month to order it.

    Months count from 0, the start of the plan; a negative month lies before it.
    """

    year: int
    requests_per_s: float
    gpus: int
    servers: int
    servers_bought: int
    order_by_month: int
    utilisation: float


def resize_yearly(
    speed: BatchSpeed,
    demands: Sequence[Demand],
    policy: Policy,
    objective: Objective | None = None,
    lead_time_months: int = 0,
) -> tuple[YearOfGrowth, ...]:
    """Size each year's peak in whole servers that are never sold; demands in the order of the years.

    The utilisation is that of what stands there, without the spare.
    """
    years, owned = [], 0
    for index, demand in enumerate(demands):
        needed = fleet(speed, demand, policy, objective)
        bought = max(0, needed.servers - owned)
        owned += bought
        years.append(
            YearOfGrowth(
                year=index + 1,
                requests_per_s=demand.requests_per_s,
                gpus=needed.gpus,
                servers=owned,
                servers_bought=bought,
                order_by_month=12 * index - lead_time_months,
                utilisation=needed.utilisation,
            )
        )
    return tuple(years)
