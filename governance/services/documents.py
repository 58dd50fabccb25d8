"""Documents that are made from records, edited by people, approved by a named one, and stale when records change."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from governance.dependence.statements import dependency_text, partner_text
from governance.exits import exit_rows
from governance.models import GovernanceDocument, PartnerActivity
from governance.services.refusing import refused
from governance.vendor_records import (
    check_of,
    chosen_uses,
    concentrations,
    countries_of,
    policy_of,
    tolerance_of,
)
from governance.vendor_states import DocumentKind

State = Literal["draft", "approved", "stale", "due"]
TEXT_CHARACTERS = 20_000


@dataclass(frozen=True)
class Approval:
    """Who approves, as what, until when."""

    person_name: str
    person_title: str
    review_on: date


def facts_now(organization: Organization, kind: str) -> dict[str, Any]:
    """What the records say now, as plain values."""
    return _partner_facts(organization) if kind == DocumentKind.PARTNERS else _dependency_facts(organization)


def first_text(organization: Organization, kind: str, language: str) -> str:
    """The wording that follows from the records; `language` is ja or en."""
    facts = facts_now(organization, kind)
    return (partner_text if kind == DocumentKind.PARTNERS else dependency_text)(facts, language)


def newest(organization: Organization, kind: str) -> GovernanceDocument | None:
    return organization.governance_documents.filter(kind=kind).first()


def state_of(document: GovernanceDocument, today: date | None = None) -> State:
    """An approval holds while the records say what they said then, and until its review date."""
    if document.approved_at is None:
        return "draft"
    if document.facts_sha256 != _sha256(facts_now(document.organization, document.kind)):
        return "stale"
    if document.review_on and document.review_on < (today or timezone.localdate()):
        return "due"
    return "approved"


def is_approved(organization: Organization, kind: str) -> bool | None:
    """Whether an approval is in force; None while no document was ever written."""
    rows = organization.governance_documents.filter(kind=kind)
    latest = rows.filter(approved_at__isnull=False).first()
    if latest is not None:
        return state_of(latest) == "approved"
    return False if rows.exists() else None


def save_document(organization: Organization, kind: str, text: str, by: User) -> GovernanceDocument:
    """Store the text as the open draft, bound to what the records say now; an approved version is followed by a new."""
    if not text.strip() or len(text) > TEXT_CHARACTERS:
        raise refused(
            f"本文を{TEXT_CHARACTERS:,}字以内で入力してください。",
            f"Enter a text of {TEXT_CHARACTERS:,} characters at most.",
        )
    facts = facts_now(organization, kind)
    values = {
        "text": text.strip(), "facts": facts, "facts_sha256": _sha256(facts),
        "text_sha256": hashlib.sha256(text.strip().encode()).hexdigest(), "created_by": by,
    }  # fmt: skip
    with transaction.atomic():
        hold_chain(organization.pk)
        last = newest(organization, kind)
        if last is not None and last.approved_at is None:
            for name, value in values.items():
                setattr(last, name, value)
            last.save()
            document = last
        else:
            version = last.version + 1 if last else 1
            document = organization.governance_documents.create(kind=kind, version=version, **values)
        record(
            organization, by, "document.drafted", str(document),
            document=document.pk, text=document.text_sha256, facts=document.facts_sha256,
        )  # fmt: skip
    return document


def approve_document(
    document: GovernanceDocument, approval: Approval, seen_sha256: str, by: User
) -> GovernanceDocument:
    """Approve the version that was on the screen; refuse one whose records have changed since."""
    if not (approval.person_name.strip() and approval.person_title.strip()):
        raise refused(
            "承認者の氏名と役職を入力してください。", "Enter name and title of the person who approves."
        )
    if approval.review_on <= timezone.localdate():
        raise refused("見直し日は明日以降にしてください。", "Choose a review date from tomorrow on.")
    with transaction.atomic():
        hold_chain(document.organization_id)
        held = GovernanceDocument.objects.select_for_update().get(pk=document.pk)
        if held.approved_at is not None:
            raise refused("この版は承認済みです。", "This version is approved already.")
        if seen_sha256 != held.text_sha256:
            raise refused(
                "表示後に本文が変わりました。内容を確認してからもう一度承認してください。",
                "The text changed since it was shown. Read it, then approve again.",
            )
        if held.facts_sha256 != _sha256(facts_now(held.organization, held.kind)):
            raise refused(
                "記録が変わったため、この本文は古くなっています。下書きを保存し直してから承認してください。",
                "The records changed, so this text is out of date. Save the draft again, then approve.",
            )
        held.person_name, held.person_title = approval.person_name.strip(), approval.person_title.strip()
        held.review_on, held.approved_by, held.approved_at = approval.review_on, by, timezone.now()
        held.save()
        record(
            held.organization, by, "document.approved", str(held), document=held.pk,
            text=held.text_sha256, facts=held.facts_sha256, person=held.person_name, review_on=held.review_on,
        )  # fmt: skip
    return held


def _dependency_facts(organization: Organization) -> dict[str, Any]:
    most, policy = tolerance_of(organization), policy_of(organization)
    uses = []
    for use in chosen_uses(organization):
        countries = countries_of(use)
        uses.append(
            {
                "system": use.system.name,
                "model": use.model.name if use.model else "",
                "origin": countries.origin,
                "host": use.host.name if use.host else "",
                "jurisdiction": countries.host,
                "operators": countries.operators,
                "supplier": use.supplier.name if use.supplier else "",
                "verdict": check_of(use, policy).verdict,
            }
        )
    return {
        "uses": uses,
        "concentration": [
            {
                "dimension": one.dimension,
                "spend": _rounded(one.spend.index),
                "workload": _rounded(one.workload.index),
                "most": one.most,
            }
            for one in concentrations(organization)
        ],
        "tolerance": {
            "tolerated": most.tolerated,
            "switching_days_max": most.switching_days_max,
            "switching_cost_max_jpy": None
            if most.switching_cost_max_jpy is None
            else int(most.switching_cost_max_jpy),
        },
        "exits": [
            {
                "system": row.system.name,
                "substitute": row.substitute or "",
                "days_estimate": row.plan.days_estimate if row.plan else None,
                "days_measured": row.days_measured,
            }
            for row in exit_rows(organization)
        ],
    }


def _partner_facts(organization: Organization) -> dict[str, Any]:
    names = ("partner", "activity", "data_shared", "rights", "accountable", "responsible", "contract")
    rows = PartnerActivity.objects.filter(organization=organization)
    return {"activities": [{name: getattr(row, name) for name in names} for row in rows]}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _sha256(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
