"""Where assumptions go when the uses of a plan change: a use keeps its inputs when one before it is taken out."""

from collections.abc import Sequence

from tco.plan.inputs.work import FURTHER_USE, USE
from tco.plan.shape import PlanShape


def moved_keys(old: PlanShape, new: PlanShape, uses_before: Sequence[int | None]) -> dict[str, str | None]:
    """Return the new key of every input of a use that moved, None for inputs of a use that was taken out.

    `uses_before` has, for every use of the new shape, its number in the old one (from 1) or None. Uses keep their
    order; so each key is free, or leaves its place earlier in the returned order.

    With the first of two uses taken out, `use2_users` becomes `users` and the former `users` goes.
    """
    now = {before: use for before, use in zip(uses_before, new.uses, strict=True) if before is not None}
    found: dict[str, str | None] = {}
    for number, use in enumerate(old.uses, start=1):
        after = now.get(number)
        for spec in (*USE, *FURTHER_USE):
            key = f"{use.prefix}{spec.key}"
            target = f"{after.prefix}{spec.key}" if after else None
            if target != key:
                found[key] = target
    return found
