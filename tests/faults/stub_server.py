"""An OpenAI-compatible endpoint that behaves as told, in a process of its own: `python -m tests.faults.stub_server`.

Every call is noted in a file before anything else happens, so that counts outlive a kill.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

KEY = re.compile(r"Q\d{4}")


@dataclass(frozen=True)
class Behaviour:
    """What the endpoint does with a call."""

    latency_s: float = 0.0
    busy_s: float = 0.0  # this long after its first call it turns all away
    busy_status: int = 429
    retry_after_s: int = 1
    broken_first: bool = False  # the first call of every question gets a 500
    cut_first: bool = False  # the first call of every question breaks off in the middle of its answer
    garbled_first: bool = False  # the first call of every question is answered with what is no JSON
    drip_s: float = 0.0  # pause between the pieces of an answer
    cut: tuple[str, ...] = ()  # questions whose answer hits the token limit


@dataclass
class Endpoint:
    """The state of the endpoint."""

    behaviour: Behaviour
    notes: Path
    asked: Counter[str] = field(default_factory=Counter)
    first_call_s: float | None = None

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        key = KEY.findall(body["messages"][-1]["content"])[-1]
        self.asked[key] += 1
        refusal = self._refusal(key)
        self._note(key, "refused" if refusal else "asked")
        if refusal:
            return refusal
        await asyncio.sleep(self.behaviour.latency_s)
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for chunk in self._chunks(key, body["model"]):
            is_first = self.asked[key] == 1
            garbled = "{not json" if self.behaviour.garbled_first and is_first else chunk
            await response.write(f"data: {garbled}\n\n".encode())
            await asyncio.sleep(self.behaviour.drip_s)
            if self.behaviour.cut_first and is_first and request.transport:
                self._note(key, "cut")
                request.transport.abort()
                return response
        await response.write(b"data: [DONE]\n\n")
        self._note(key, "answered")
        return response

    def _refusal(self, key: str) -> web.Response | None:
        now_s = time.monotonic()
        self.first_call_s = self.first_call_s or now_s
        if now_s - self.first_call_s < self.behaviour.busy_s:
            wait = {"retry-after": str(self.behaviour.retry_after_s)}
            busy = {"error": {"message": "slow down"}}
            return web.json_response(busy, status=self.behaviour.busy_status, headers=wait)
        if self.behaviour.broken_first and self.asked[key] == 1:
            return web.json_response({"error": {"message": "broken"}}, status=500)
        return None

    def _chunks(self, key: str, model: str) -> Iterator[str]:
        start = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model}
        # The answer tells which call it came from.
        for piece in ("80℃", f" {key}", f" #{self.asked[key]}"):
            yield json.dumps({**start, "choices": [{"index": 0, "delta": {"content": piece}}]})
        reason = "length" if key in self.behaviour.cut else "stop"
        yield json.dumps({**start, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        usage = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}
        yield json.dumps({**start, "choices": [], "usage": usage})

    def _note(self, key: str, what: str) -> None:
        with self.notes.open("a") as notes:
            notes.write(f"{key} {what}\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--behaviour", type=json.loads, default={})
    options = parser.parse_args()
    endpoint = Endpoint(Behaviour(**options.behaviour), options.notes)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.complete)
    web.run_app(app, host="127.0.0.1", port=options.port, print=None)


if __name__ == "__main__":
    main()
