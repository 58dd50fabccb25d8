"""Storing the three records, the uses of models, the policy on origins and dated events."""

import re
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from governance.models import (
    AiSystem,
    ChangeReview,
    HostRecord,
    ModelRecord,
    ModelUse,
    OriginApproval,
    OriginRule,
    PartnerActivity,
    SupplierRecord,
    VendorEvent,
)
from governance.services.refusing import refused
from governance.vendor_records import check_of, countries_of
from governance.vendor_states import ASKS_RE_EVALUATION, EventKind, SharedPart

COUNTRY = re.compile(r"[A-Z]{2}")
SHA256 = re.compile(r"[0-9a-f]{64}")
Stored = ModelRecord | HostRecord | SupplierRecord | ModelUse | OriginRule | VendorEvent | PartnerActivity


def save_row(row: Stored, by: User) -> None:
    """Store a row that a form has filled; refuse what contradicts itself or another company's records."""
    is_new = row.pk is None
    row.entered_by = by
    _check(row)
    try:
        with transaction.atomic():
            row.save()
            action = f"{row._meta.model_name}.{'added' if is_new else 'changed'}"
            record(row.organization, by, action, str(row), row=row.pk)
            if isinstance(row, ModelRecord):
                _note_retirement(row, by)
    except IntegrityError:
        raise refused(
            "同じ名前(または同じ国)の記録が既にあります。既存の記録を編集してください。",
            "A record of that name (or country) is there already; edit that one.",
        ) from None


def _note_retirement(model: ModelRecord, by: User) -> None:
    """A date of retirement on the record is an event too: every system that uses the model has to be looked at."""
    if model.retired_on is None or model.seen_on is None:
        return
    known = model.events.filter(kind__in=(EventKind.NOTICE, EventKind.RETIRED))
    text = f"{model.retired_on} 終了 / retirement"
    if known.filter(description=text).exists() or known.filter(on=model.retired_on).exists():
        return
    values = {"source": model.source, "seen_on": model.seen_on, "certainty": model.certainty}
    model.events.create(
        organization=model.organization, kind=EventKind.NOTICE, on=model.seen_on, description=text, entered_by=by,
        **values,
    )  # fmt: skip


def remove_event(event: VendorEvent, by: User) -> None:
    """Take out a row that was entered by mistake; what rests on it keeps it."""
    if event.reviews.exists():
        raise refused(
            "再評価の記録がこの出来事に結び付いているため、削除できません。",
            "A re-evaluation refers to this event, so it stays.",
        )
    with transaction.atomic():
        record(event.organization, by, "vendorevent.removed", str(event), row=event.pk, on=event.on)
        event.delete()


def approve_origin(
    use: ModelUse, person_name: str, reason: str, by: User, seen_countries: str | None = None
) -> OriginApproval:
    """Approve a use that the policy wants approved; an approval never overrules "not allowed" or an unknown.

    `seen_countries` are the three that were on the screen: others are not approved in their place.
    """
    with transaction.atomic():
        hold_chain(use.organization_id)
        use = ModelUse.objects.select_related("organization", "model", "host").get(pk=use.pk)
        if seen_countries is not None and seen_countries != countries_text(use):
            raise refused(
                "表示後に国の記録が変わりました。最新の内容を確認してから承認してください。",
                "The countries changed since they were shown. Look at the present ones, then approve.",
            )
        if check_of(use).verdict != "needs_approval":
            raise refused(
                "この利用は、承認で解決できる状態ではありません。不明な項目を埋めるか、ポリシーを確認してください。",
                "An approval does not settle this use. Fill in what is unknown, or look at the policy.",
            )
        approval = use.origin_approvals.create(
            countries=countries_text(use), person_name=person_name, reason=reason, approved_by=by
        )
        record(
            use.organization,
            by,
            "modeluse.origin_approved",
            use.name,
            use=use.pk,
            countries=approval.countries,
        )
    return approval


def countries_text(use: ModelUse) -> str:
    known = countries_of(use)
    return f"{known.origin},{known.host},{known.operators}"


