"""Two workers at one vendor that is in trouble and says when to come back: loops, clients and Redis as they run."""

import asyncio
import time

import pytest
from aiohttp import web

from evaluations.providers.calling import Caller
from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.running.loop import answer_all
from evaluations.services.vendor_limits import SharedAllowance
from tests.evaluations.providers.stub_endpoint import GOOD, Stub, connect, refuse, served
from tests.evaluations.running.test_loop import MemoryJournal

pytestmark = pytest.mark.services
PLACES = 8
QUIET_S = 1.5


def in_trouble(status: int, after: int):
    """Answers `after` calls, then turns all away for a while: each is told how long it still lasts."""
    began_s: list[float] = []

    async def script(stub: Stub, request: web.Request) -> web.StreamResponse:
        if len(stub.bodies) <= after:
            return await GOOD(stub, request)
        now_s = time.monotonic()
        began_s[:] = began_s or [now_s]
        left_s = began_s[0] + QUIET_S - now_s
        if left_s > 0:
            return await refuse(status, retry_after=f"{left_s:.3f}")(stub, request)
        return await GOOD(stub, request)

    return script, began_s


async def answer_with(stub: Stub, key: str, journal: MemoryJournal) -> None:
    provider: OpenAICompatible = connect(stub, max_concurrency=PLACES)
    allowance = SharedAllowance(key, PLACES)
    try:
        await answer_all(journal, provider, allowance, 60.0, lambda: False)
    finally:
        await allowance.aclose()
        await provider.aclose()


@pytest.mark.parametrize(("status", "does_each_client_wait"), [(503, True), (529, True), (503, False)])
def test_all_workers_leave_it_alone_until_the_time_it_named(
    shared_redis, monkeypatch, status, does_each_client_wait
):
    if not does_each_client_wait:  # the account of all workers alone has to keep them quiet
        monkeypatch.setattr(Caller, "_note_wait", lambda *_: None)
    script, began_s = in_trouble(status, after=30)
    journals = [MemoryJournal(60), MemoryJournal(60)]

    async def run() -> Stub:
        async with served(Stub(script)) as stub:
            key = f"shirube:pace:{time.monotonic_ns()}"
            await asyncio.gather(*(answer_with(stub, key, journal) for journal in journals))
            return stub

    stub = asyncio.run(run())
    since_s = [at_s - began_s[0] for at_s in stub.times_s[30:]]
    # What was already on its way arrives; then nobody knocks. The other worker hears of it a quarter of a second later.
    assert not [at_s for at_s in since_s if 0.5 < at_s < QUIET_S - 0.05]
    assert max(since_s) > QUIET_S
    outcomes = [one for journal in journals for one in journal.written]
    turned_away = [one.error for one in outcomes if one.error]
    assert 1 <= len(turned_away) <= 3 * PLACES
    assert {error.code for error in turned_away} == {"endpoint-error"}
    assert len(outcomes) == 120 == len(stub.times_s)
