"""A model folder run in this process by transformers: one static batch at a time, the same path on CPU and CUDA."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluations.providers.messages import sentence
from evaluations.providers.protocol import EndpointDown, Generation, GenerationSettings, Message
from evaluations.providers.transformers_engine import TransformersEngine

BATCH = 8
# Long enough that the questions of one claim meet in one batch, too short to be seen.
GATHER_S = 0.02


@dataclass(frozen=True, eq=False)
class _Waiting:
    prompt: list[int]
    settings: GenerationSettings
    answer: "asyncio.Future[Generation]"


class LocalTransformers:
    """Answers from a checked folder; questions that wait are gathered into batches of 8.

    Greedy answers are the same every time in the same batch. In bfloat16 the company of other questions can turn
    a close call between two tokens, so the answer from another batch may differ.
    """

    max_concurrency = BATCH

    def __init__(self, folder: Path, device: str = "auto", dtype: str = "auto", key: str = "") -> None:
        """Load the model; raises FolderRefused before a library opens anything of the folder."""
        self.key = key or f"transformers/{folder.parent.name}"
        self._engine = TransformersEngine(folder, device, dtype)
        self._waiting: list[_Waiting] = []
        self._gatherer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "generation")

    def generate_batch(
        self, conversations: Sequence[Sequence[Message]], settings: GenerationSettings
    ) -> list[Generation]:
        """Answer all, in the order given; batches are made of prompts of like length, so little is padding.

        Raises ContextTooLong when one of them does not fit.
        """
        prompts = [self._engine.prompt_ids(conversation, settings) for conversation in conversations]
        order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
        answers: dict[int, Generation] = {}
        for start in range(0, len(order), BATCH):
            indices = order[start : start + BATCH]
            made = self._engine.generate([prompts[index] for index in indices], settings)
            answers |= zip(indices, made, strict=True)
        return [answers[index] for index in range(len(prompts))]

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Answer one question together with others that wait; raises ContextTooLong or EndpointDown."""
        prompt = self._engine.prompt_ids(messages, settings)
        answer: asyncio.Future[Generation] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(prompt, settings, answer))
        if self._gatherer is None or self._gatherer.done():
            self._gatherer = asyncio.create_task(self._answer_waiting())
        return await answer

    async def aclose(self) -> None:
        """Finish the batch that runs, give up what waits, free the model."""
        if self._gatherer:
            self._gatherer.cancel()
        for one in self._waiting:
            one.answer.cancel()
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.free()

    async def _answer_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(GATHER_S)
            batch = self._next_batch()
            try:
                prompts = [one.prompt for one in batch]
                made = await loop.run_in_executor(
                    self._thread, self._engine.generate, prompts, batch[0].settings
                )
            except Exception as error:
                _fail(batch, error)
            else:
                _settle(batch, made)

    def _next_batch(self) -> list[_Waiting]:
        """Take the longest-waiting question and up to seven others with the same settings."""
        batch = [one for one in self._waiting if one.settings == self._waiting[0].settings][:BATCH]
        self._waiting = [one for one in self._waiting if one not in batch]
        return batch


def _settle(batch: Sequence[_Waiting], made: Sequence[Generation]) -> None:
    for one, generation in zip(batch, made, strict=True):
        if not one.answer.done():
            one.answer.set_result(generation)


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    """Torch reports a lack of memory as a RuntimeError with this word in it; anything else is a defect."""
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error)):
        error = EndpointDown("out-of-memory", sentence("out-of-memory"), retryable=True)
    for one in batch:
        if not one.answer.done():
            one.answer.set_exception(error)
