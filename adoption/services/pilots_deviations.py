"""The log of what went otherwise than planned: only ever added to."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from adoption.errors import PilotRefused
from adoption.models import Deviation, UseCase
from adoption.pilot_selectors import frozen_plan, frozen_values
from adoption.pilot_states import DeviationKind
from language.text import Text

SAFE = Text("何も記録していません。", "Nothing was recorded.")


@dataclass(frozen=True)
class DeviationDraft:
    kind: str
    on: date
    what: str
    why: str = ""
    effect: str = ""


@transaction.atomic
def log_deviation(use_case: UseCase, draft: DeviationDraft, by: User) -> Deviation:
    """Add an entry to the log of the plan in force; that nothing deviated can be stated once the pilot is over."""
    hold_chain(use_case.organization_id)
    plan = frozen_plan(use_case)
    if plan is None:
        raise _refused(
            "凍結した測定計画がありません。逸脱は凍結した計画に対して記録します。",
            "There is no frozen plan: deviations are from a frozen plan.",
        )
    _check(draft, frozen_values(plan).definition.pilot_to)
    made = Deviation(
        plan=plan,
        kind=draft.kind,
        on=draft.on,
        what=draft.what.strip(),
        why=draft.why.strip(),
        effect=draft.effect.strip(),
        recorded_by=by,
        recorded_by_name=str(by),
    )
    made.save()
    record(use_case.organization, by, "deviation.logged", f"{use_case.name}: {made}", kind=draft.kind)
    return made


def _check(draft: DeviationDraft, pilot_to: date | None) -> None:
    if draft.on > timezone.localdate():
        raise _refused("日付が未来です。", "The date lies in the future.")
    if not draft.what.strip():
        raise _refused("何が起きたかを入力してください。", "Enter what happened.")
    states_nothing = draft.kind == DeviationKind.NONE
    if not states_nothing and not (draft.why.strip() and draft.effect.strip()):
        raise _refused("理由と結果への影響を入力してください。", "Enter why it happened and its effect.")
    if states_nothing and pilot_to is not None and timezone.localdate() <= pilot_to:
        raise _refused(
            "「逸脱なし」と言えるのは試行が終わってからです。",
            "That nothing deviated can be stated only after the pilot has ended.",
        )


def _refused(ja: str, en: str) -> PilotRefused:
    return PilotRefused(Text(ja + SAFE.ja, f"{en} {SAFE.en}"))
