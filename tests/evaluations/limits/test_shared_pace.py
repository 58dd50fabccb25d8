import asyncio
import json
import logging
import subprocess
import sys
import time

import pytest
import redis

from evaluations.running import adaptive
from evaluations.running.adaptive import Unlimited
from evaluations.services import vendor_limits
from evaluations.services.vendor_limits import SharedAllowance, account_key, open_allowance
from evaluations.states import ProviderKind

pytestmark = pytest.mark.services
SNAPSHOT = {
    "provider": "openai_compatible",
    "base_url": "https://api.example.com/v1",
    "api_key_env": "SHIRUBE_API_KEY_A",
}


@pytest.fixture
def key(shared_redis) -> str:
    """An account that no other test uses."""
    return f"shirube:pace:{time.monotonic_ns()}"


def stored(server, key):
    with redis.Redis.from_url(server.url) as client:
        return json.loads(client.get(key))


async def settled(allowance, in_flight=0) -> int:
    """The number after a turn, whatever is remembered."""
    allowance._fresh_until_s = 0.0
    return await allowance.allowed(in_flight)


def test_an_account_is_one_company_at_one_address_with_one_key():
    keys = {
        account_key(organization, {**SNAPSHOT, **change})
        for organization in (1, 2)
        for change in (
            {},
            {"api_key_env": "SHIRUBE_API_KEY_B"},
            {"base_url": "https://api.example.com:8443/v1"},
        )
    }
    assert len(keys) == 6
    assert account_key(1, {**SNAPSHOT, "base_url": "https://API.example.com/other"}) == account_key(
        1, SNAPSHOT
    )


@pytest.mark.parametrize("kind", [ProviderKind.TRANSFORMERS, ProviderKind.FILE])
def test_what_is_no_vendor_s_has_its_own_places(kind):
    assert isinstance(open_allowance(1, {**SNAPSHOT, "provider": kind}, 32), Unlimited)


@pytest.mark.parametrize(("address", "places"), [("http://127.0.0.1:8000/v1", 32), (SNAPSHOT["base_url"], 4)])
def test_only_a_server_on_this_machine_is_asked_at_full_width_at_once(shared_redis, address, places):
    async def run():
        # An organisation of its own is an account that no other test uses.
        allowance = open_allowance(time.monotonic_ns(), {**SNAPSHOT, "base_url": address}, 32)
        got = await settled(allowance)
        await allowance.aclose()
        return got

    assert asyncio.run(run()) == places


def test_two_workers_share_one_pace(shared_redis, key):
    async def run():
        first, second = SharedAllowance(key, 8), SharedAllowance(key, 8)
        got = [await settled(first)]
        for _ in range(4):
            first.answered()
        got.append(await settled(first, 4))
        # The second takes nothing from calls that are under way, then both have their half.
        got.append(await settled(second))
        got += [await settled(first, 2), await settled(second)]
        await first.aclose()
        got.append(await settled(second, 4))
        await second.aclose()
        return got

    assert asyncio.run(run()) == [4, 8, 0, 4, 4, 8]
    assert stored(shared_redis, key)["holders"] == {}


def test_retry_after_of_one_worker_silences_the_other(shared_redis, key):
    async def run():
        first, second = SharedAllowance(key, 8), SharedAllowance(key, 8)
        await settled(first)
        first.rate_limited(2.0, age_s=0.05)
        quiet = [await first.allowed(0), await settled(second)]
        wait_s = second.wait_s()
        await asyncio.sleep(2.1)
        after = [await settled(first), await settled(second)]
        await asyncio.gather(first.aclose(), second.aclose())
        return quiet, wait_s, after

    quiet, wait_s, after = asyncio.run(run())
    assert quiet == [0, 0]
    assert wait_s >= 0.2
    assert after == [1, 1]
    assert stored(shared_redis, key)["limit"] == 2


def test_a_vendor_in_trouble_silences_the_other_worker_and_the_pace_is_soon_back(shared_redis, key):
    async def run():
        first, second = SharedAllowance(key, 16), SharedAllowance(key, 16)
        await settled(first)
        for _ in range(12):
            first.answered()
        await settled(first, 4)
        first.busy(2.0)
        quiet = [await first.allowed(0), await settled(second)]
        await asyncio.sleep(2.1)
        await second.aclose()
        after = [await settled(first)]
        for _ in range(12):
            first.answered()
        after.append(await first.allowed(4))  # asked at once: every answer brings a place back
        await first.aclose()
        return quiet, after

    assert asyncio.run(run()) == ([0, 0], [4, 16])


