"""Answers about a use, and the link under which a supplier answers by itself."""

import hashlib
import secrets
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from governance.models import ModelUse, VendorAnswer, VendorReply, VendorRequest
from governance.services.editions import ensure_adopted
from governance.services.refusing import refused
from governance.vendor_records import by_id, sections_of
from governance.vendor_states import GivenBy, ReplyState

TEXT_CHARACTERS, EVIDENCE_CHARACTERS = 3_000, 1_000
LONGEST_DAYS = 90
CALLS_A_MINUTE = 60


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as a person of ours wrote it; a score of None is unknown."""

    text: str
    score: int | None
    evidence: str = ""
    source: str = ""
    answered_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class ReplyDraft:
    """What a supplier wrote to one question."""

    text: str
    evidence: str = ""


def save_answer(
    use: ModelUse, question: str, draft: AnswerDraft, by: User, given_by: GivenBy = GivenBy.FIRM
) -> VendorAnswer:
    """Store the answer that counts. Without words there is no score, and a high one needs evidence."""
    if question not in by_id(sections_of(use.organization)):
        raise refused("質問票にない質問です。", "The questionnaire has no such question.")
    if draft.score is not None and not draft.text.strip():
        raise refused("回答のない質問に点は付けられません。", "A question without an answer gets no score.")
    if draft.score is not None and draft.score >= 3 and not draft.evidence.strip():
        raise refused("3点以上には根拠が必要です。", "A score of 3 or more needs evidence.")
    if draft.score is not None and not (draft.source.strip() and draft.answered_on):
        raise refused("点を付けるには、出所と日付が必要です。", "A score needs its source and date.")
    values = {
        "text": draft.text.strip(), "score": draft.score, "evidence": draft.evidence.strip(),
        "source": draft.source.strip(), "answered_on": draft.answered_on, "note": draft.note.strip(),
        "given_by": given_by, "scored_by": by,
    }  # fmt: skip
    with transaction.atomic():
        ensure_adopted(use.organization, "vendor_questions", by)
        answer, _new = VendorAnswer.objects.update_or_create(use=use, question=question, defaults=values)
        ensure_adopted(use.organization, "vendor_questions", by)
        record(
            use.organization, by, "vendoranswer.saved", f"{use.name} {question}",
            use=use.pk, score=draft.score, given_by=given_by,
        )  # fmt: skip
    return answer


def open_request(
    use: ModelUse, recipient: str, message: str, days: int, by: User
) -> tuple[VendorRequest, str]:
    """Make a link for one supplier; the secret is returned once and never stored."""
    if not recipient.strip() or not 1 <= days <= LONGEST_DAYS:
        raise refused(
            f"宛先と、1〜{LONGEST_DAYS}日の期限を入力してください。",
            f"Enter the recipient and a term of 1 to {LONGEST_DAYS} days.",
        )
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        ensure_adopted(use.organization, "vendor_questions", by)
        request = use.requests.create(
            token_sha256=hash_of(token), recipient=recipient.strip(), message=message.strip(), created_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        record(use.organization, by, "vendorrequest.opened", str(request), request=request.pk, days=days)
    return request, token


def revoke_request(request: VendorRequest, by: User) -> None:
    """Close a link at once."""
    if request.revoked_at is not None:
        return
    with transaction.atomic():
        request.revoked_at = timezone.now()
        request.save(update_fields=["revoked_at"])
        record(request.use.organization, by, "vendorrequest.revoked", str(request), request=request.pk)


def request_of_token(token: str) -> VendorRequest | None:
    """The request of a link that still holds; None for one that is wrong, expired or revoked: all look alike."""
    if not 40 <= len(token) <= 60:
        return None
    found = VendorRequest.objects.filter(
        token_sha256=hash_of(token),
        revoked_at=None,
        expires_at__gt=timezone.now(),
        use__ended_on=None,
    )
    return found.select_related("use__organization", "use__model", "use__supplier").first()


def is_within_rate(request: VendorRequest) -> bool:
    """Count one call; False beyond 60 a minute, counted in the database so that all processes share it."""
    now = timezone.now()
    rows = VendorRequest.objects.filter(pk=request.pk)
    old = Q(window_started_at=None) | Q(window_started_at__lt=now - timedelta(minutes=1))
    if rows.filter(old).update(window_started_at=now, window_requests=1):
        return True
    return bool(
        rows.filter(window_requests__lt=CALLS_A_MINUTE).update(window_requests=F("window_requests") + 1)
    )


def save_replies(request: VendorRequest, drafts: Mapping[str, ReplyDraft]) -> None:
    """Keep what a supplier wrote so far; refuse unknown questions, too long texts and anything after submitting."""
    with transaction.atomic():
        held = VendorRequest.objects.select_for_update().get(pk=request.pk)
        if held.submitted_at is not None:
            raise refused("回答は提出済みです。", "The answers were submitted already.")
        stored = {one.question: ReplyDraft(one.text, one.evidence) for one in held.replies.all()}
        asked = by_id(sections_of(request.use.organization))
        for question, draft in drafts.items():
            _check_reply(question, draft, asked)
            values = {"text": draft.text.strip(), "evidence": draft.evidence.strip()}
            if ReplyDraft(**values) != stored.get(question, ReplyDraft("")):
                VendorReply.objects.update_or_create(request=held, question=question, defaults=values)


def submit_replies(request: VendorRequest, drafts: Mapping[str, ReplyDraft], respondent: str) -> None:
    """Hand in once, as a named person: from then on a person of the company reviews each answer."""
    if not respondent.strip() or len(respondent) > 200:
        raise refused("回答者の氏名と所属を入力してください。", "Enter your name and department.")
    with transaction.atomic():
        save_replies(request, drafts)
        now = timezone.now()
        rows = VendorRequest.objects.filter(pk=request.pk, submitted_at=None)
        if not rows.update(submitted_at=now, respondent=respondent.strip()):
            raise refused("回答は提出済みです。", "The answers were submitted already.")
        request.replies.filter(Q(text="") & Q(evidence="")).delete()
        request.replies.update(state=ReplyState.WAITING)
        record(
            request.use.organization, None, "vendorrequest.submitted", str(request),
            request=request.pk, respondent=respondent.strip(), answers=request.replies.count(),
        )  # fmt: skip


def accept_reply(reply: VendorReply, score: int | None, note: str, by: User) -> VendorAnswer:
    """Take an answer of the supplier over, with the score that a person of ours gives it."""
    request = reply.request
    submitted = request.submitted_at
    draft = AnswerDraft(
        text=reply.text,
        score=score,
        evidence=reply.evidence,
        source=f"{request.respondent} ({request.recipient})"[:500],
        answered_on=timezone.localdate(submitted) if submitted else None,
        note=note,
    )
    with transaction.atomic():
        _hold_waiting(reply)
        answer = save_answer(request.use, reply.question, draft, by, GivenBy.VENDOR)
        _close(reply, ReplyState.ACCEPTED, by)
    return answer


def reject_reply(reply: VendorReply, by: User) -> None:
    """Leave an answer of the supplier out; it stays readable and never counts."""
    with transaction.atomic():
        _hold_waiting(reply)
        _close(reply, ReplyState.REJECTED, by)
        record(reply.request.use.organization, by, "vendorreply.rejected", str(reply), reply=reply.pk)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_reply(question: str, draft: ReplyDraft, asked: Container[str]) -> None:
    if question not in asked:
        raise refused("質問票にない質問です。", "The questionnaire has no such question.")
    if len(draft.text) > TEXT_CHARACTERS or len(draft.evidence) > EVIDENCE_CHARACTERS:
        raise refused(
            f"回答は{TEXT_CHARACTERS:,}字、根拠は{EVIDENCE_CHARACTERS:,}字までです({question})。",
            f"An answer has {TEXT_CHARACTERS:,} characters at most, evidence {EVIDENCE_CHARACTERS:,} ({question}).",
        )


def _hold_waiting(reply: VendorReply) -> None:
    """Two people may look at the same answer: the first to decide decides."""
    hold_chain(reply.request.use.organization_id)
    held = VendorReply.objects.select_for_update().get(pk=reply.pk)
    if held.state != ReplyState.WAITING:
        raise refused("この回答は審査待ちではありません。", "This answer is not waiting for review.")


def _close(reply: VendorReply, state: ReplyState, by: User) -> None:
    reply.state, reply.reviewed_by, reply.reviewed_at = state, by, timezone.now()
    reply.save(update_fields=["state", "reviewed_by", "reviewed_at"])
