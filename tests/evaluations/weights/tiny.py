"""A registered model of a few bytes, so that the cache can be tested without a real one."""

import hashlib
import json
from pathlib import Path

from evaluations.weights.registry import PinnedFile, WeightsEntry
from evaluations.weights.sources import LocalFile, Source
from language.text import Text

WEIGHTS = b"weights of a model" * 100
CONFIG = json.dumps({"hidden_size": 4}).encode()


def tiny_entry(*sources: Source, key: str = "tiny") -> WeightsEntry:
    return WeightsEntry(
        key=key,
        name="Tiny",
        licence="Apache-2.0",
        file="model.safetensors",
        file_sha256=hashlib.sha256(WEIGHTS).hexdigest(),
        size_bytes=len(WEIGHTS),
        sources=sources,
        conversion="sentence_transformers_folder",
        origin=Text("試験", "test"),
        languages=("ja",),
        caveat=Text("試験用", "for tests"),
        companions=(PinnedFile("config.json", hashlib.sha256(CONFIG).hexdigest()),),
        max_tokens=16,
    )


def tiny_folder(folder: Path, weights: bytes = WEIGHTS) -> LocalFile:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(weights)
    (folder / "config.json").write_bytes(CONFIG)
    return LocalFile("tiny", folder)