def review_change(
    system: AiSystem, event: VendorEvent, on: date, reference: str, result: str, person_name: str, by: User
) -> ChangeReview:
    """Record that a system was evaluated again after a change of a model that it uses."""
    if event.kind not in ASKS_RE_EVALUATION:
        raise refused("この出来事に再評価は必要ありません。", "This event asks for no re-evaluation.")
    if event.model_id is None or not system.model_uses.filter(model_id=event.model_id).exists():
        raise refused(
            "このAIシステムは、そのモデルを使っていません。", "This AI system does not use that model."
        )
    if on > timezone.localdate() or (event.kind == EventKind.UPDATE and on < event.on):
        raise refused(
            "再評価の実施日は、モデルの更新日以後かつ今日以前にしてください。",
            "A re-evaluation was held today or earlier, and not before the model was updated.",
        )
    with transaction.atomic():
        hold_chain(system.organization_id)
        if ChangeReview.objects.filter(system=system, event=event).exists():
            raise refused(
                "この変更の再評価は記録済みです。", "The re-evaluation of this change is recorded already."
            )
        review = ChangeReview.objects.create(
            system=system, event=event, on=on, reference=reference, result=result, person_name=person_name,
            entered_by=by,
        )  # fmt: skip
        record(system.organization, by, "changereview.added", str(review), event=event.pk, on=on)
    return review


def _check(row: Stored) -> None:
    for name in ("origin_country", "jurisdiction", "operators_location", "country"):
        _check_country(str(getattr(row, name, "")))
    match row:
        case ModelRecord():
            _check_order(row.released_on, row.retired_on)
            if row.retired_on and not (row.source and row.seen_on and row.certainty):
                raise refused(
                    "終了日には、出所・確認日・確度を付けてください。",
                    "A date of retirement needs its source, the day it was seen and how certain it is.",
                )
            if row.weights_sha256 and not SHA256.fullmatch(row.weights_sha256):
                raise refused(
                    "重みのハッシュは、SHA-256の64桁の16進数で入力してください。",
                    "Give the hash of the weights as 64 hexadecimal digits (SHA-256).",
                )
        case ModelUse():
            _check_use(row)
        case OriginRule():
            _check_order(row.decided_on, row.review_on)
        case VendorEvent():
            _check_event(row)
        case PartnerActivity():
            _check_order(row.starts_on, row.ends_on)


def _check_country(code: str) -> None:
    if code and not COUNTRY.fullmatch(code):
        raise refused(
            f"国は英大文字2文字(例: JP)で入力してください({code})。",
            f"Give a country as two capital letters, such as JP ({code}).",
        )


def _check_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise refused(
            f"日付が前後しています({first} → {last})。",
            f"The dates contradict each other ({first} → {last}).",
        )


def _check_use(use: ModelUse) -> None:
    parts: list[models.Model | None] = [use.system, use.model, use.host, use.supplier]
    if any(part and part.organization_id != use.organization_id for part in parts):  # type: ignore[attr-defined]
        raise refused("この会社の記録ではありません。", "The record belongs to another company.")
    has_amount = use.spend_jpy_per_year is not None or use.requests_per_month is not None
    if has_amount and not (use.amounts_source and use.amounts_on):
        raise refused(
            "支出額や件数には、出所と日付を付けてください。",
            "Give the source and the date of the spend or the number of requests.",
        )
    if use.evaluated_on and not use.evaluation_reference:
        raise refused(
            "評価日には、評価の名称や番号を付けてください。", "Name the evaluation behind its date."
        )


def _check_event(event: VendorEvent) -> None:
    if (event.model is None) == (event.supplier is None):
        raise refused(
            "モデルか契約先のどちらか一方を選んでください。", "Choose either a model or a supplier."
        )
    owner = event.model or event.supplier
    if owner is None or owner.organization_id != event.organization_id:
        raise refused("この会社の記録ではありません。", "The record belongs to another company.")
    has_price = event.input_price is not None or event.output_price is not None
    if event.kind == EventKind.PRICE and not has_price:
        raise refused("価格には単価を入力してください。", "Enter the price itself.")
    if has_price and not event.currency:
        raise refused("単価には通貨を付けてください。", "Give the currency of the price.")


def end_use(use: ModelUse, on: date, by: User) -> None:
    """A use that ended leaves the concentration, and stays in the records."""
    if use.ended_on is not None:
        raise refused("この利用は終了済みです。", "This use has ended already.")
    with transaction.atomic():
        use.ended_on = on
        use.save(update_fields=["ended_on"])
        record(use.organization, by, "modeluse.ended", use.name, use=use.pk, on=on)


def share_parts(use: ModelUse, parts: Iterable[str], by: User) -> None:
    """Say which parts of the provenance sheet customers may read; everything else stays undisclosed."""
    with transaction.atomic():
        use.shared_parts = sorted(SharedPart(part) for part in parts)
        use.save(update_fields=["shared_parts"])
        record(use.organization, by, "modeluse.shared_parts", use.name, use=use.pk, parts=use.shared_parts)
