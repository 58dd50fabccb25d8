"""Found-rates of planted errors with their intervals, for each person, month and gate."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Organization
from governance.models import AiSystem, PlantedTaking
from governance.overviews.people import person_key


@dataclass(frozen=True)
class FoundRate:
    """Found over planted with the 95 % Clopper-Pearson interval; each error counts as one independent trial."""

    found: int
    planted: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.found / self.planted


def found_rate(found: int, planted: int) -> FoundRate:
    """The exact interval of a share; ValueError without a trial.

    >>> one = found_rate(8, 10)
    >>> round(one.low, 4), round(one.high, 4)
    (0.4439, 0.9748)
    """
    from scipy.stats import binomtest

    interval = binomtest(found, planted).proportion_ci(0.95, method="exact")
    return FoundRate(found, planted, float(interval.low), float(interval.high))


@dataclass(frozen=True)
class MonthLine:
    """The seeded-error check of one month."""

    month: date
    people: int
    result: FoundRate


def pooled(takings: Iterable[PlantedTaking]) -> FoundRate | None:
    """All results together; None without any."""
    rows = list(takings)
    planted = sum(row.planted for row in rows)
    return found_rate(sum(row.found for row in rows), planted) if planted else None


def takings_of(organization: Organization, system: AiSystem | None = None) -> list[PlantedTaking]:
    """Results, oldest first: of the tests for the whole company, and of the system's own."""
    scope = Q(test__system=None) | Q(test__system=system) if system else Q(test__system=None)
    rows = PlantedTaking.objects.filter(scope, test__organization=organization)
    return list(rows.select_related("test").order_by("taken_on", "pk"))


def months_of(takings: Iterable[PlantedTaking]) -> tuple[MonthLine, ...]:
    by_month: defaultdict[date, list[PlantedTaking]] = defaultdict(list)
    for taking in takings:
        by_month[taking.taken_on.replace(day=1)].append(taking)
    return tuple(
        MonthLine(month, len({person_key(row.person) for row in rows}), result)
        for month, rows in sorted(by_month.items())
        if (result := pooled(rows))
    )


def latest_of_each_person(takings: Iterable[PlantedTaking]) -> list[PlantedTaking]:
    """What a gate asks: how well the reviewers find errors now, each person once."""
    return list({person_key(taking.person): taking for taking in takings}.values())
