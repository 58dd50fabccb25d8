"""Facts: the named values on which gate criteria stand."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

FactValue = bool | int | float | str

SOURCES = ("kpi", "ev", "control", "doc", "role", "vendor", "approval")


class FactName(NamedTuple):
    """`ev('eval_set').n_items` is FactName("ev", "eval_set", "n_items")."""

    source: str
    key: str
    field: str

    def __str__(self) -> str:
        return f"{self.source}('{self.key}').{self.field}"


@dataclass(frozen=True)
class Fact:
    """One value with where it came from, in words, and where to look at it.

    `reference` identifies what was measured (for example `tco.plan@5f2c…`, the hash of its inputs); `link` is its page.
    `is_clock`: the value grows by itself from day to day. A signature stands on what it meant (met or not), never on
    the number, or every decision would be out of date on the next morning.
    """

    value: FactValue
    source: str
    reference: str = ""
    link: str = ""
    recorded_on: str = ""
    is_clock: bool = False

    @property
    def signed_value(self) -> FactValue | None:
        """The value as a signature stands on it; 3.0 and 3 are the same fact: a database may give back either."""
        if self.is_clock:
            return None
        is_whole = isinstance(self.value, float) and self.value.is_integer()
        return int(self.value) if is_whole else self.value


Facts = Mapping[FactName, Fact]


@dataclass(frozen=True)
class FactUse:
    """A fact that a criterion asked for; `fact` is None while nobody has evidenced it."""

    name: FactName
    fact: Fact | None

    @property
    def is_known(self) -> bool:
        return self.fact is not None and is_usable(self.fact.value)


def is_usable(value: FactValue) -> bool:
    """An empty text, an infinity or a not-a-number says nothing: it counts as unknown.

    >>> is_usable("山田 太郎"), is_usable(" "), is_usable(float("nan"))
    (True, False, False)
    """
    if isinstance(value, str):
        return bool(value.strip())
    return math.isfinite(value)
