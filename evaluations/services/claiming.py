"""Claiming questions: policy, cache and money are asked in the transaction that notes the call, for every attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.leases import expired, lease_end
from evaluations.errors import EvaluationRefused
from evaluations.models import Answer, Call, Run, RunCandidate
from evaluations.providers.protocol import Generation
from evaluations.running.loop import Work
from evaluations.services import response_cache
from evaluations.services.bulk_rows import insert_each, update_each
from evaluations.services.endings import WORKER_LOST, held_from_cache, unheard
from evaluations.services.left_out import note_left_out
from evaluations.services.policy import Gatekeeper, Material
from evaluations.services.prompting import Prompt, PromptBook
from evaluations.services.purse import Purse, Reservation
from evaluations.states import RUN_ACTIVE, AnswerState, ProviderKind

# Rows looked at together while none of them needs a call.
LOOK_AHEAD = 64
OF_ANSWER = [
    "run_candidate",
    "item",
    "repeat",
    "perturbation",
    "state",
    "attempt",
    "attempts_allowed",
    "limited_since",
]
OF_ITEM = ["test_set", "key", "question", "kind", "choices", "schema", "language"]
READ = (*OF_ANSWER, *(f"item__{name}" for name in OF_ITEM))


@dataclass(frozen=True)
class Sent:
    """A question on its way, with the call that was noted for it."""

    answer: Answer
    call: Call
    prompt: Prompt
    cache_key: str

    @property
    def work(self) -> Work:
        return Work(
            self.answer.pk,
            self.answer.attempt,
            self.prompt.messages,
            self.prompt.settings,
            self.answer.item.key,
            self.answer.repeat,
            self.answer.perturbation,
        )


@dataclass(frozen=True)
class Claimed:
    """One claim. `held` are answers that needed no call; `refusal` is why money keeps the rest waiting.

    `may_fit_later`: calls of other workers that are still under way hold what is missing.
    """

    sent: tuple[Sent, ...] = ()
    held: tuple[int, ...] = ()
    is_all: bool = True
    refusal: EvaluationRefused | None = None
    may_fit_later: bool = False


class ClaimDesk:
    """Hands out the questions of one candidate. Make and use it where the database may be used."""

    def __init__(self, place: RunCandidate, owner: str) -> None:
        run = place.run
        self.place = place
        self.run = run
        self.owner = owner
        self.book = PromptBook(place)
        self.gate = Gatekeeper(run.organization_id, place.snapshot, run.pk, "answer")
        self.purse = Purse(run.organization_id, place.snapshot, run.pk)
        address = self.gate.destination.address
        self.keys = response_cache.KeyMaker(place.snapshot, address, place.prompt_version)
        # Answers given in a file belong to their candidate: another's of the same model would be wrong.
        self.uses_cache = run.use_cache and place.snapshot["provider"] != ProviderKind.FILE
        self._look = 0

    @transaction.atomic
    def claim(self, slots: int) -> Claimed:
        """Lease at most `slots` questions that may be sent now; end those that need no call or may not be sent."""
        if not slots or not self._may_go_on():
            return Claimed()
        wanted = max(slots, self._look)
        rows = self._due(wanted)
        prompts = self.book.prompts(rows)
        open_rows = self._permitted(rows, prompts)
        keys = {row.pk: self._key(row, prompts[row.pk]) for row in open_rows}
        hits = self._from_cache(open_rows, prompts, keys)
        asked = [row for row in open_rows if row.pk not in hits][:slots]
        reservation = self.purse.reserve({row.pk: prompts[row.pk].bound for row in asked})
        leased = [row for row in asked if row.pk in reservation.microyen]
        self._lease(leased)
        calls = self._note_calls(leased, prompts, reservation)
        note_left_out(self.place, hits.values())
        sent = tuple(
            Sent(row, call, prompts[row.pk], keys[row.pk]) for row, call in zip(leased, calls, strict=True)
        )
        self._look = 0 if asked else LOOK_AHEAD
        is_all = len(rows) < wanted or bool(asked)
        return Claimed(sent, tuple(hits), is_all, reservation.refusal, reservation.may_fit_later)

    def _may_go_on(self) -> bool:
        going = Run.objects.filter(pk=self.run.pk, cancel_requested=False, pause_requested=False)
        return going.filter(state__in=RUN_ACTIVE).exists()

    def _due(self, count: int) -> list[Answer]:
        """Waiting questions in their order, then those whose worker is gone; what ends every worker is given up."""
        waits_no_more = Q(not_before__isnull=True) | Q(not_before__lte=Now())
        rows = self._locked(Q(state=AnswerState.PENDING) & waits_no_more, count)
        if len(rows) < count:
            rows += self._locked(Q(state=AnswerState.RUNNING) & expired(), count - len(rows))
        poison = [row for row in rows if row.state == AnswerState.RUNNING and _is_used_up(row)]
        self._end(poison, {row.pk: _lost(row) for row in poison}, AnswerState.FAILED)
        return [row for row in rows if row not in poison]

    def _locked(self, condition: Q, count: int) -> list[Answer]:
        skip = connection.features.has_select_for_update_skip_locked
        rows: QuerySet[Answer] = Answer.objects.filter(condition, run_candidate=self.place)
        # What a claim does not look at stays in the database: it is most of the row.
        rows = rows.select_related("item").only(*READ).order_by("pk")
        return list(rows.select_for_update(skip_locked=skip, of=("self",) if skip else ())[:count])

    def _permitted(self, rows: Sequence[Answer], prompts: Mapping[int, Prompt]) -> list[Answer]:
        """Leave out, ended with its reason, what the policy does not let go to this host as things stand now."""
        materials = {row.pk: Material(prompts[row.pk].document_ids, self.run.test_set_id) for row in rows}
        refused = self.gate.refusals(materials) if materials else {}
        self._end([row for row in rows if row.pk in refused], refused, AnswerState.REFUSED_BY_POLICY)
        return [row for row in rows if row.pk not in refused]

    def _key(self, row: Answer, prompt: Prompt) -> str:
        return self.keys.key(prompt.messages, prompt.settings, row.repeat)

    def _from_cache(
        self, rows: Sequence[Answer], prompts: Mapping[int, Prompt], keys: Mapping[int, str]
    ) -> dict[int, Generation]:
        """Answer from what was paid for before; return it by the ids of the answers."""
        if not self.uses_cache or not rows:
            return {}
        known = response_cache.cached(self.run.organization_id, keys.values())
        hits = [row for row in rows if keys[row.pk] in known]
        now = timezone.now()
        columns = []
        for row in hits:
            generation = known[keys[row.pk]]
            worth = self.purse.appraise(generation).cost_microyen
            ended = held_from_cache(row, generation, worth, now)
            columns.append({**ended, **trace(prompts[row.pk], keys[row.pk])})
        update_each(Answer, columns, [{"id": row.pk} for row in hits])
        return {row.pk: known[keys[row.pk]] for row in hits}

    def _end(
        self, rows: Sequence[Answer], reasons: Mapping[int, EvaluationRefused], state: AnswerState
    ) -> None:
        now = timezone.now()
        columns = [unheard(row, state, reasons[row.pk], now) for row in rows]
        update_each(Answer, columns, [{"id": row.pk} for row in rows])

    def _lease(self, rows: Sequence[Answer]) -> None:
        Answer.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=AnswerState.RUNNING,
            owner=self.owner,
            attempt=F("attempt") + 1,
            lease_until=lease_end(),
            not_before=None,
        )
        for row in rows:
            row.attempt += 1

    def _note_calls(
        self, rows: Sequence[Answer], prompts: Mapping[int, Prompt], reservation: Reservation
    ) -> list[Call]:
        now = timezone.now()
        host = self.gate.destination
        calls = [
            Call(
                organization_id=self.run.organization_id,
                run=self.run,
                answer=row,
                attempt=row.attempt,
                host_name=host.name[:120],
                host_address=host.address,
                confidentiality=self.gate.highest(
                    Material(prompts[row.pk].document_ids, self.run.test_set_id)
                ),
                document_ids=list(prompts[row.pk].document_ids),
                request_sha256=prompts[row.pk].sha256,
                budget_month=reservation.month,
                reserved_microyen=reservation.microyen[row.pk],
                sent_at=now,
            )
            for row in rows
        ]
        insert_each(calls)
        return calls


def trace(prompt: Prompt, cache_key: str) -> dict[str, object]:
    """What an answer keeps of its prompt."""
    return {
        "prompt_sha256": prompt.sha256,
        "passage_ids": list(prompt.passage_ids),
        "cache_key": cache_key,
    }


def _is_used_up(row: Answer) -> bool:
    return row.attempt >= row.attempts_allowed


def _lost(row: Answer) -> EvaluationRefused:
    return EvaluationRefused("worker-lost", WORKER_LOST.filled(n=row.attempt))
