"""The answering loop, over a journal in memory."""

import asyncio
from collections import deque

import pytest

from evaluations.providers.protocol import EndpointDown, Message, RateLimited
from evaluations.running.adaptive import Unlimited
from evaluations.running.loop import EXCHANGE_AT_MOST, Claim, Outcome, Work, answer_all
from language.text import Text
from tests.evaluations.running.scripted import ScriptedProvider

DOWN = EndpointDown("down", Text("停止中です。", "It is down."), retryable=True)
BUSY = RateLimited("rate-limited", Text("混み合っています。", "Too busy."), True, 3.0)
IN_TROUBLE = EndpointDown("endpoint-error", Text("障害です。", "It is in trouble."), True, 7.0)


class MemoryJournal:
    def __init__(self, count: int) -> None:
        self.waiting = deque(Work(n, 1, (Message("user", f"質問: q{n}"),)) for n in range(count))
        self.written: list[Outcome] = []
        self.groups: list[int] = []
        self.extended, self.stop = 0, False

    async def exchange(self, outcomes, slots):
        self.written.extend(outcomes)
        self.groups.append(len(outcomes))
        free = 0 if self.stop else min(slots, len(self.waiting))
        return Claim(tuple(self.waiting.popleft() for _ in range(free)))

    async def extend(self):
        self.extended += 1


class Narrow(Unlimited):
    """An account whose places are told one after the other; it remembers what it heard."""

    def __init__(self, *places: int) -> None:
        super().__init__(places[-1])
        self.told = list(places)
        self.heard: list[object] = []

    async def allowed(self, in_flight):
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]

    def answered(self):
        self.heard.append("answered")

    def rate_limited(self, retry_after_s, age_s=0.0):
        self.heard.append(retry_after_s)

    def busy(self, wait_s):
        self.heard.append(("busy", wait_s))

    def wait_s(self):
        return 0.001


def run(journal, provider, stopping=lambda: False, lease_s=60.0, allowance=None):
    allowance = allowance or Unlimited(provider.max_concurrency)
    return asyncio.run(answer_all(journal, provider, allowance, lease_s, stopping))


@pytest.mark.parametrize(("count", "slots"), [(0, 4), (1, 4), (10, 1), (25, 4), (130, 100)])
def test_every_question_is_answered_once(count, slots):
    journal, provider = MemoryJournal(count), ScriptedProvider(lambda q, n: "答え", slots)
    assert run(journal, provider) == count
    assert sorted(o.work.answer_id for o in journal.written) == list(range(count))
    assert set(provider.asked.values()) <= {1}


def test_no_more_than_the_allowed_number_is_in_flight():
    provider = ScriptedProvider(lambda q, n: "答え", 3, delay_s=0.002)
    run(MemoryJournal(20), provider)
    assert provider.most_in_flight == 3


def test_the_account_may_allow_less_than_the_candidate():
    provider = ScriptedProvider(lambda q, n: "答え", 8, delay_s=0.002)
    run(MemoryJournal(20), provider, allowance=Narrow(2))
    assert provider.most_in_flight == 2


def test_an_account_without_a_free_place_is_waited_for():
    provider = ScriptedProvider(lambda q, n: "答え", 8)
    assert run(MemoryJournal(5), provider, allowance=Narrow(0, 0, 0, 4)) == 5


def test_the_account_hears_of_every_answer_and_every_refusal():
    allowance = Narrow(1)
    run(MemoryJournal(3), ScriptedProvider(lambda q, n: BUSY if q == "q1" else "答え"), allowance=allowance)
    assert allowance.heard == ["answered", 3.0, "answered"]


def test_the_account_hears_of_a_wait_that_an_endpoint_in_trouble_asks_for_and_of_no_other_trouble():
    allowance = Narrow(1)
    replies = {"q0": IN_TROUBLE, "q1": DOWN}
    run(MemoryJournal(3), ScriptedProvider(lambda q, n: replies.get(q, "答え")), allowance=allowance)
    assert allowance.heard == [("busy", 7.0), "answered"]


def test_answers_that_come_together_are_committed_together_up_to_a_bound():
    journal = MemoryJournal(64)
    run(journal, ScriptedProvider(lambda q, n: "答え", 32, delay_s=0.005))
    assert max(journal.groups) == EXCHANGE_AT_MOST
    assert len(journal.groups) <= 12


def test_an_error_is_an_outcome_of_its_question_and_the_rest_goes_on():
    journal = MemoryJournal(5)
    provider = ScriptedProvider(lambda q, n: DOWN if q == "q2" else "答え")
    assert run(journal, provider) == 5
    errors = [o for o in journal.written if o.error]
    assert [(o.work.answer_id, o.error) for o in errors] == [(2, DOWN)]


def test_a_person_who_stops_the_run_keeps_what_is_in_flight():
    journal = MemoryJournal(50)

    def reply(question, _n):
        journal.stop = True
        return "答え"

    provider = ScriptedProvider(reply, 4, delay_s=0.001)
    assert run(journal, provider) == len(provider.asked) <= 8
    assert len(journal.waiting) == 50 - len(provider.asked)


def test_a_worker_that_must_stop_drains_and_claims_no_more():
    provider = ScriptedProvider(lambda q, n: "答え", 2)
    assert run(MemoryJournal(10), provider, stopping=lambda: len(provider.asked) >= 2) == 2


def test_a_worker_that_must_stop_waits_for_no_place():
    assert (
        run(MemoryJournal(3), ScriptedProvider(lambda q, n: "答え"), lambda: True, allowance=Narrow(0)) == 0
    )


def test_leases_are_renewed_while_a_slow_answer_is_awaited():
    journal = MemoryJournal(1)
    run(journal, ScriptedProvider(lambda q, n: "答え", 1, delay_s=0.25), lease_s=0.15)
    assert journal.extended >= 3


def test_a_defect_in_one_question_is_named_and_costs_no_other_answer():
    journal = MemoryJournal(6)
    provider = ScriptedProvider(lambda q, n: ZeroDivisionError() if q == "q1" else "答え", 6)
    assert run(journal, provider) == 6
    (failed,) = [o for o in journal.written if o.error]
    assert failed.work.answer_id == 1
    assert failed.error.retryable
    assert "ZeroDivisionError" in failed.error.message.ja
