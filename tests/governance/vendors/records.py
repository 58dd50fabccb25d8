"""A company with one use of a model, written through the services."""

from datetime import date, timedelta

from django.utils import timezone

from governance.models import (
    AiSystem,
    DependencyTolerance,
    ExitPlan,
    HostRecord,
    ModelRecord,
    ModelUse,
    OriginRule,
    PartnerActivity,
    SupplierRecord,
    VendorEvent,
)
from governance.services.documents import save_document
from governance.services.exits import end_drill, save_plan, save_tolerance, start_drill
from governance.services.questionnaires import (
    AnswerDraft,
    ReplyDraft,
    open_request,
    save_answer,
    submit_replies,
)
from governance.services.vendors import save_row
from governance.vendor_records import by_id, sections_of

TODAY = date(2026, 11, 1)


def add_use(organization, by, *, name="主系統", system=None, **changed) -> ModelUse:
    """Chinese weights that an American cloud runs in Japan, contracted with a Japanese integrator."""
    system = system or AiSystem.objects.create(
        organization=organization, name=f"極秘{organization.name}の検索"
    )
    suffix = f"{name}"
    model = ModelRecord(
        organization=organization, name=f"Qwen {suffix}", developer="Alibaba", origin_country="CN",
        weights="open_weights", licence="Apache-2.0", weights_public="yes", code_public="partial",
        data_public="no", recipe_public="partial",
    )  # fmt: skip
    host = HostRecord(
        organization=organization, name=f"東京リージョン {suffix}", operator="US Cloud", jurisdiction="JP",
        operators_location="US",
    )  # fmt: skip
    supplier = SupplierRecord(
        organization=organization, name=f"導入会社 {suffix}", kind="integrator", country="JP"
    )
    for row in (model, host, supplier):
        save_row(row, by)
    values = {
        "model": model, "host": host, "supplier": supplier, "deployment": "cloud", "is_selected": True,
        "spend_jpy_per_year": 6_000_000, "requests_per_month": 4_000, "amounts_source": "請求書 2026-10",
        "amounts_on": TODAY,
    }  # fmt: skip
    use = ModelUse(organization=organization, system=system, name=name, **{**values, **changed})
    save_row(use, by)
    return use


def add_rule(organization, by, role, country, verdict) -> OriginRule:
    rule = OriginRule(
        organization=organization, role=role, country=country, verdict=verdict, rationale="顧客との契約",
        decided_by_name="社長 山田", decided_on=TODAY, review_on=date(2027, 11, 1),
    )  # fmt: skip
    save_row(rule, by)
    return rule


def tolerate(organization, by, **changed) -> DependencyTolerance:
    values = {
        "vendor_index_max": 1.0, "origin_index_max": 1.0, "host_index_max": 1.0, "switching_days_max": 30.0,
        "tolerated": "単一の契約先を1年間許容する", "decided_by_name": "社長 山田", "decided_on": TODAY,
    }  # fmt: skip
    row = DependencyTolerance.objects.filter(organization=organization).first() or DependencyTolerance(
        organization=organization
    )
    for name, value in {**values, **changed}.items():
        setattr(row, name, value)
    save_tolerance(row, by)
    return row


def answer_all(use, by, score=3) -> None:
    for question in by_id(sections_of(use.organization)):
        save_answer(use, question, AnswerDraft("回答", score, "契約書 第3条", "契約書", TODAY), by)


def add_plan(system, by, **changed) -> ExitPlan:
    values = {
        "substitute": "別モデル", "is_re_evaluated": True, "re_evaluation_reference": "評価 12",
        "re_evaluated_on": TODAY, "days_estimate": 20.0, "estimate_source": "情シス試算", "owner_name": "佐藤",
    }  # fmt: skip
    plan = ExitPlan(system=system, **{**values, **changed})
    save_plan(plan, by)
    return plan


def hold_drill(system, by, *, days=12.5, passed=True):
    drill = start_drill(system, timezone.now() - timedelta(days=days, minutes=1), "佐藤", by)
    drill.ended_at, drill.has_passed, drill.reference = timezone.now(), passed, "評価 13"
    end_drill(drill, by)
    return drill


def hand_in(use, by, answers=None):
    """A supplier's answers, handed in; the link's secret with them."""
    request, token = open_request(use, "導入会社 営業部", "よろしくお願いします", 14, by)
    drafts = {
        key: ReplyDraft(text, "資料A") for key, text in (answers or {"V-JUR-1": "中国、親会社あり"}).items()
    }
    submit_replies(request, drafts, "鈴木 一郎(営業部)")
    request.refresh_from_db()
    return request, token


def around_vendors(organization, by, suffix="") -> dict[str, int]:
    """One of everything that an address of the vendor pages can name."""
    use = add_use(organization, by, name=f"極秘{suffix}の利用")
    event = VendorEvent(
        organization=organization, model=use.model, kind="notice", on=TODAY, description=f"極秘{suffix}の終了予告",
        source="https://example.com", seen_on=TODAY, certainty="official",
    )  # fmt: skip
    partner = PartnerActivity(
        organization=organization, partner=f"極秘{suffix}協会", kind="industry", activity="KPIの共有",
        accountable="山田", responsible="佐藤",
    )  # fmt: skip
    for row in (event, partner):
        save_row(row, by)
    request, _token = hand_in(use, by)
    add_plan(use.system, by)
    drill = start_drill(use.system, timezone.now() - timedelta(days=1), "佐藤", by)
    document = save_document(organization, "dependency", f"極秘{suffix}の文書", by)
    return {
        "model_use": use.pk,
        "vendor_record": use.model_id,
        "origin_rule": add_rule(organization, by, "host", "JP", "allowed").pk,
        "vendor_event": event.pk,
        "vendor_request": request.pk,
        "vendor_reply": request.replies.get().pk,
        "governance_document": document.pk,
        "ai_system": use.system_id,
        "exit_drill": drill.pk,
        "partner": partner.pk,
    }
