"""Answers that need not be paid for again, under a key that is shown beside every answer.

The key holds everything that decides the answer: model, address, settings, messages, prompt version and the
number of the repetition. Only what a model said is kept, its refusals and cut answers too; errors never are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from evaluations.models import CachedAnswer
from evaluations.providers.protocol import Generation, GenerationSettings, Message
from evaluations.services.bulk_rows import insert_each, read_rows
from language.storable import storable

# What makes the same name another model.
MODEL_FIELDS = ("provider", "model_name", "weights_key", "weights_source", "dtype", "quantisation")


class KeyMaker:
    """Makes the keys of one candidate: what is the same for all of its questions is hashed once."""

    def __init__(self, snapshot: Mapping[str, Any], address: str, prompt_version: str) -> None:
        model = {name: snapshot.get(name) or "" for name in MODEL_FIELDS}
        self._same = json.dumps([model, address, prompt_version], sort_keys=True)
        self._settings: tuple[GenerationSettings, str] | None = None

    def key(self, messages: Iterable[Message], settings: GenerationSettings, repeat: int) -> str:
        """Return the sha256, in hexadecimal, of everything that decides the answer."""
        asked = json.dumps([list(messages), repeat], ensure_ascii=False)
        return hashlib.sha256(f"{self._same}\x1e{self._written(settings)}\x1e{asked}".encode()).hexdigest()

    def _written(self, settings: GenerationSettings) -> str:
        if self._settings is None or self._settings[0] is not settings:
            self._settings = settings, json.dumps(asdict(settings), sort_keys=True)
        return self._settings[1]


def cached(organization_id: int, keys: Iterable[str]) -> dict[str, Generation]:
    """Return what is remembered of these keys, with one query."""
    wanted = {"organization": organization_id, "key": list(keys)}
    return {key: _generation(columns) for key, columns in read_rows(CachedAnswer, ["key", "columns"], wanted)}


def remember(organization_id: int, answers: Mapping[str, tuple[Generation, int | None]]) -> None:
    """Keep generations by key, each with the answer it was made for. The first of a key stays."""
    rows = [
        CachedAnswer(
            organization_id=organization_id, key=key, columns=_columns(generation), answer_id=answer_id
        )
        for key, (generation, answer_id) in answers.items()
    ]
    insert_each(rows, or_leave=True)


def _columns(generation: Generation) -> dict[str, Any]:
    return {**vars(generation), "text": storable(generation.text)}


def _generation(columns: Mapping[str, Any]) -> Generation:
    return Generation(**{**columns, "left_out": tuple(columns.get("left_out") or ())})
