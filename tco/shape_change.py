"""Where assumptions go when the uses of a plan change: a use keeps its inputs when one before it is taken out."""

from collections.abc import Mapping, Sequence

from tco.plan.inputs.work import FURTHER_USE, USE
from tco.plan.shape import PlanShape


def moved_keys(old: PlanShape, new: PlanShape, uses_before: Sequence[int | None]) -> dict[str, str | None]:
    """Return the new key of every input of a use that moved, None for inputs of a use that was taken out.

    `uses_before` has, for every use of the new shape, its number in the old one (from 1) or None. Uses keep their
    order; so each key is free, or leaves its place earlier in the returned order.

    With the first of two uses taken out, `use2_users` becomes `users` and the former `users` goes.
    """
    now = {before: after for after, before in enumerate(uses_before, start=1) if before is not None}
    found: dict[str, str | None] = {}
    for number in _in_turn(len(old.uses), now):
        use, after = old.uses[number - 1], now.get(number)
        for spec in (*USE, *FURTHER_USE):
            key = f"{use.prefix}{spec.key}"
            target = None if after is None else f"{new.uses[after - 1].prefix}{spec.key}"
            if target != key:
                found[key] = target
    return found


def _in_turn(count: int, now: Mapping[int, int]) -> list[int]:
    """Return old numbers in an order in which nobody steps on another: who goes, who moves forward, who moves back."""
    numbers = range(1, count + 1)
    gone = [number for number in numbers if number not in now]
    forward = [number for number in numbers if now.get(number, 0) <= number and number in now]
    back = [number for number in reversed(numbers) if now.get(number, 0) > number]
    return [*gone, *forward, *back]
