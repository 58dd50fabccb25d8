"""The two caps, of a run and of a month, held by conditional updates of the database.

Any number of workers may draw on them at once: an amount is reserved where it fits, or not at all. Rows are
locked in one order everywhere: organisation, run, month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from evaluations.errors import EvaluationRefused
from evaluations.models import Call, MonthlyBudget, Run
from evaluations.pricing.amounts import yen
from evaluations.services.budgets import open_month, this_month
from evaluations.services.bulk_rows import add_to_row
from evaluations.services.live_calls import live_calls
from evaluations.services.pricing import PriceUnknown
from language.text import Text

MOST_TRIES = 5
RUN_CAP = Text(
    "この評価の上限額{cap}円に対し、支出{spent}円・予約{reserved}円のため、次の呼び出しの最大額{need}円を確保できません。"
    "これ以上は送信していません。ここまでの回答はすべて保存されています。上限額を引き上げてから再開してください。",
    "Of this run's cap of {cap} yen, {spent} yen are spent and {reserved} yen reserved: the {need} yen that the next "
    "call may cost at most do not fit. Nothing more was sent. Every answer so far is stored. "
    "Raise the cap, then resume.",
)
MONTH_CAP = Text(
    "今月の上限額{cap}円に対し、支出{spent}円・予約{reserved}円のため、次の呼び出しの最大額{need}円を確保できません。"
    "これ以上は送信していません。ここまでの回答はすべて保存されています。管理者に月の上限額の引き上げを依頼するか、"
    "翌月に再開してください。",
    "Of this month's cap of {cap} yen, {spent} yen are spent and {reserved} yen reserved: the {need} yen that the next "
    "call may cost at most do not fit. Nothing more was sent. Every answer so far is stored. Ask an owner to raise the "
    "month's cap, or resume next month.",
)
# The condition of a reservation, in the statement that makes it: any number of workers may try at once.
FITS = "cap_microyen IS NULL OR cap_microyen >= spent_microyen + reserved_microyen + %s"


class CapReached(EvaluationRefused):
    """The next call might pass a cap; code is run-cap or month-cap."""


@dataclass(frozen=True)
class Reservation:
    """What may be sent now: the amount reserved for each key that fits, and why the others do not.

    `may_fit_later`: calls that are still under way hold what is missing; ask again when one has ended.
    """

    microyen: dict[int, int]
    refusal: CapReached | PriceUnknown | None = None
    month: date | None = None
    may_fit_later: bool = False


class Caps:
    """The caps that stand over one run, or over work outside any run: then the month's alone."""

    def __init__(self, organization_id: int, run_id: int | None) -> None:
        self.organization_id = organization_id
        self.run_id = run_id
        self._open_month: date | None = None

    def reserve(self, worst: Mapping[int, int]) -> Reservation:
        """Reserve each amount, in order, as long as it fits under both caps. Call it inside a transaction."""
        month = self._month()
        fitting = list(worst)
        for _ in range(MOST_TRIES):
            if self._draw(sum(worst[key] for key in fitting), month):
                return self._reservation(worst, fitting, month)
            room = min(_room(row) for row in self._rows(month))
            sums = zip(worst, accumulate(worst.values()), strict=True)
            fitting = [key for key, total in sums if total <= room]
            if not fitting:
                break
        return self._reservation(worst, [], month)

    def give_back(self, month: date | None, reserved: int, spent: int) -> None:
        """Take a reservation off run and month, and book what was spent."""
        change = {"reserved_microyen": -reserved, "spent_microyen": spent}
        if self.run_id is not None:
            add_to_row(Run, change, self._run())
        if month is not None:
            add_to_row(MonthlyBudget, change, self._month_of(month))

    def _draw(self, amount: int, month: date) -> bool:
        """Reserve an amount of the run and of the month, or of neither."""
        more = {"reserved_microyen": amount}
        fits = (FITS, [amount])
        if self.run_id is not None and not add_to_row(Run, more, self._run(), only_if=fits):
            return False
        if add_to_row(MonthlyBudget, more, self._month_of(month), only_if=fits):
            return True
        if self.run_id is not None:
            add_to_row(Run, {"reserved_microyen": -amount}, self._run())
        return False

    def _reservation(self, worst: Mapping[int, int], fitting: Sequence[int], month: date) -> Reservation:
        taken = {key: worst[key] for key in fitting}
        left = [amount for key, amount in worst.items() if key not in taken]
        if not left:
            return Reservation(taken, None, month)
        refusal, may_fit_later = self._refuse(left[0], month)
        return Reservation(taken, refusal, month, may_fit_later)

    def _refuse(self, need: int, month: date) -> tuple[CapReached, bool]:
        row = min(self._rows(month), key=_room)
        amounts = {
            "cap": row.cap_microyen or 0,
            "spent": row.spent_microyen,
            "reserved": row.reserved_microyen,
            "need": need,
        }
        words = {name: _in_yen(amount) for name, amount in amounts.items()}
        calls = Call.objects.filter(organization_id=self.organization_id)
        if isinstance(row, Run):
            calls = calls.filter(run=row)
            return CapReached("run-cap", RUN_CAP.filled(**words)), live_calls(calls).exists()
        calls = calls.filter(budget_month=month)
        return CapReached("month-cap", MONTH_CAP.filled(**words)), live_calls(calls).exists()

    def _month(self) -> date:
        if self._open_month is None or self._open_month != this_month():
            self._open_month = open_month(self.organization_id).month
        return self._open_month

    def _rows(self, month: date) -> list[Run | MonthlyBudget]:
        """Run and month as they are now; both stay locked until the transaction ends."""
        runs = Run.objects.filter(**self._run()) if self.run_id is not None else Run.objects.none()
        months = MonthlyBudget.objects.filter(**self._month_of(month))
        return [row for rows in (runs, months) for row in rows.select_for_update(no_key=True)]

    def _run(self) -> dict[str, Any]:
        return {"organization": self.organization_id, "id": self.run_id}

    def _month_of(self, month: date) -> dict[str, Any]:
        return {"organization": self.organization_id, "month": month}


def _room(row: Run | MonthlyBudget) -> float:
    if row.cap_microyen is None:
        return float("inf")
    return row.cap_microyen - row.spent_microyen - row.reserved_microyen


def _in_yen(microyen: int) -> str:
    amount = yen(microyen)
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
