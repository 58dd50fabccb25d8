"""What every call to an endpoint has in common: a pause that was asked for, a time by which it ends, our errors."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from evaluations.providers.messages import sentence
from evaluations.providers.protocol import EndpointDown, Generation, ProviderError, RateLimited

WHOLE_CALL_S = 600.0
# A longer pause is left to the retry of the question, so that a worker does not sit idle.
LONGEST_PAUSE_S = 30.0


class Caller:
    """Calls one endpoint. After an error with Retry-After (429, 503 …) no call leaves until that time is over.

    `translated` turns whatever a call raises into one of our errors, or gives None for a defect of our own.
    """

    def __init__(self, endpoint: str, translated: Callable[[Exception], ProviderError | None]) -> None:
        self._endpoint = endpoint
        self._translated = translated
        self._quiet_until_s = 0.0
        self._is_limited = False  # the wait is ours, for too many calls; else the endpoint is in trouble

    async def call(self, ask: Callable[[], Awaitable[Generation]]) -> Generation:
        await self._keep_quiet()
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                return await ask()
        except Exception as error:
            refused = self._translated(error)
            if refused is None:
                raise
        self._note_wait(refused)
        # Outside the except block: the client's exception holds the request with its key and must not be chained.
        raise refused

    def _note_wait(self, refused: ProviderError) -> None:
        until_s = time.monotonic() + (refused.retry_after_s or 0.0)
        if until_s > self._quiet_until_s:
            self._quiet_until_s, self._is_limited = until_s, isinstance(refused, RateLimited)

    async def _keep_quiet(self) -> None:
        left_s = self._quiet_until_s - time.monotonic()
        if left_s > LONGEST_PAUSE_S:
            raise self._held_back(left_s)
        if left_s > 0:
            await asyncio.sleep(left_s)

    def _held_back(self, left_s: float) -> ProviderError:
        """Of a call that never leaves: it costs nothing."""
        kind, code = (RateLimited, "rate-limited") if self._is_limited else (EndpointDown, "endpoint-busy")
        return kind(code, sentence(code, endpoint=self._endpoint), True, left_s)
