"""The pace of a vendor account, kept in Redis for all workers. It is only a limiter: nothing is lost with it."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from evaluations.running.adaptive import (
    FIRST_LIMIT,
    HELD_FOR_S,
    Account,
    Allowance,
    Holder,
    Refusal,
    Report,
    Unlimited,
    take_turn,
)
from evaluations.sending.policy import destination_of
from evaluations.states import ProviderKind

logger = logging.getLogger(__name__)
VENDORS = (ProviderKind.OPENAI, ProviderKind.ANTHROPIC)
# How old the number of places may be: one turn with Redis for all the calls between.
FRESH_FOR_S = 0.25
# After a failed turn Redis is left alone for this long, and the worker keeps its own count.
LEAVE_ALONE_S = 5.0
FORGET_AFTER_S = 3600
MOST_TRIES = 8
# Writes the account only if it is still the one that was read.
SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


def open_allowance(organization_id: int, snapshot: Mapping[str, Any], max_concurrency: int) -> Allowance:
    """Return the allowance of a candidate: shared for a vendor's account, its own places for everything else."""
    if snapshot["provider"] not in VENDORS:
        return Unlimited(max_concurrency)
    destination = destination_of(snapshot["provider"], snapshot["base_url"])
    # A server on this machine is the person's own: nobody else's calls count against it, so none is felt for.
    first = max_concurrency if destination.is_this_machine else FIRST_LIMIT
    return SharedAllowance(account_key(organization_id, snapshot), max_concurrency, first)


def account_key(organization_id: int, snapshot: Mapping[str, Any]) -> str:
    """Name the account: whose it is, at which address, with which key."""
    address = destination_of(snapshot["provider"], snapshot["base_url"]).address
    return f"shirube:pace:{organization_id}:{address}:{snapshot['api_key_env']}"


