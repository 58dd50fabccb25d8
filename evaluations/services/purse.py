"""The money of one candidate: reserve the worst case before a call, book the true cost after it.

What is reserved comes back when a call is settled or surely was not billed; a call whose end nobody saw keeps its
reservation, because it may have been paid for.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.models import Call
from evaluations.pricing.bound import Bound, bound_of
from evaluations.pricing.tokens import worst_microyen
from evaluations.providers.protocol import Generation
from evaluations.services.appraising import appraise, shares_of_server
from evaluations.services.bulk_rows import read_rows, update_each
from evaluations.services.caps import CapReached, Caps, Reservation
from evaluations.services.pricing import ByCompute, ByTokens, PriceUnknown, Settled, Unpriced, pricing_of
from evaluations.states import CallOutcome

__all__ = ["Bound", "CapReached", "PriceUnknown", "Purse", "Reservation", "Settled", "bound_of"]


class Purse:
    """Reserves and settles for one candidate, at the price that held when the purse was opened."""

    def __init__(self, organization_id: int, snapshot: Mapping[str, Any], run_id: int | None = None) -> None:
        self.organization_id = organization_id
        self.pricing = pricing_of(organization_id, snapshot, run_id)
        self.caps = Caps(organization_id, run_id)

    def reserve(self, bounds: Mapping[int, Bound]) -> Reservation:
        """Reserve the worst case of each call, in order, as long as it fits under both caps.

        Call it inside the transaction that notes the calls. Local candidates reserve nothing and always fit.
        """
        if isinstance(self.pricing, Unpriced) and self.pricing.refusal:
            return Reservation({}, self.pricing.refusal)
        if not bounds or not isinstance(self.pricing, ByTokens):
            return Reservation(dict.fromkeys(bounds, 0))
        price, rate = self.pricing.price, self.pricing.jpy_per_unit
        with transaction.atomic(savepoint=False):
            return self.caps.reserve(
                {key: worst_microyen(price, rate, bound) for key, bound in bounds.items()}
            )

    def appraise(self, generation: Generation) -> Settled:
        """Return what an answer is worth without booking anything: for one remembered from before."""
        return appraise(self.pricing, generation)

    def settle(self, call: Call, generation: Generation) -> Settled:
        """Give the reservation back, book the cost and close the call as answered. Twice is once."""
        return self.settle_all([(call, generation)])[0]

    @transaction.atomic(savepoint=False)
    def settle_all(self, answered: Sequence[tuple[Call, Generation]]) -> list[Settled]:
        """Settle many calls in few queries; the result is in the order of what was given."""
        calls = [call for call, _ in answered]
        shares = self._shares(answered)
        reserved, books = _reserved(calls), _Books()
        final, paid, unpaid = [], {}, {}
        for call, generation in answered:
            settled = appraise(self.pricing, generation, shares.get(call.pk))
            amount = reserved.get(call.pk, 0)
            if amount:
                settled, spent = _spend(amount, settled)
                books.note(call.budget_month, amount, spent)
                paid[call.pk] = _closed(generation, cost_microyen=spent, reserved_microyen=0)
            else:
                unpaid[call.pk] = _closed(generation)
            final.append(settled)
        for closed in (paid, unpaid):
            update_each(Call, list(closed.values()), [{"id": pk} for pk in closed])
        books.write(self.caps)
        return final

    def release(self, call: Call) -> None:
        """Give back what was reserved for a call that surely was not billed. Twice is once."""
        self.release_all([call])

    @transaction.atomic
    def release_all(self, calls: Sequence[Call]) -> None:
        reserved, books = _reserved(calls), _Books()
        for call in calls:
            books.note(call.budget_month, reserved.get(call.pk, 0), 0)
        Call.objects.filter(pk__in=reserved).update(reserved_microyen=0)
        books.write(self.caps)

    def _shares(self, answered: Sequence[tuple[Call, Generation]]) -> dict[int, float]:
        """Of answers that do not know their batch: how much of the server's time was theirs."""
        if not isinstance(self.pricing, ByCompute):
            return {}
        unbatched = [call for call, generation in answered if generation.batch_size is None]
        return shares_of_server(self.organization_id, unbatched)


class _Books:
    """What comes back and what is spent, added up by month, so that each row is written once."""

    def __init__(self) -> None:
        self.sums: dict[date | None, tuple[int, int]] = {}

    def note(self, month: date | None, reserved: int, spent: int) -> None:
        before = self.sums.get(month, (0, 0))
        self.sums[month] = (before[0] + reserved, before[1] + spent)

    def write(self, caps: Caps) -> None:
        for month, (reserved, spent) in self.sums.items():
            if reserved or spent:
                caps.give_back(month, reserved, spent)


def _reserved(calls: Sequence[Call]) -> dict[int, int]:
    """What each call still holds; the rows stay locked, so that nobody else gives it back too."""
    wanted = {"id": [call.pk for call in calls]}
    return dict(read_rows(Call, ["id", "reserved_microyen"], wanted, locked=True))


def _spend(reserved: int, settled: Settled) -> tuple[Settled, int]:
    """What is booked: the cost, or the whole reservation where the vendor did not say what it counted."""
    if settled.cost_microyen is not None:
        return settled, settled.cost_microyen
    return Settled(None, {**settled.basis, "booked_microyen": reserved}), reserved


def _closed(generation: Generation, **money: int) -> dict[str, Any]:
    return {
        "outcome": CallOutcome.OK,
        "received_at": timezone.now(),
        "input_tokens": generation.input_tokens,
        "output_tokens": generation.output_tokens,
        **money,
    }
