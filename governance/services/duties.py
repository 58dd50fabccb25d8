"""Who holds which role and duty, the letters of the matrix, and how a system is stopped."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from governance.content.loader import books
from governance.content.operation import operation_book
from governance.models import AiSystem, DutyHolder, FailSafe, RaciChange, RoleHolder, SystemOperation
from governance.operation_states import PartyChoice
from governance.overviews.duties import shipped_letters
from governance.overviews.people import person_key
from governance.services.editions import ensure_adopted
from governance.services.refusing import refused
from governance.services.risks import check_system

LETTERS = frozenset({"R", "A", "RA", "C", "I"})


@dataclass(frozen=True)
class HolderDraft:
    """The person of a role, who stands in, and whom to call when neither can decide."""

    person_name: str
    deputy_name: str = ""
    escalation_name: str = ""


@transaction.atomic
def assign_role(
    organization: Organization, role: str, draft: HolderDraft, by: User | None, system: AiSystem | None = None
) -> RoleHolder:
    check_system(organization, system)
    _check_holder(role, draft)
    holder, _is_new = RoleHolder.objects.update_or_create(
        organization=organization, system=system, role=role, defaults={**asdict(draft), "changed_by": by}
    )
    ensure_adopted(organization, "roles", by)
    record(organization, by, "role.assigned", role, **asdict(draft), system=str(system or ""))
    return holder


@transaction.atomic
def vacate_role(holder: RoleHolder, by: User | None) -> None:
    """Nobody holds the role any more: it counts as unknown again."""
    record(holder.organization, by, "role.vacated", holder.role, person_name=holder.person_name)
    holder.delete()


def _check_holder(role: str, draft: HolderDraft) -> None:
    if role not in {one.id for one in books().roles.roles}:
        raise refused("存在しない役割です。", "Unknown role.")
    person = person_key(draft.person_name)
    if not person:
        raise refused("担当者の氏名を入力してください。", "Enter the name of the person.")
    if person in (person_key(draft.deputy_name), person_key(draft.escalation_name)):
        raise refused(
            "代行者とエスカレーション先は、本人とは別の人にしてください。",
            "Deputy and escalation contact must be somebody else than the person.",
        )


@transaction.atomic
def change_raci(organization: Organization, row: str, letters: Mapping[str, str], by: User | None) -> None:
    """Keep the company's letters for a row: exactly one A, at least one R. The shipped letters need no row."""
    known = {one.id: one for one in books().roles.raci}
    if row not in known:
        raise refused("存在しない業務です。", "Unknown activity.")
    check_letters(letters)
    if dict(letters) == shipped_letters(known[row]):
        RaciChange.objects.filter(organization=organization, row=row).delete()
    else:
        RaciChange.objects.update_or_create(
            organization=organization, row=row, defaults={"letters": dict(letters)}
        )
    record(organization, by, "raci.changed", row, letters=dict(letters))


def check_letters(letters: Mapping[str, str]) -> None:
    """Refuse letters of unknown roles, more or fewer than one A, or no R."""
    if not set(letters) <= {one.id for one in books().roles.roles} or not set(letters.values()) <= LETTERS:
        raise refused("存在しない役割または記号です。", "Unknown role or letter.")
    accountable = [role for role, letter in letters.items() if "A" in letter]
    if len(accountable) != 1:
        raise refused(
            f"Aは1行に1人だけです(いまは{len(accountable)}人)。",
            f"A row has exactly one A (now {len(accountable)}).",
        )
    if not any("R" in letter for letter in letters.values()):
        raise refused("Rが1人もいません。", "The row has no R.")


@dataclass(frozen=True)
class OperationDraft:
    """Where a system runs, how it is brought out, watched and updated, and who may stop it; empty is unknown."""

    deployment_mode: str = ""
    deploy_plan: str = ""
    monitor_plan: str = ""
    update_plan: str = ""
    stop_person: str = ""
    stop_place: str = ""
    stop_how: str = ""
    stop_tried_on: date | None = None


@transaction.atomic
def describe_operation(system: AiSystem, draft: OperationDraft, by: User | None) -> SystemOperation:
    if draft.deployment_mode and draft.deployment_mode not in {
        one.id for one in operation_book().deployment_modes
    }:
        raise refused("存在しない実行形態です。", "Unknown deployment mode.")
    if bool(draft.stop_person.strip()) != bool(draft.stop_place.strip()):
        raise refused(
            "停止スイッチは、押してよい人と場所の両方を入力してください。",
            "For the kill switch, enter both who may stop it and where.",
        )
    _check_tried(draft.stop_tried_on)
    operation, _is_new = SystemOperation.objects.update_or_create(system=system, defaults=asdict(draft))
    record(system.organization, by, "system.operation_described", system.name, **asdict(draft))
    return operation


@transaction.atomic
def agree_duty(
    system: AiSystem, duty: str, party: str, person_name: str, agreed_in: str, by: User | None
) -> DutyHolder:
    """Keep who carries a duty. What a supplier or host carries needs where that was agreed; our part needs a person."""
    if duty not in {one.id for one in operation_book().duties} or party not in PartyChoice.values:
        raise refused("存在しない分担です。", "Unknown duty or party.")
    if party != PartyChoice.OWN and not agreed_in.strip():
        raise refused(
            "社外に任せる分担は、根拠(契約の条項など)を入力してください。",
            "For a duty that others carry, enter where it was agreed, such as the clause.",
        )
    if not person_name.strip():
        raise refused("自社側の担当者を入力してください。", "Enter the person on our side.")
    values = {"party": party, "person_name": person_name.strip(), "agreed_in": agreed_in.strip()}
    holder, _is_new = DutyHolder.objects.update_or_create(system=system, duty=duty, defaults=values)
    record(system.organization, by, "duty.agreed", f"{system.name}: {duty}", **values)
    return holder


@transaction.atomic
def realise_fail_safe(
    system: AiSystem, pattern: str, realised: str, tried_on: date | None, by: User | None
) -> FailSafe:
    if pattern not in {one.id for one in books().roles.fail_safe_patterns}:
        raise refused("存在しないフェールセーフです。", "Unknown fail-safe pattern.")
    if not realised.strip():
        raise refused("どう実現したかを入力してください。", "Enter how it is realised.")
    _check_tried(tried_on)
    row, _is_new = FailSafe.objects.update_or_create(
        system=system, pattern=pattern, defaults={"realised": realised.strip(), "tried_on": tried_on}
    )
    ensure_adopted(system.organization, "roles", by)
    record(system.organization, by, "fail_safe.realised", f"{system.name}: {pattern}", tried_on=tried_on)
    return row


@transaction.atomic
def drop_fail_safe(row: FailSafe, by: User | None) -> None:
    record(row.system.organization, by, "fail_safe.dropped", f"{row.system.name}: {row.pattern}")
    row.delete()


def _check_tried(day: date | None) -> None:
    if day is not None and day > timezone.localdate():
        raise refused("試した日が未来の日付です。", "The day it was tried lies in the future.")
