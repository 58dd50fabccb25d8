"""What a run will cost and how long it will take, shown before it starts: ranges, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import replace

from accounts.models import Organization
from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate, TestSet
from evaluations.pricing.forecast import (
    Evidence,
    Question,
    Range,
    calls_of,
    forecast_tokens,
    together,
    worst_bound,
)
from evaluations.pricing.tokens import worst_microyen
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.cap_forecast import CapWords, WorstCalls, against_the_caps, room_under_caps
from evaluations.services.estimates import CandidateEstimate, Plan, RunEstimate
from evaluations.services.estimating_search import estimate_embedding
from evaluations.services.foreseen_cost import foreseen_cost, foreseen_seconds, price_kind
from evaluations.services.opening import snapshot_of
from evaluations.services.past_answers import MeasuredSets, Past, QuestionWidths, past_of, titles_width
from evaluations.services.pricing import ByTokens, Unpriced, pricing_of
from evaluations.states import DocumentState, ReasoningMode
from language.text import Text

WORDS = CapWords(
    not_one_fits=Text(
        "上限額の残り{room}円では、1回の呼び出しの最大額{need}円を確保できないため、有料の候補モデルには何も送信できません。"
        "上限額を引き上げるか、最大の回答長または根拠の文字数を減らしてください。",
        "The {room} yen left under the cap do not hold the {need} yen that one call may cost at most, so nothing could "
        "be sent to a paid candidate. Raise the cap, or shorten the longest answer or the evidence.",
    ),
    may_stop=Text(
        "最大の見積り{high}円が、上限額の残り{room}円を超えています。すべての呼び出しが最大額になったとしても、"
        "有料の{total}回の呼び出しのうち少なくとも{fits}回は回答できます。上限額に達すると一時停止し、それまでの回答は保存されます。",
        "The highest estimate of {high} yen is above the {room} yen left under the cap. Even if every call cost its "
        "most, at least {fits} of {total} paid calls would be answered. At the cap the run pauses and keeps its "
        "answers.",
    ),
    will_stop=Text(
        "見込みの費用{expected}円が上限額の残り{room}円を超えているため、途中で一時停止する見込みです。",
        "The expected cost of {expected} yen is above the {room} yen left under the cap: the run will probably pause.",
    ),
    no_cap=Text(
        "有料の候補モデルがありますが、この評価にも今月にも上限額が設定されていません。上限額の設定をお勧めします。",
        "There are paid candidates, and neither this run nor this month has a cap. Setting one is advised.",
    ),
)


def estimate_run(
    organization: Organization, test_set: TestSet, candidates: Sequence[Candidate], plan: Plan
) -> RunEstimate:
    """Foresee cost and time of a run; nothing is sent and nothing is reserved."""
    own = {test_set.organization_id, *(candidate.organization_id for candidate in candidates)}
    if own - {organization.pk}:
        raise PermissionError("an estimate never mixes organisations")
    measured = MeasuredSets()
    plain = measured.widths(test_set, PROMPT_VERSION)
    asked = [(one, measured.widths(test_set, one.prompt_version or PROMPT_VERSION)) for one in candidates]
    documents = organization.documents.filter(state=DocumentState.READY)
    evidence = Evidence(plan.evidence_characters, titles_width(documents, plan.evidence_characters))
    searched = replace(
        plan, retrievers=(*plan.retrievers, *(candidate.retriever for candidate in candidates))
    )
    estimates = (
        *(
            _estimate(candidate, widths, past_of(candidate, measured), evidence, plan)
            for candidate, widths in asked
        ),
        *estimate_embedding(organization, documents, plain, searched),
    )
    paying = [e for e in estimates if e.is_paid]
    paid = together(e.cost_microyen for e in paying if e.cost_microyen)
    room = room_under_caps(organization, [plan.cap_microyen])
    dearest = max((e.worst_call_microyen for e in paying), default=0)
    worst = WorstCalls(dearest, dearest, sum(e.calls for e in paying))
    money_blocks, warnings = against_the_caps(paid, worst, room, WORDS) if paying else ((), ())
    return RunEstimate(
        candidates=estimates,
        paid=paid,
        total=_all_or_none([e.cost_microyen for e in estimates if e.kind != "given"]),
        seconds=_all_or_none([e.seconds for e in estimates[: len(candidates)] if e.kind != "given"]),
        room_microyen=room,
        blocks=(*(e.block for e in estimates if e.block), *money_blocks),
        warnings=warnings,
    )


def estimate_or_refuse(
    organization: Organization, test_set: TestSet, candidates: Sequence[Candidate], plan: Plan
) -> RunEstimate:
    """Estimate a run that is about to start; raise EvaluationRefused with the first thing that stands in its way."""
    found = estimate_run(organization, test_set, candidates, plan)
    if found.blocks:
        raise EvaluationRefused("estimate", found.blocks[0])
    return found


def _estimate(
    candidate: Candidate, widths: QuestionWidths, past: Past | None, evidence: Evidence, plan: Plan
) -> CandidateEstimate:
    calls = calls_of(widths.count, plan.repeats, plan.repeat_share, plan.perturbations, plan.perturbed_share)
    pricing = pricing_of(candidate.organization_id, snapshot_of(candidate))
    limit = candidate.max_new_tokens
    reasons = candidate.reasoning_mode not in ("", ReasoningMode.OFF)
    tokens = forecast_tokens(Question(widths.mean), evidence, limit, reasons, past.answers if past else None)
    worst = worst_bound(Question(widths.widest), evidence, limit)
    asked = Range(calls, calls, calls)
    seconds = foreseen_seconds(past, asked)
    return CandidateEstimate(
        key=candidate.key,
        name=candidate.name,
        kind=price_kind(candidate, pricing),
        calls=calls,
        tokens=tokens,
        cost_microyen=foreseen_cost(pricing, [(asked, tokens)], seconds),
        seconds=seconds,
        worst_call_microyen=(
            worst_microyen(pricing.price, pricing.jpy_per_unit, worst) if isinstance(pricing, ByTokens) else 0
        ),
        past_answers=past.answers.count if past else 0,
        past_run=past.run_name if past else "",
        basis=pricing.basis,
        block=pricing.refusal.message if isinstance(pricing, Unpriced) and pricing.refusal else None,
    )


def _all_or_none(parts: Sequence[Range | None]) -> Range | None:
    known = [part for part in parts if part is not None]
    return together(known) if len(known) == len(parts) else None
