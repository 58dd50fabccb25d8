"""The way to a model for everything that is no answer of a run: judging and drafting.

The same gates as for answers, at every attempt: policy, then what is remembered, then money, then a note of the
call, and only then the call itself.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from evaluations.models import Call
from evaluations.providers.protocol import (
    Generation,
    GenerationSettings,
    Message,
    Provider,
    ProviderError,
)
from evaluations.running.adaptive import Allowance, tell
from evaluations.running.prompt import prompt_sha256
from evaluations.services import response_cache
from evaluations.services.endings import closed_as, surely_unbilled
from evaluations.services.opening import open_provider
from evaluations.services.policy import Gatekeeper, Material, PolicyRefused
from evaluations.services.purse import CapReached, PriceUnknown, Purse, bound_of
from evaluations.services.vendor_limits import open_allowance
from evaluations.states import CallPurpose

__all__ = ["Asker", "CapReached", "Material", "PolicyRefused", "PriceUnknown"]


class Asker:
    """Asks one model, kept open between questions. Make it where the database may be used; close it at the end.

    Any number of `ask` may wait at once: no more leave than the model and the vendor's account bear.
    """

    def __init__(
        self,
        organization_id: int,
        snapshot: Mapping[str, Any],
        run_id: int | None = None,
        use_cache: bool = True,
    ) -> None:
        self.organization_id = organization_id
        self.run_id = run_id
        self.use_cache = use_cache
        self._snapshot = snapshot
        self._gate = Gatekeeper(organization_id, snapshot, run_id)
        self._purse = Purse(organization_id, snapshot, run_id)
        self._provider: Provider | None = None
        self._allowance: Allowance | None = None
        self._in_flight = 0
        self._freed = asyncio.Event()
        self._opening = asyncio.Lock()

    async def ask(
        self,
        messages: Sequence[Message],
        settings: GenerationSettings,
        material: Material,
        purpose: CallPurpose,
        repeat: int = 0,
    ) -> Generation:
        """Return the generation, from memory where the very same was asked before.

        Raises PolicyRefused, CapReached, PriceUnknown or ProviderError, each with a sentence for the person.
        """
        key = self._key(messages, settings, purpose, repeat)
        async with self._place() as (provider, allowance):
            admitted = await sync_to_async(self._admit)(messages, settings, material, purpose, key)
            if isinstance(admitted, Generation):
                return admitted
            sent_s = time.monotonic()
            try:
                generation = await provider.generate(messages, settings)
            except ProviderError as error:
                tell(allowance, error, time.monotonic() - sent_s)
                await sync_to_async(self._close_failed)(admitted, error)
                raise
            allowance.answered()
            await sync_to_async(self._close)(admitted, generation, key)
            return generation

    async def aclose(self) -> None:
        if self._provider:
            await self._provider.aclose()
        if self._allowance:
            await self._allowance.aclose()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[tuple[Provider, Allowance]]:
        """A place in flight: waited for before anything is reserved."""
        provider, allowance = await self._opened()
        while self._in_flight >= await allowance.allowed(self._in_flight):
            # Woken by the next call that comes back; the account's own pace is looked at now and then.
            self._freed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._freed.wait(), min(allowance.wait_s(), 1.0))
        self._in_flight += 1
        try:
            yield provider, allowance
        finally:
            self._in_flight -= 1
            self._freed.set()

    async def _opened(self) -> tuple[Provider, Allowance]:
        """The model, opened by the first that asks: the others wait, or each would load it."""
        async with self._opening:
            if self._provider is None or self._allowance is None:
                self._provider = await sync_to_async(open_provider)(self._snapshot)
                places = self._provider.max_concurrency
                self._allowance = open_allowance(self.organization_id, self._snapshot, places)
            return self._provider, self._allowance

    def _key(
        self, messages: Sequence[Message], settings: GenerationSettings, purpose: CallPurpose, repeat: int
    ) -> str:
        address = self._gate.destination.address
        return response_cache.KeyMaker(self._snapshot, address, purpose).key(messages, settings, repeat)

    def _admit(
        self,
        messages: Sequence[Message],
        settings: GenerationSettings,
        material: Material,
        purpose: CallPurpose,
        key: str,
    ) -> Call | Generation:
        """Pass the gates: a noted call, or what is remembered."""
        # Outside the transaction below: the audit entry of a refusal must outlive the exception.
        self._gate.check(material, purpose)
        if self.use_cache and (known := response_cache.cached(self.organization_id, [key])):
            return known[key]
        with transaction.atomic():
            reservation = self._purse.reserve({0: bound_of(messages, settings)})
            if reservation.refusal:
                raise reservation.refusal
            return Call.objects.create(
                organization_id=self.organization_id,
                purpose=purpose,
                run_id=self.run_id,
                host_name=self._gate.destination.name[:120],
                host_address=self._gate.destination.address,
                confidentiality=self._gate.highest(material),
                document_ids=list(material.document_ids),
                request_sha256=prompt_sha256(messages),
                budget_month=reservation.month,
                reserved_microyen=reservation.microyen[0],
                sent_at=timezone.now(),
            )

    @transaction.atomic
    def _close(self, call: Call, generation: Generation, key: str) -> None:
        self._purse.settle(call, generation)
        if self.use_cache:
            response_cache.remember(self.organization_id, {key: (generation, None)})

    @transaction.atomic
    def _close_failed(self, call: Call, error: ProviderError) -> None:
        if surely_unbilled(error):
            self._purse.release(call)
        Call.objects.filter(pk=call.pk).update(**closed_as(call, error, timezone.now()))
