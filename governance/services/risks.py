"""Writing the risk register: every change adds a version, so that nobody can rewrite what was thought before."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from governance.content.loader import books
from governance.content.operation import LEVELS, operation_book
from governance.models import AiSystem, Risk, RiskVersion
from governance.operation_states import RiskResponse, RiskState
from governance.services.refusing import refused


@dataclass(frozen=True)
class RiskDraft:
    """What people write about a risk; `likelihood_after` and `impact_after` are None while nobody has judged."""

    title: str
    category: str
    cause: str
    likelihood_before: int
    impact_before: int
    owner_name: str
    whose_safety: str
    review_on: date
    likelihood_after: int | None = None
    impact_after: int | None = None
    response: str = RiskResponse.REDUCE
    treatment: str = ""
    fail_safes: tuple[str, ...] = ()
    state: str = RiskState.OPEN
    title_en: str = ""
    starter_id: str = ""


@transaction.atomic
def add_risk(
    organization: Organization, draft: RiskDraft, by: User | None, system: AiSystem | None = None
) -> Risk:
    check_system(organization, system)
    _check(draft)
    if draft.state == RiskState.OPEN and draft.review_on < timezone.localdate():
        raise refused(
            "見直し日が過ぎています。今日以降の日付にしてください。",
            "The review date has passed. Set a later one.",
        )
    hold_chain(organization.pk)
    if draft.starter_id and _is_taken(organization, draft.starter_id, system):
        raise refused("このリスクはすでに登録されています。", "This risk is in the register already.")
    risk = Risk(organization=organization, system=system)
    return _write(risk, draft, "", by, "risk.added")


@transaction.atomic
def change_risk(risk: Risk, draft: RiskDraft, reason: str, by: User | None) -> Risk:
    """Save a new state of the risk with the reason of the change; the same state again is refused."""
    _check(draft)
    if not reason.strip():
        raise refused("変更の理由を入力してください。", "Enter the reason of the change.")
    hold_chain(risk.organization_id)
    locked = Risk.objects.select_for_update().get(pk=risk.pk)
    last = locked.versions.first()
    if last is not None and _values(draft) == last.values:
        raise refused("変わったところがありません。", "Nothing is different.")
    return _write(locked, draft, reason.strip(), by, "risk.changed")


def check_system(organization: Organization, system: AiSystem | None) -> None:
    if system is not None and system.organization_id != organization.pk:
        raise refused("この会社のAIシステムではありません。", "The AI system belongs to another company.")


def _is_taken(organization: Organization, starter_id: str, system: AiSystem | None) -> bool:
    return Risk.objects.filter(organization=organization, starter_id=starter_id, system=system).exists()


def _write(risk: Risk, draft: RiskDraft, reason: str, by: User | None, action: str) -> Risk:
    for name, value in asdict(draft).items():
        setattr(risk, name, list(value) if isinstance(value, tuple) else value)
    risk.changed_by = by
    risk.save()
    last = risk.versions.first()
    number = last.number + 1 if last else 1
    RiskVersion.objects.create(
        risk=risk,
        number=number,
        values=_values(draft),
        reason=reason[:300],
        by=by,
        by_name=str(by) if by else "system",
    )
    record(risk.organization, by, action, risk.title, risk=risk.pk, version=number)
    return risk


def _values(draft: RiskDraft) -> dict[str, object]:
    values = asdict(draft)
    return {**values, "review_on": draft.review_on.isoformat(), "fail_safes": list(draft.fail_safes)}


def _check(draft: RiskDraft) -> None:
    if not draft.owner_name.strip():
        raise refused("担当者の氏名を入力してください。", "Enter the owner's name.")
    if not draft.whose_safety.strip():
        raise refused("誰の安全かを入力してください。", "Enter whose safety it is.")
    if draft.category not in {one.id for one in operation_book().risk_categories}:
        raise refused("分類を選んでください。", "Choose a category.")
    if not set(draft.fail_safes) <= {one.id for one in books().roles.fail_safe_patterns}:
        raise refused("存在しないフェールセーフです。", "Unknown fail-safe pattern.")
    _check_levels(draft)


def _check_levels(draft: RiskDraft) -> None:
    after = (draft.likelihood_after, draft.impact_after)
    given = [one for one in (draft.likelihood_before, draft.impact_before, *after) if one is not None]
    if not set(given) <= set(LEVELS):
        raise refused(
            "起こりやすさと影響は1から5で入力してください。", "Likelihood and impact go from 1 to 5."
        )
    if (draft.likelihood_after is None) != (draft.impact_after is None):
        raise refused(
            "対策後は、起こりやすさと影響の両方を入力するか、両方を空にしてください。",
            "After the treatment, enter both likelihood and impact, or neither.",
        )
    if draft.impact_after is None or draft.likelihood_after is None:
        return
    if draft.likelihood_after > draft.likelihood_before or draft.impact_after > draft.impact_before:
        raise refused(
            "対策後が対策前より高くなっています。対策前の値か対策を見直してください。",
            "The risk is higher after the treatment than before. Check the values or the treatment.",
        )
