"""How an answer ends: held, waiting for its next try, or given up with a reason. Never scored 0 by mistake."""

from datetime import datetime, timedelta
from typing import Any

from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import Answer, Call
from evaluations.providers.protocol import Generation, ProviderError, RateLimited
from evaluations.states import AnswerState, CallOutcome
from language.storable import storable
from language.text import Text

# An endpoint in trouble may ask for any wait; a question looks again after this long at the latest.
LONGEST_WAIT_S = 900.0
HELD_AS = {
    "stop": AnswerState.DONE,
    "length": AnswerState.TRUNCATED,
    "refused": AnswerState.REFUSED_BY_MODEL,
}
# No answer can have been made behind these errors: the call never left, or was turned away at the door.
SURELY_UNBILLED = frozenset(
    {
        "context-too-long",
        "endpoint-busy",
        "endpoint-down",
        "endpoint-key",
        "endpoint-not-allowed",
        "endpoint-quota",
        "endpoint-redirect",
        "endpoint-refused",
        "model-missing",
        "rate-limited",
        "setting-refused",
    }
)
WORKER_LOST = Text(
    "この質問に答えている途中でワーカーが{n}回止まったため、これ以上は試していません。ほかの回答は保存されています。"
    "メモリ不足が疑われます。小さいモデルを選ぶか、管理者に相談してください。",
    "The worker stopped {n} times while answering this question, so it is not tried again. Other answers are "
    "stored. Memory may be short: choose a smaller model or ask the operator.",
)
LIMITED = Text(
    "提供元の呼び出し制限(429)が続き、待ち時間の期限({limit}分)までに回答を得られなかったため、この質問は打ち切りました。"
    "採点の対象にはしていません。時間を置いて、失敗した質問を再試行してください。",
    "The vendor kept refusing calls (429), and no answer came within the deadline of {limit} minutes, so this "
    "question was given up. It is not scored. Wait a while, then retry the failed questions.",
)
FROM_CACHE = Text("キャッシュから(費用なし)", "from cache (no cost)")
# Every ending writes the same columns, so that one statement serves for all of them.
EMPTY: dict[str, Any] = {
    "state": AnswerState.PENDING,
    "lease_until": None,
    "attempts_allowed": 0,
    "not_before": None,
    "limited_since": None,
    "text": "",
    "finish_reason": "",
    "input_tokens": None,
    "output_tokens": None,
    "cached_tokens": None,
    "reasoning_tokens": None,
    "batch_size": None,
    "peak_memory_bytes": None,
    "energy_j": None,
    "cost_microyen": None,
    "cost_basis": {},
    "cache_key": "",
    "from_cache": False,
    "ttft_s": None,
    "total_s": None,
    "model_reported": "",
    "prompt_sha256": "",
    "passage_ids": [],
    "failure": None,
    "finished_at": None,
}


def held(answer: Answer, generation: Generation, now: datetime) -> dict[str, Any]:
    """The candidate spoke, or would not: what it said and what was measured."""
    return {
        **EMPTY,
        "state": HELD_AS[generation.finish_reason],
        "attempts_allowed": answer.attempts_allowed,
        "text": storable(generation.text),
        "finish_reason": generation.finish_reason,
        "input_tokens": generation.input_tokens,
        "output_tokens": generation.output_tokens,
        "cached_tokens": generation.cached_tokens,
        "reasoning_tokens": generation.reasoning_tokens,
        "batch_size": generation.batch_size,
        "peak_memory_bytes": generation.peak_memory_bytes,
        "energy_j": generation.energy_j,
        "ttft_s": generation.ttft_s,
        "total_s": generation.total_s,
        "model_reported": storable(generation.model_reported or "")[:200],
        "finished_at": now,
    }


def held_from_cache(
    answer: Answer, generation: Generation, worth_microyen: int | None, now: datetime
) -> dict[str, Any]:
    """What was remembered costs nothing now; its times and joules were those of another day."""
    measured_then = dict.fromkeys(("ttft_s", "total_s", "batch_size", "peak_memory_bytes", "energy_j"))
    basis = {"kind": "cache", "ja": FROM_CACHE.ja, "en": FROM_CACHE.en, "worth_microyen": worth_microyen}
    free = {"from_cache": True, "cost_microyen": 0, "cost_basis": basis}
    return {**held(answer, generation, now), **measured_then, **free}


def unheard(answer: Answer, state: AnswerState, refusal: EvaluationRefused, now: datetime) -> dict[str, Any]:
    """The candidate was never heard: the reason, and no score."""
    failure = as_row(refusal.code, refusal.message)
    kept = {"attempts_allowed": answer.attempts_allowed, "limited_since": answer.limited_since}
    return {**EMPTY, **kept, "state": state, "failure": failure, "finished_at": now}


def after_error(
    answer: Answer, error: ProviderError, give_up_after_s: float, now: datetime
) -> dict[str, Any]:
    """A retryable error waits its turn again; the last allowed one is an end with its reason."""
    if isinstance(error, RateLimited):
        return _after_limit(answer, error, give_up_after_s, now)
    if not error.retryable or answer.attempt >= answer.attempts_allowed:
        return unheard(answer, AnswerState.FAILED, error, now)
    wait_s = min(max(error.retry_after_s or 0.0, _backoff_s(answer.attempt)), LONGEST_WAIT_S)
    return _again(answer, error, wait_s, now)


def surely_unbilled(error: ProviderError) -> bool:
    return error.code in SURELY_UNBILLED


def closed_as(call: Call, error: ProviderError, now: datetime) -> dict[str, Any]:
    """What a failed call keeps: a timeout or a cut answer may be billed, and its reservation stays."""
    may_be_billed = call.reserved_microyen > 0 and not surely_unbilled(error)
    outcome = CallOutcome.UNKNOWN if may_be_billed else CallOutcome.ERROR
    return {"outcome": outcome, "received_at": now, "failure_code": error.code[:40]}


def _after_limit(answer: Answer, error: RateLimited, give_up_after_s: float, now: datetime) -> dict[str, Any]:
    """Retry-After is obeyed; a wait that would end after the deadline is not begun."""
    since = answer.limited_since or now
    wait_s = max(error.retry_after_s or 0.0, _backoff_s(answer.attempt))
    if (now - since).total_seconds() + wait_s > give_up_after_s:
        reason = LIMITED.filled(limit=round(give_up_after_s / 60))
        return unheard(answer, AnswerState.RATE_LIMITED, EvaluationRefused(error.code, reason), now)
    # Being turned away is not a try of the question: only the deadline ends it.
    again = _again(answer, error, wait_s, now)
    return {**again, "limited_since": since, "attempts_allowed": answer.attempts_allowed + 1}


def _again(answer: Answer, error: ProviderError, wait_s: float, now: datetime) -> dict[str, Any]:
    kept = {"attempts_allowed": answer.attempts_allowed, "limited_since": answer.limited_since}
    failure = as_row(error.code, error.message)
    return {**EMPTY, **kept, "not_before": now + timedelta(seconds=wait_s), "failure": failure}


def _backoff_s(attempt: int) -> float:
    return 2.0 ** min(attempt - 1, 5)
