"""What the caps mean for work that has not begun: what is left under them, what stops it, what may stop it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Organization
from evaluations.models import MonthlyBudget, Run
from evaluations.pricing.amounts import yen
from evaluations.pricing.forecast import Range
from evaluations.services.budgets import open_month
from language.text import Text


@dataclass(frozen=True)
class CapWords:
    """What a person is told; the places to fill are those of a run's words."""

    not_one_fits: Text  # room, need
    may_stop: Text  # high, room, fits, total
    will_stop: Text  # expected, room
    no_cap: Text


@dataclass(frozen=True)
class WorstCalls:
    """The most that the first call can cost and that any of them can, and how many there may be."""

    first_microyen: int
    dearest_microyen: int
    count: int


def room_in(row: MonthlyBudget | Run) -> int | None:
    """What is left under one cap, in millionths of a yen; None: no cap."""
    if row.cap_microyen is None:
        return None
    return max(0, row.cap_microyen - row.spent_microyen - row.reserved_microyen)


def room_under_caps(organization: Organization, others: Iterable[int | None] = ()) -> int | None:
    """What is left under the tightest of the month's cap and the others; None: no cap at all."""
    rooms = [room for room in (*others, room_in(open_month(organization.pk))) if room is not None]
    return min(rooms, default=None)


def against_the_caps(
    paid: Range, worst: WorstCalls, room: int | None, words: CapWords
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return what stops the start, and what a person should know before it."""
    if room is None:
        return (), (words.no_cap,)
    left = in_yen(room)
    if worst.first_microyen > room:
        return (words.not_one_fits.filled(room=left, need=in_yen(worst.first_microyen)),), ()
    warnings = []
    if paid.high > room:
        fits = min(worst.count, room // worst.dearest_microyen) if worst.dearest_microyen else worst.count
        high = in_yen(paid.high)
        warnings.append(words.may_stop.filled(high=high, room=left, fits=fits, total=worst.count))
    if paid.expected > room:
        warnings.append(words.will_stop.filled(expected=in_yen(paid.expected), room=left))
    return (), tuple(warnings)


def in_yen(microyen: float) -> str:
    """Yen for a sentence: whole above a hundred, with two decimals below."""
    amount = yen(int(microyen))
    return (
        f"{amount:,.0f}"
        if amount >= 100 or amount == amount.to_integral_value()
        else f"{Decimal(amount):,.2f}"
    )
