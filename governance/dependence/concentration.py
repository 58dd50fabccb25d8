"""Concentration by the Herfindahl-Hirschman index, three times: by vendor, by origin, by place."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Portion:
    """One use of a model: who stands behind it ("" is unknown) and how much of something it takes (None: unknown)."""

    name: str
    amount: float | None


@dataclass(frozen=True)
class Share:
    """A name with its part of the whole, 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True)
class Concentration:
    """`index` is None while a share or a name is unknown; `unknown` counts the portions that say why."""

    index: float | None
    shares: tuple[Share, ...]
    unknown: int

    @property
    def largest(self) -> Share | None:
        return self.shares[0] if self.shares else None


def herfindahl(shares: Sequence[float]) -> float:
    """The sum of squared shares, 1/n for n equal ones and 1 for a single one.

    `shares` are parts of 1 and sum to 1; raises ValueError otherwise. Source: Hirschman (1964), "The paternity of an
    index". The KPI K-R-11 is this figure; competition authorities print it times 10,000.

    >>> herfindahl([0.5, 0.3, 0.2])
    0.38
    """
    if not shares or any(share < 0 or not math.isfinite(share) for share in shares):
        raise ValueError("shares must be finite and not below zero")
    if not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-9):
        raise ValueError("shares must sum to 1")
    return round(math.fsum(share * share for share in shares), 12)


def concentration(portions: Iterable[Portion]) -> Concentration:
    """Add up what belongs to one name and measure how concentrated the whole is.

    An unknown amount or name makes the index unknown: it is never taken for zero. Names differ only by more than case
    and blanks. Nothing used at all is unknown too.

    >>> concentration([Portion("A", 60.0), Portion("B", 40.0)]).index
    0.52
    """
    known: dict[str, float] = defaultdict(float)
    words: dict[str, str] = {}
    unknown = 0
    for portion in portions:
        key = " ".join(portion.name.split()).casefold()
        if not key or portion.amount is None:
            unknown += 1
            continue
        if portion.amount < 0 or not math.isfinite(portion.amount):
            raise ValueError("an amount must be finite and not below zero")
        known[key] += portion.amount
        words.setdefault(key, portion.name.strip())
    total = math.fsum(known.values())
    if unknown or total == 0:
        return Concentration(None, (), unknown)
    shares = [Share(words[key], amount / total) for key, amount in known.items() if amount > 0]
    shares.sort(key=lambda one: (-one.share, one.name))
    return Concentration(herfindahl([one.share for one in shares]), tuple(shares), 0)


def is_within(found: Iterable[float | None], most: Iterable[float | None]) -> bool | None:
    """Whether every figure is within its tolerance: False as soon as one is known to be above, None while one is open.

    >>> is_within([0.4, None], [0.5, 0.5]), is_within([0.6, None], [0.5, 0.5]), is_within([0.4], [0.5])
    (None, False, True)
    """
    pairs = list(zip(found, most, strict=True))
    if any(value is not None and limit is not None and value > limit for value, limit in pairs):
        return False
    if not pairs or any(value is None or limit is None for value, limit in pairs):
        return None
    return True
