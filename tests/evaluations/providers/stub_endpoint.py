"""A small server that speaks the OpenAI protocol as scripted, to show what ours does with bad endpoints."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.providers.protocol import Generation, GenerationSettings, Message

SECRET = "sk-canary-0123456789"
Script = Callable[["Stub", web.Request], Awaitable[web.StreamResponse]]
Act = Callable[["Stub", OpenAICompatible], Awaitable[Any]]


class Stub:
    """Answers each call with the next script, the last one for ever; remembers when and what was asked."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = scripts
        self.times_s: list[float] = []
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.times_s.append(time.monotonic())
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.bodies.append(json.loads(await request.text() or "{}"))
        script = self.scripts[min(len(self.bodies), len(self.scripts)) - 1]
        return await script(self, request)


@asynccontextmanager
async def served(stub: Stub):
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", stub.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stub.port = runner.addresses[0][1]
    try:
        yield stub
    finally:
        await runner.cleanup()


def connect(stub: Stub, model: str = "asked-model", **options: Any) -> OpenAICompatible:
    endpoint = f"127.0.0.1:{stub.port}"
    return OpenAICompatible(f"http://{endpoint}/v1", model, SECRET, [endpoint], **options)


def with_stub(act: Act, *scripts: Script, **options: Any) -> Any:
    """Run `act` with the scripted endpoint and a provider for it; return what it returns."""

    async def run() -> Any:
        async with served(Stub(*scripts)) as stub:
            provider = connect(stub, **options)
            try:
                return await act(stub, provider)
            finally:
                await provider.aclose()

    return asyncio.run(run())


def ask(*scripts: Script, **options: Any) -> Generation:
    """Ask one question; return the answer or raise what the provider raises."""

    async def act(_: Stub, provider: OpenAICompatible) -> Generation:
        return await provider.generate([Message("user", "質問")], GenerationSettings())

    answer: Generation = with_stub(act, *scripts, **options)
    return answer


def chunk(
    text: str | None = None, finish: str | None = None, model: str = "asked-model", **more: Any
) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": model,
        "choices": [choice],
        **more,
    }


def usage(prompt: int, completion: int, cached: int) -> dict[str, Any]:
    counted = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
    return {**chunk(), "choices": [], "usage": counted}


def stream(*chunks: Any, pause_s: float = 0.0, done: bool = True) -> Script:
    async def script(_: Stub, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for one in chunks:
            await asyncio.sleep(pause_s)
            await response.write(f"data: {json.dumps(one)}\n\n".encode())
        if done:
            await response.write(b"data: [DONE]\n\n")
        return response

    return script


def refuse(status: int, body: Any = None, **headers: str) -> Script:
    async def script(_: Stub, __: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response(body or {"error": {"message": "no"}}, status=status, headers=named)

    return script


GOOD = stream(chunk("答え"), chunk(finish="stop"), usage(12, 3, 4))
