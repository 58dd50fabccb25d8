"""Storing tolerances, exit plans, drills and the quarterly review."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from governance.models import AiSystem, DependencyTolerance, ExitDrill, ExitPlan, SwitchReview
from governance.services.refusing import refused


def save_tolerance(tolerance: DependencyTolerance, by: User) -> None:
    """Store what management tolerates; a limit needs the name of whoever decided it, and the day."""
    indexes = (tolerance.vendor_index_max, tolerance.origin_index_max, tolerance.host_index_max)
    if any(one is not None and not 0 < one <= 1 for one in indexes):
        raise refused(
            "集中度の許容値は0より大きく1以下です。", "A tolerated concentration is above 0, at most 1."
        )
    if not (tolerance.decided_by_name.strip() and tolerance.decided_on):
        raise refused("決めた人と日付を入力してください。", "Enter who decided this, and when.")
    with transaction.atomic():
        tolerance.entered_by = by
        tolerance.save()
        record(
            tolerance.organization, by, "tolerance.saved", tolerance.decided_by_name,
            vendor=tolerance.vendor_index_max, origin=tolerance.origin_index_max,
            host=tolerance.host_index_max, days=tolerance.switching_days_max,
        )  # fmt: skip


def save_plan(plan: ExitPlan, by: User) -> None:
    """Store how a system would leave; "re-evaluated" needs the evaluation and its day."""
    if plan.is_re_evaluated and not (
        plan.substitute.strip() and plan.re_evaluation_reference.strip() and plan.re_evaluated_on
    ):
        raise refused(
            "「再評価済み」には、代替モデル・評価の名称・評価日が必要です。",
            "Re-evaluated needs the substitute, the name of the evaluation and its day.",
        )
    if plan.days_estimate is not None and plan.days_estimate <= 0:
        raise refused("乗換日数は0より大きい数です。", "Days to switch are above 0.")
    has_estimate = plan.days_estimate is not None or plan.cost_estimate_jpy is not None
    if has_estimate and not plan.estimate_source.strip():
        raise refused("見積の出所を入力してください。", "Enter where the estimate comes from.")
    with transaction.atomic():
        plan.entered_by = by
        plan.save()
        record(plan.system.organization, by, "exitplan.saved", plan.system.name, plan=plan.pk)


def start_drill(system: AiSystem, started_at: datetime, person_name: str, by: User) -> ExitDrill:
    """Begin a rehearsal; one at a time."""
    plan = ExitPlan.objects.filter(system=system).first()
    if plan is None:
        raise refused("先に乗換計画を保存してください。", "Save the exit plan first.")
    if started_at > timezone.now():
        raise refused("開始は現在以前の時刻です。", "A drill starts now or earlier.")
    with transaction.atomic():
        hold_chain(system.organization_id)
        if plan.drills.filter(ended_at=None).exists():
            raise refused("終わっていない訓練があります。", "A drill is still running.")
        drill = plan.drills.create(started_at=started_at, person_name=person_name, entered_by=by)
        record(system.organization, by, "exitdrill.started", system.name, drill=drill.pk, at=started_at)
    return drill


def end_drill(drill: ExitDrill, by: User) -> None:
    """End a rehearsal with what it showed; `drill` carries the values of the form."""
    stored = ExitDrill.objects.get(pk=drill.pk)
    if stored.ended_at is not None:
        raise refused("この訓練は終了済みです。", "This drill has ended already.")
    if drill.ended_at is None or drill.ended_at <= stored.started_at or drill.ended_at > timezone.now():
        raise refused(
            "終了は、開始より後で現在以前の時刻です。", "A drill ends after its start, and not in the future."
        )
    if drill.has_passed is None or (drill.has_passed and not drill.reference.strip()):
        raise refused(
            "代替モデルが評価の基準に達したかと、その評価を記録してください。",
            "Say whether the substitute met the pass line, and in which evaluation.",
        )
    with transaction.atomic():
        drill.save()
        record(
            drill.plan.system.organization, by, "exitdrill.ended", drill.plan.system.name,
            drill=drill.pk, days=drill.days, passed=drill.has_passed,
        )  # fmt: skip


def add_review(review: SwitchReview, answers: Mapping[str, str], by: User) -> None:
    """Record a quarterly review; every question has an answer, and the next one is later."""
    if any(not text.strip() for text in answers.values()):
        raise refused(
            "すべての質問に回答してください(不明な場合は「不明」と記入)。",
            "Answer every question; write “unknown” where it is.",
        )
    if review.on > timezone.localdate() or review.next_on <= review.on:
        raise refused(
            "実施日は今日以前、次回は実施日より後にしてください。",
            "A review was held today or earlier, and the next is after it.",
        )
    with transaction.atomic():
        review.answers = {key: text.strip() for key, text in answers.items()}
        review.entered_by = by
        review.save()
        record(
            review.system.organization, by, "switchreview.added", str(review),
            decision=review.decision, next_on=review.next_on,
        )  # fmt: skip
