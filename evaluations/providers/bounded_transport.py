"""The way an answer comes over the wire: checked addresses, no redirects, no proxy, no endless answers."""

from collections.abc import AsyncIterator

import aiohttp
import httpx2
from httpx_aiohttp.httpx2 import AiohttpTransport
from openai import DefaultAioHttpClient

from evaluations.providers.endpoint_guard import GuardedResolver

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 120.0
MOST_BYTES = 4_000_000


class AnswerTooLarge(Exception):
    """More bytes came than an answer can have."""


def bounded_client(endpoint: str, max_connections: int, keep_alive: bool) -> httpx2.AsyncClient:
    """Return the HTTP client for one allowed endpoint, over aiohttp, whose resolver and connector can be checked.

    `keep_alive` pays over TLS only: llama.cpp closes after each answer, and a call on the closed connection is
    lost.
    """
    return DefaultAioHttpClient(
        transport=BoundedTransport(endpoint, max_connections, keep_alive),
        timeout=httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        follow_redirects=False,
        trust_env=False,
    )


class BoundedTransport(httpx2.AsyncBaseTransport):
    """aiohttp with the guarded resolver; the body of every answer is counted."""

    def __init__(self, endpoint: str, max_connections: int, keep_alive: bool) -> None:
        def session() -> aiohttp.ClientSession:
            # Made at the first call: a session belongs to the loop that runs it.
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(endpoint), limit=max_connections, force_close=not keep_alive
            )
            return aiohttp.ClientSession(
                connector=connector, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
            )

        self._inner = AiohttpTransport(client=session)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # Compressed answers could unpack to any size after they were counted.
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise AnswerTooLarge
        return httpx2.Response(
            status_code=response.status_code,
            headers=response.headers,
            stream=_Counted(response.stream),
            request=request,
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: object) -> None:
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise TypeError(f"not an asynchronous stream: {type(stream).__name__}")
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self._stream:
            count += len(chunk)
            if count > MOST_BYTES:
                raise AnswerTooLarge
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
