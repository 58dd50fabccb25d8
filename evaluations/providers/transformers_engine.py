"""Runs one batch of prompts through a transformers model and measures it."""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from evaluations.providers.control_tokens import without_control_tokens
from evaluations.providers.messages import sentence
from evaluations.providers.processor_turn import processor_turn
from evaluations.providers.protocol import ContextTooLong, Generation, GenerationSettings, Message
from evaluations.weights.folder_guard import check_folder
from evaluations.weights.patient_threads import let_threads_sleep
from evaluations.weights.quiet import quietly

# Marks that end an answer in the chat formats of today, besides the one that the tokenizer names.
END_MARKS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<end_of_turn>")


class TransformersEngine:
    """Tokenizer and weights of one folder on one device."""

    def __init__(self, folder: Path, device: str, dtype: str) -> None:
        check_folder(folder)
        let_threads_sleep()
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        with quietly():
            self._tokenizer: Any = AutoTokenizer.from_pretrained(
                str(folder), padding_side="left", local_files_only=True, trust_remote_code=False
            )
            model: Any = AutoModelForCausalLM.from_pretrained(
                str(folder),
                dtype=_dtype(dtype, self._device),
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
            )
        self._model = model.to(self._device).eval()
        self._limit = int(self._model.config.max_position_embeddings)
        self._end_ids = _end_ids(self._tokenizer, self._model)

    def prompt_ids(self, messages: Sequence[Message], settings: GenerationSettings) -> list[int]:
        """Return the tokens of a conversation in the model's chat format; raise ContextTooLong."""
        turns = [one._asdict() for one in without_control_tokens(messages)]
        text = self._tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        if len(ids) + settings.max_new_tokens > self._limit:
            raise ContextTooLong("context-too-long", sentence("context-too-long"))
        return ids

    def generate(self, prompts: Sequence[Sequence[int]], settings: GenerationSettings) -> list[Generation]:
        """Answer one batch. `ttft_s` is the batch's: all prompts are read before the first token of any."""
        with processor_turn() if self._device == "cpu" else nullcontext():
            clock = _StepClock()
            produced = self._run(prompts, settings, clock)
        return [
            self._generation(row, len(prompt), clock) for row, prompt in zip(produced, prompts, strict=True)
        ]

    def free(self) -> None:
        """Drop the weights; on CUDA also give the memory back to other processes."""
        self._model = None
        if self._device != "cpu":
            import torch

            torch.cuda.empty_cache()

    def _run(
        self, prompts: Sequence[Sequence[int]], settings: GenerationSettings, clock: "_StepClock"
    ) -> list[list[int]]:
        import torch
        from transformers import GenerationConfig, StoppingCriteriaList

        sampling = {"do_sample": True, "temperature": settings.temperature} if settings.temperature else {}
        make_config: Any = GenerationConfig
        config = make_config(
            max_new_tokens=settings.max_new_tokens,
            eos_token_id=sorted(self._end_ids),
            pad_token_id=self._tokenizer.pad_token_id,
            **(sampling or {"do_sample": False}),
        )
        padded = self._tokenizer.pad({"input_ids": [list(ids) for ids in prompts]}, return_tensors="pt")
        torch.manual_seed(settings.seed)
        with torch.inference_mode():
            output = self._model.generate(
                **padded.to(self._device),
                generation_config=config,
                stopping_criteria=StoppingCriteriaList([clock]),
            )
        return [row[padded["input_ids"].shape[1] :] for row in output.tolist()]

    def _generation(self, row: Sequence[int], prompt_tokens: int, clock: "_StepClock") -> Generation:
        ends = [position for position, token in enumerate(row) if token in self._end_ids]
        count = ends[0] + 1 if ends else len(row)
        return Generation(
            text=self._tokenizer.decode(row[: ends[0] if ends else count], skip_special_tokens=True).strip(),
            finish_reason="stop" if ends else "length",
            input_tokens=prompt_tokens,
            output_tokens=count,
            cached_tokens=None,
            ttft_s=clock.step_s[0],
            total_s=clock.step_s[count - 1],
            model_reported=None,
        )


class _StepClock:
    """Called by transformers after every token of the batch; never stops it."""

    def __init__(self) -> None:
        self._started_s = time.perf_counter()
        self.step_s: list[float] = []

    def __call__(self, input_ids: Any, _scores: Any, **_: Any) -> Any:
        self.step_s.append(time.perf_counter() - self._started_s)
        return input_ids.new_zeros(input_ids.shape[0], dtype=bool)


def _dtype(name: str, device: str) -> Any:
    """Half precision where the processor computes in it: twice as fast and half the memory; else float32."""
    import torch

    if name != "auto":
        return getattr(torch, name)
    if device == "cpu":
        fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
        return torch.bfloat16 if fast else torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def _end_ids(tokenizer: Any, model: Any) -> frozenset[int]:
    known = tokenizer.get_vocab()
    named = model.generation_config.eos_token_id
    listed = named if isinstance(named, list) else [named]
    marks = (known.get(mark) for mark in END_MARKS)
    return frozenset(token for token in (*listed, *marks, tokenizer.eos_token_id) if token is not None)
