"""A model folder run in this process by transformers; calls in flight together are computed together."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from evaluations.providers.local.chat import Chat
from evaluations.providers.local.engine import energy_counter_of, engine_for
from evaluations.providers.local.kept import KEEPER, Loaded
from evaluations.providers.local.loading import load
from evaluations.providers.local.meter import Meter
from evaluations.providers.local.model import LocalModel
from evaluations.providers.local.request import Line, Produced, Request
from evaluations.providers.protocol import BatchPoint, Generation, GenerationSettings, Message

# Long enough that the questions of one claim meet in one batch, too short to be seen.
GATHER_S = 0.02


class LocalTransformers:
    """Answers from a checked folder, many questions at a time.

    An answer's times count from the moment its prompt is taken into the batch: waiting for a free place is not the
    model's time, the company of other questions is. In float32 greedy answers are those of each question alone; in
    half precision the company can turn a close call between two tokens.
    """

    max_concurrency = 32

    def __init__(
        self,
        folder: Path,
        dtype: str = "",
        quantisation: str = "",
        device: str = "",
        allow_remote_code: bool = False,
        key: str = "",
    ) -> None:
        """Load the model; empty settings are chosen by the machine.

        Raises FolderRefused before a library opens anything of the folder, SettingRefused before weights are read.
        """
        self.key = key or f"transformers/{folder.parent.name}"
        asked = (folder, dtype, quantisation, device, allow_remote_code)
        # A folder that was changed since is another model.
        changed_ns = max((path.stat().st_mtime_ns for path in folder.glob("*")), default=0)
        made_from = (changed_ns, *asked)
        self._loaded = KEEPER.borrow(made_from, lambda: _loaded(made_from, *load(*asked)))
        self._chat, self._meter, self._engine = self._loaded.chat, self._loaded.meter, self._loaded.engine
        self.device_label = self._loaded.model.label
        self._line = Line()
        self._asked: set[asyncio.Future[Produced | Exception]] = set()
        self._worker: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "generation")

    def generate_batch(
        self, conversations: Sequence[Sequence[Message]], settings: GenerationSettings
    ) -> list[Generation]:
        """Answer all, in the order given. Raises ContextTooLong when one of them does not fit."""
        prompts = [self._chat.prompt_ids(conversation, settings) for conversation in conversations]
        made: dict[int, Produced | Exception] = {}
        requests = [
            _request(prompt, settings, partial(made.__setitem__, index))
            for index, prompt in enumerate(prompts)
        ]
        self._answer(Line(requests))
        return [self._generation(prompt, made[index], settings) for index, prompt in enumerate(prompts)]

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Answer one question together with others in flight; raises ContextTooLong or EndpointDown."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Produced | Exception] = loop.create_future()
        prompt = self._chat.prompt_ids(messages, settings)
        self._asked.add(answer)
        answer.add_done_callback(self._asked.discard)

        def settle(produced: Produced | Exception) -> None:
            loop.call_soon_threadsafe(_settle, answer, produced)

        self._line.put(_request(prompt, settings, settle))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return self._generation(prompt, await answer, settings)

    def take_batches(self) -> list[BatchPoint]:
        """Return what the batches since the last call took."""
        return self._meter.take()

    async def aclose(self) -> None:
        """Give up what waits and finish what is being computed; the model stays loaded for some minutes."""
        self._line.take_all()
        for answer in list(self._asked):
            answer.cancel()
        if self._worker:
            self._worker.cancel()
        await asyncio.to_thread(self._thread.shutdown)
        KEEPER.give_back(self._loaded)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while len(self._line):
            await asyncio.sleep(GATHER_S)
            await loop.run_in_executor(self._thread, self._answer, self._line)

    def _answer(self, line: Line) -> None:
        while len(line):
            try:
                self._engine.work(line)
            except Exception as error:
                # A defect outside a batch: nobody may wait for ever.
                for request in line.take_all():
                    request.finish(error)

    def _generation(
        self, prompt: Sequence[int], produced: Produced | Exception, settings: GenerationSettings
    ) -> Generation:
        if isinstance(produced, Exception):
            raise produced
        generation = self._chat.generation(prompt, produced)
        # Nothing here holds a model to a schema.
        return replace(generation, left_out=("json_schema",)) if settings.json_schema else generation


def _loaded(made_from: tuple[object, ...], model: LocalModel, chat: Chat) -> Loaded:
    meter = Meter(model.device, model.label, energy_counter_of(model.device))
    return Loaded(made_from, model, chat, meter, engine_for(model, meter))


def _request(
    prompt: tuple[int, ...], settings: GenerationSettings, finish: Callable[[Produced | Exception], None]
) -> Request:
    return Request(prompt, settings.max_new_tokens, finish, settings.temperature, settings.seed)


def _settle(answer: "asyncio.Future[Produced | Exception]", produced: Produced | Exception) -> None:
    if not answer.done():
        answer.set_result(produced)
