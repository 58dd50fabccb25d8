"""Settings that a candidate's endpoint did not take in a run: noted once, beside the candidate."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from evaluations.models import RunCandidate
from evaluations.providers.protocol import Generation
from evaluations.services.bulk_rows import read_rows, update_each


def note_left_out(place: RunCandidate, generations: Iterable[Generation]) -> None:
    """Add what is new to the candidate's row, in the transaction that keeps the answers; mostly there is nothing.

    Call it after money was reserved or booked: rows are locked in that order.
    """
    new = {name for one in generations for name in one.left_out}.difference(place.left_out)
    if not new:
        return
    # Locked: another driver of the same candidate may be adding to it.
    for (known,) in read_rows(RunCandidate, ["left_out"], {"id": place.pk}, locked=True):
        new.update(known)
    noted = sorted(new)
    update_each(RunCandidate, [{"left_out": noted}], [{"id": place.pk}])
    # What is rolled back has to be written again.
    transaction.on_commit(partial(setattr, place, "left_out", noted))
