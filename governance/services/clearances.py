"""Drafting a check of data, and its approval by a named person."""

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.audit import hold_chain, record
from accounts.models import User
from governance.clearances import newest_clearance
from governance.control_states import ClearanceAnswer
from governance.errors import GovernanceRefused
from governance.models import AiSystem, ClearanceDecision, DataClearance
from language.text import Text

STILL_UNKNOWN = Text(
    "「未確認」の観点が残っているため承認できません。記録は変わっていません。4つの観点をすべて確認してください。",
    "It cannot be approved while a view is unknown. Nothing was changed. Check all four views.",
)
FORBIDDEN = Text(
    "「不可」の観点があるため承認できません。記録は変わっていません。"
    "該当するデータを外して作り直すか、却下として記録してください。",
    "It cannot be approved while a view says not allowed. Nothing was changed. "
    "Draft it again without those data, or record that it was turned down.",
)
NEEDS_CONDITIONS = Text(
    "「条件付きで可」には条件の記入が必要です。何も保存していません。条件を書いてください。",
    "Allowed with conditions needs the conditions. Nothing was saved. Write them down.",
)
NOT_THE_NEWEST = Text(
    "この確認より新しい記録があります。記録は変わっていません。最新の確認を開いて決裁してください。",
    "There is a newer draft. Nothing was changed. Open the newest one and decide there.",
)
DECIDED_BEFORE = Text(
    "この確認は決裁済みです。記録は変わっていません。変える場合は新しい確認を作ってください。",
    "This check was decided before. Nothing was changed. Draft a new one to change it.",
)
VIEWS = ("customer_contract", "export_control", "personal_data", "trade_secret")


@dataclass(frozen=True)
class ClearanceDraft:
    """What data go in, and what four views say."""

    data_description: str
    confidentiality: str
    customer_contract: str
    export_control: str
    personal_data: str
    trade_secret: str
    conditions: str
    source_text: str


@dataclass(frozen=True)
class ClearanceVerdict:
    approved: bool
    person_name: str
    person_title: str
    reason: str


@transaction.atomic
def draft_clearance(system: AiSystem, draft: ClearanceDraft, by: User) -> DataClearance:
    """Add a draft; the approval of an earlier one no longer counts."""
    answers = [getattr(draft, view) for view in VIEWS]
    if ClearanceAnswer.CONDITIONAL in answers and not draft.conditions.strip():
        raise GovernanceRefused(NEEDS_CONDITIONS)
    row = DataClearance.objects.create(
        organization=system.organization,
        system=system,
        drafted_by=by,
        drafted_by_name=str(by),
        **asdict(draft),
    )
    detail = {view: getattr(draft, view) for view in VIEWS}
    record(system.organization, by, "clearance.drafted", str(system), **detail)
    return row


@transaction.atomic
def decide_clearance(clearance: DataClearance, verdict: ClearanceVerdict, by: User) -> ClearanceDecision:
    """Approve the newest draft of a system, or turn it down, once."""
    hold_chain(clearance.organization_id)
    newest = newest_clearance(clearance.system)
    if newest is None or newest.pk != clearance.pk:
        raise GovernanceRefused(NOT_THE_NEWEST)
    if clearance.decisions.exists():
        raise GovernanceRefused(DECIDED_BEFORE)
    answers = [getattr(clearance, view) for view in VIEWS]
    if verdict.approved and ClearanceAnswer.UNKNOWN in answers:
        raise GovernanceRefused(STILL_UNKNOWN)
    if verdict.approved and ClearanceAnswer.FORBIDDEN in answers:
        raise GovernanceRefused(FORBIDDEN)
    made = ClearanceDecision.objects.create(clearance=clearance, decided_by=by, **asdict(verdict))
    action = "clearance.approved" if verdict.approved else "clearance.rejected"
    record(clearance.organization, by, action, str(clearance.system), person=verdict.person_name)
    return made
