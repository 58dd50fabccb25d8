"""The files around a BERT encoder that make it a sentence-transformers model."""

import json
import os
import shutil
from pathlib import Path
from typing import Any


def write_layout(folder: Path, max_tokens: int, query_prefix: str, passage_prefix: str) -> None:
    """Add mean pooling, unit length, token limit and prefixes to a folder that holds an encoder."""
    hidden = json.loads((folder / "config.json").read_text())["hidden_size"]
    steps = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    _write(folder / "modules.json", [_module(index, *step) for index, step in enumerate(steps)])
    _write(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens, "do_lower_case": False})
    _write(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True},
    )
    _write(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": query_prefix, "document": passage_prefix}, "similarity_fn_name": "cosine"},
    )


def link_or_copy(source: Path, target: Path) -> None:
    """Put a file into the folder without using the space twice where the file system allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _module(index: int, path: str, kind: str) -> dict[str, Any]:
    return {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False))
