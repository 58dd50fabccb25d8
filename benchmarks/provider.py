"""Processor time of a call to an OpenAI-compatible endpoint, against the vendor's client as it comes."""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from pathlib import Path

import openai

from benchmarks.comparison import Comparison
from config.processes import port_answers
from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.providers.protocol import GenerationSettings, Message

CALLS = 400
IN_FLIGHT = 32
MODEL = "stub-1"
PROMPT = "Q0001 主軸の許容温度は何℃以下ですか。" + "許容温度は 80 ℃ 以下である。" * 40
Call = Callable[[], Awaitable[object]]


def compare() -> Comparison:
    with endpoint() as port:
        ours, plain = asyncio.run(_measure(port))
    return Comparison(
        f"One streamed call, {IN_FLIGHT} in flight (processor time of the client)",
        f"{ours * 1000:.2f} ms",
        f"openai client with httpx: {plain * 1000:.2f} ms",
        plain / ours,
        "times less processor time",
    )


@contextmanager
def endpoint():
    """A loopback endpoint in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.faults.stub_server", "--port", str(port)]
        command += ["--notes", str(Path(folder) / "notes"), "--behaviour", json.dumps({"latency_s": 0.02})]
        process = subprocess.Popen(command)
        try:
            end_s = time.monotonic() + 20
            while not port_answers(port) and time.monotonic() < end_s:
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait()


async def _measure(port: int) -> tuple[float, float]:
    base_url = f"http://127.0.0.1:{port}/v1"
    provider = OpenAICompatible(base_url, MODEL, "none", [f"127.0.0.1:{port}"], IN_FLIGHT)
    client = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    ours, plain = [], []
    try:
        # In turns, so that a busy moment of the machine meets both.
        for _ in range(3):
            ours.append(await _cpu_per_call_s(lambda: _ask_ours(provider)))
            plain.append(await _cpu_per_call_s(lambda: _ask_plain(client)))
    finally:
        await provider.aclose()
        await client.close()
    return min(ours), min(plain)


async def _cpu_per_call_s(call: Call) -> float:
    places = asyncio.Semaphore(IN_FLIGHT)

    async def one() -> None:
        async with places:
            await call()

    await asyncio.gather(*(one() for _ in range(IN_FLIGHT)))
    start_s = time.process_time()
    await asyncio.gather(*(one() for _ in range(CALLS)))
    return (time.process_time() - start_s) / CALLS


async def _ask_ours(provider: OpenAICompatible) -> object:
    return await provider.generate([Message("user", PROMPT)], GenerationSettings())


async def _ask_plain(client: openai.AsyncOpenAI) -> str:
    stream = await client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": PROMPT}],
        max_tokens=96,
        temperature=0.0,
        seed=1,
        stream=True,
        stream_options={"include_usage": True},
    )
    pieces = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
    return "".join(pieces)