class SharedAllowance:
    """One loop's places at a vendor account. Asks Redis every quarter of a second, more often only at first.

    `first` is how many calls an account bears that nobody has tried yet; a refusal halves it as ever.
    """

    def __init__(self, key: str, most: int, first: int = FIRST_LIMIT) -> None:
        self._key = key
        self._most = most
        self._holder = uuid.uuid4().hex
        self._places = 0
        self._fresh_until_s = 0.0
        self._answered = 0
        self._refusals: list[tuple[float, float | None]] = []  # when it was sent, the wait it asked for
        self._busy_s = 0.0  # the wait that a vendor in trouble asked for, until it is told
        self._quiet_until_s = 0.0  # of this process's clock
        self._own = Account(limit=first)  # what counts while Redis is away
        self._away_until_s = 0.0
        self._is_away = False
        self._client: redis.asyncio.Redis | None = None
        self._turn = asyncio.Lock()
        self._in_flight = 0
        self._keeper: asyncio.Task[None] | None = None

    async def allowed(self, in_flight: int) -> int:
        self._in_flight = in_flight
        self._keeper = self._keeper or asyncio.create_task(self._keep())
        # While every answer earns a place, an account is asked at once: a run would begin slowly else.
        earns = self._answered > 0 and self._own.limit < self._own.climbs_to(self._most)
        if earns or time.monotonic() >= self._fresh_until_s:
            await self._refresh(self._most)
        return 0 if time.monotonic() < self._quiet_until_s else self._places

    def answered(self) -> None:
        self._answered += 1

    def rate_limited(self, retry_after_s: float | None, age_s: float = 0.0) -> None:
        self._refusals.append((time.monotonic() - age_s, retry_after_s))
        self._be_quiet(retry_after_s or 0.0)

    def busy(self, wait_s: float) -> None:
        self._busy_s = max(self._busy_s, wait_s)
        self._be_quiet(wait_s)

    def wait_s(self) -> float:
        return min(max(self._quiet_until_s - time.monotonic(), FRESH_FOR_S), 1.0)

    async def aclose(self) -> None:
        if self._keeper:
            self._keeper.cancel()
        await self._refresh(0)
        if self._client:
            await self._client.aclose()

    def _be_quiet(self, wait_s: float) -> None:
        self._quiet_until_s = max(self._quiet_until_s, time.monotonic() + wait_s)
        self._fresh_until_s = 0.0  # everybody hears of it at once

    async def _keep(self) -> None:
        """Hold the places while long answers come: their loop asks for nothing."""
        while True:
            await asyncio.sleep(HELD_FOR_S / 3)
            await self._refresh(self._most)

    async def _refresh(self, wanted: int) -> None:
        async with self._turn:
            self._fresh_until_s = time.monotonic() + FRESH_FOR_S
            self._places = await self._take_turn(wanted, self._in_flight)

    async def _take_turn(self, wanted: int, in_flight: int) -> int:
        """Tell what came back and get the places."""
        answered, refusals, now_s = self._answered, list(self._refusals), time.monotonic()
        told = tuple(Refusal(now_s - sent_s, retry_after_s) for sent_s, retry_after_s in refusals)
        busy_s = self._busy_s
        report = Report(self._holder, wanted, in_flight, answered, told, busy_s)
        places = await self._shared_turn(report) if now_s >= self._away_until_s else None
        if places is None:
            self._own, places = take_turn(self._own, report, now_s)
        self._answered -= answered
        self._busy_s = 0.0 if self._busy_s == busy_s else self._busy_s
        del self._refusals[: len(refusals)]
        return places

    async def _shared_turn(self, report: Report) -> int | None:
        """One turn in Redis; None when it is away."""
        try:
            async with asyncio.timeout(2.0):
                places = await self._swapped(report)
        except (RedisError, OSError, TimeoutError) as error:
            self._leave_alone(error)
            return None
        if self._is_away:
            logger.info("Redis answers again: the pace of %s is shared by all workers", self._key)
        self._is_away = False
        return places

    async def _swapped(self, report: Report) -> int:
        """Read, compute, write if nobody else wrote meanwhile; the clock is that of Redis."""
        client = self._connected()
        for _ in range(MOST_TRIES):
            seconds, micros, stored = await self._read(client)
            now_s = seconds + micros / 1e6
            account, places = take_turn(_read_account(stored) or self._as_found(), report, now_s)
            written = json.dumps(asdict(account))
            if await client.eval(SWAP, 1, self._key, stored, written, str(FORGET_AFTER_S)):
                self._quiet_until_s = time.monotonic() + max(0.0, account.quiet_until_s - now_s)
                self._own = _pace_of(account)
                return places
        return self._places

    def _as_found(self) -> Account:
        """A Redis that lost everything learns the pace from the workers; its clock is another."""
        return _pace_of(self._own)

    async def _read(self, client: "redis.asyncio.Redis") -> tuple[int, int, str]:
        async with client.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.get(self._key)
            (seconds, micros), stored = await pipe.execute()
        return seconds, micros, stored or ""

    def _connected(self) -> "redis.asyncio.Redis":
        if self._client is None:
            self._client = redis.asyncio.Redis.from_url(
                settings.REDIS_URL, socket_timeout=1.0, socket_connect_timeout=0.5, decode_responses=True
            )
        return self._client

    def _leave_alone(self, error: Exception) -> None:
        if not self._is_away:
            kind = type(error).__name__
            logger.warning("Redis is away (%s): each worker keeps its own pace at %s", kind, self._key)
        self._is_away = True
        self._away_until_s = time.monotonic() + LEAVE_ALONE_S


def _pace_of(account: Account) -> Account:
    """What was found, without whose places they are and without times."""
    return Account(limit=account.limit, is_probing=account.is_probing, found=account.found)


def _read_account(stored: str) -> Account | None:
    """What was written; None for what another release wrote, or nobody: a limiter must not stop the work."""
    try:
        columns = json.loads(stored)
        columns["holders"] = {name: Holder(**holder) for name, holder in columns["holders"].items()}
        return Account(**columns)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