def test_without_redis_a_worker_leaves_a_vendor_in_trouble_alone(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    async def run():
        allowance = SharedAllowance("shirube:pace:away", 8)
        await settled(allowance)
        allowance.busy(0.3)
        quiet = await allowance.allowed(0)
        await asyncio.sleep(0.35)
        after = await settled(allowance)
        await allowance.aclose()
        return quiet, after

    assert asyncio.run(run()) == (0, 4)


def test_places_of_a_killed_worker_come_back(shared_redis, key, monkeypatch):
    monkeypatch.setattr(adaptive, "HELD_FOR_S", 0.5)
    script = (
        "import os,asyncio,django,sys;django.setup();from evaluations.running import adaptive;adaptive.HELD_FOR_S=0.5;"
        "from evaluations.services.vendor_limits import SharedAllowance as S;"
        "a=S(sys.argv[1],4);print(asyncio.run(a.allowed(0)),flush=True);os.kill(os.getpid(),9)"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "REDIS_URL": shared_redis.url,
        "PATH": "/usr/bin:/bin",
    }
    killed = subprocess.run(
        [sys.executable, "-c", script, key], env=environment, capture_output=True, text=True, check=False
    )
    assert (killed.stdout.strip(), killed.returncode) == ("4", -9), killed.stderr[-500:]

    async def run():
        other = SharedAllowance(key, 4)
        before = await settled(other)
        await asyncio.sleep(0.6)
        after = await settled(other)
        await other.aclose()
        return before, after

    assert asyncio.run(run()) == (0, 4)


def test_long_answers_keep_their_places(shared_redis, key, monkeypatch):
    monkeypatch.setattr(adaptive, "HELD_FOR_S", 0.3)
    monkeypatch.setattr(vendor_limits, "HELD_FOR_S", 0.3)

    async def run():
        busy, other = SharedAllowance(key, 4), SharedAllowance(key, 4)
        await busy.allowed(0)
        await busy.allowed(4)
        await asyncio.sleep(0.8)  # its loop asks for nothing: it awaits answers
        got = await settled(other)
        await asyncio.gather(busy.aclose(), other.aclose())
        return got

    assert asyncio.run(run()) == 0


def test_many_workers_at_once_never_pass_the_pace(shared_redis, key):
    async def run():
        workers = [SharedAllowance(key, 8) for _ in range(6)]
        for _ in range(5):
            await asyncio.gather(*(settled(worker) for worker in workers))
        held = sum(holder["held"] for holder in stored(shared_redis, key)["holders"].values())
        await asyncio.gather(*(worker.aclose() for worker in workers))
        return held

    assert asyncio.run(run()) == 4


@pytest.mark.parametrize("workers", [1, 2])
def test_once_the_pace_is_found_redis_is_asked_four_times_a_second(shared_redis, key, monkeypatch, workers):
    turns = 0
    take_turn = vendor_limits.take_turn

    def counted(account, report, now_s):
        nonlocal turns
        turns += 1
        return take_turn(account, report, now_s)

    monkeypatch.setattr(vendor_limits, "take_turn", counted)

    async def run():
        allowances = [SharedAllowance(key, 32) for _ in range(workers)]
        started_s = time.monotonic()
        for number in range(4000):
            allowance = allowances[number % workers]
            await allowance.allowed(number % 8)
            allowance.answered()
        took_s = time.monotonic() - started_s
        for allowance in allowances:
            await allowance.aclose()
        return took_s

    took_s = asyncio.run(run())
    # Each worker's first and last turn and the one that shows it the pace found; one for every place found; then
    # by the clock.
    assert turns <= workers * (3 + took_s / vendor_limits.FRESH_FOR_S) + (32 - adaptive.FIRST_LIMIT)


def test_without_redis_a_worker_keeps_its_own_pace_and_says_so_once(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    async def run():
        allowance = SharedAllowance("shirube:pace:away", 8)
        first = await settled(allowance)
        for _ in range(4):
            allowance.answered()
        second = await settled(allowance, 4)
        allowance.rate_limited(None, age_s=0.01)
        third = await settled(allowance, 8)
        await allowance.aclose()
        return first, second, third

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(run()) == (4, 8, 4)
    assert sum("Redis is away" in record.message for record in caplog.records) == 1


def test_redis_that_comes_back_is_used_again_and_starts_from_the_pace_that_was_found(
    shared_redis, key, monkeypatch
):
    monkeypatch.setattr(vendor_limits, "LEAVE_ALONE_S", 0.1)

    async def run():
        allowance = SharedAllowance(key, 16)
        await settled(allowance)
        for _ in range(12):
            allowance.answered()
        found = await settled(allowance, 4)
        shared_redis.end()
        away = await settled(allowance, 4)
        shared_redis.start()
        await asyncio.sleep(0.15)
        back = await settled(allowance, 4)
        await allowance.aclose()
        return found, away, back

    found, away, back = asyncio.run(run())
    assert (found, away, back) == (16, 16, 16)


@pytest.mark.parametrize(
    "written", ["", "{broken", "[1]", "7", '{"limit": 3}', '{"holders": {"a": {"x": 1}}}']
)
def test_what_another_release_wrote_stops_nobody(shared_redis, key, written):
    async def run():
        with redis.Redis.from_url(shared_redis.url) as client:
            client.set(key, written)
        allowance = SharedAllowance(key, 8)
        got = await settled(allowance)
        await allowance.aclose()
        return got

    assert asyncio.run(run()) == 4
    assert stored(shared_redis, key)["limit"] == 4
