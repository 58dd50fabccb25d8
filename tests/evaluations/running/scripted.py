"""A provider that answers as a test tells it, and counts what it was asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from evaluations.providers.protocol import Generation, GenerationSettings, Message

Reply = Callable[[str, int], str | Exception]


class ScriptedProvider:
    """Replies with `reply(question, how often it was asked)`."""

    key = "scripted"

    def __init__(self, reply: Reply, max_concurrency: int = 4, delay_s: float = 0.0) -> None:
        self.reply = reply
        self.max_concurrency = max_concurrency
        self.delay_s = delay_s
        self.asked: Counter[str] = Counter()
        self.in_flight = self.most_in_flight = 0
        self.closed = False

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        question = messages[-1].content.rsplit("質問: ", 1)[-1]
        self.asked[question] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await asyncio.sleep(self.delay_s)
        self.in_flight -= 1
        reply = self.reply(question, self.asked[question])
        if isinstance(reply, Exception):
            raise reply
        return Generation(reply, "stop", 100, 5, None, 0.1, 0.2, "scripted")

    async def aclose(self) -> None:
        self.closed = True
