"""multilingual-e5-small as an ordinary BERT folder, from its 4-bit file."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluations.weights.conversion.e5_q4_file import E5File, Floats
from evaluations.weights.conversion.protobuf_wire import field_bytes
from evaluations.weights.quiet import quietly

# Field numbers in sentencepiece_model.proto: ModelProto.normalizer_spec, NormalizerSpec.precompiled_charsmap
NORMALIZER_SPEC = 3
PRECOMPILED_CHARSMAP = 2

# name in the file -> name in the encoder; "f" is the feed-forward width, "h" the hidden width
LINEAR = (
    ("q", "attention.self.query", "h", "h"),
    ("k", "attention.self.key", "h", "h"),
    ("v", "attention.self.value", "h", "h"),
    ("ao", "attention.output.dense", "h", "h"),
    ("fi", "intermediate.dense", "f", "h"),
    ("fo", "output.dense", "h", "f"),
)
NAMES = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "sep_token": "</s>",
}
NORMS = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))


def convert_e5(file: Path, folder: Path) -> None:
    """Write config.json, model.safetensors and the tokenizer into `folder`."""
    content = E5File(file)
    _write_encoder(content, folder)
    _write_tokenizer(content, folder)


def _write_encoder(content: E5File, folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    shape = content.shape
    model = BertModel(
        BertConfig(
            vocab_size=shape.vocabulary,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.token_types,
            layer_norm_eps=float(content.epsilon),
            pad_token_id=content.special.pad,
            hidden_act="gelu",
        ),
        add_pooling_layer=False,
    )
    state = {name: torch.from_numpy(values.copy()) for name, values in _tensors(content)}
    result = model.load_state_dict(state, strict=False)
    missing = [name for name in result.missing_keys if not name.endswith(("position_ids", "token_type_ids"))]
    if missing or result.unexpected_keys:
        raise ValueError(f"tensors do not fit: missing {missing}, unexpected {result.unexpected_keys}")
    with quietly():
        model.save_pretrained(folder)


def _tensors(content: E5File) -> Iterator[tuple[str, Floats]]:
    shape = content.shape
    hidden = shape.hidden
    yield "embeddings.word_embeddings.weight", content.dequantised("emb.word", shape.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", content.floats("emb.pos", shape.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", content.floats("emb.type", shape.token_types, hidden)
    yield "embeddings.LayerNorm.weight", content.floats("emb.ln.w", hidden)
    yield "embeddings.LayerNorm.bias", content.floats("emb.ln.b", hidden)
    for layer in range(shape.layers):
        yield from _layer_tensors(content, layer)


def _layer_tensors(content: E5File, layer: int) -> Iterator[tuple[str, Floats]]:
    width = {"h": content.shape.hidden, "f": content.shape.feed_forward}
    for short, name, rows, columns in LINEAR:
        full = f"encoder.layer.{layer}.{name}"
        yield f"{full}.weight", content.dequantised(f"l{layer}.{short}.w", width[rows], width[columns])
        yield f"{full}.bias", content.floats(f"l{layer}.{short}.b", width[rows])
    for short, name in NORMS:
        full = f"encoder.layer.{layer}.{name}"
        yield f"{full}.weight", content.floats(f"l{layer}.{short}.w", width["h"])
        yield f"{full}.bias", content.floats(f"l{layer}.{short}.b", width["h"])


def _write_tokenizer(content: E5File, folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    tokenizer: Any = PreTrainedTokenizerFast
    tokenizer(
        tokenizer_object=_tokenizer(content),
        model_max_length=content.shape.positions,
        model_input_names=["input_ids", "attention_mask"],
        **NAMES,
    ).save_pretrained(folder)


def _tokenizer(content: E5File) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    special = content.special
    tokenizer = Tokenizer(Unigram(content.pieces, unk_id=special.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_charsmap()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", "<s> $A </s> $B </s>", [("<s>", special.bos), ("</s>", special.eos)]
    )
    return tokenizer


def _charsmap() -> bytes:
    """Return the nmt_nfkc table of e5: sentencepiece writes it into every model that it trains."""
    import sentencepiece

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["abc def ghi jkl mno"] * 50),
        model_writer=trained,
        vocab_size=20,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    return field_bytes(field_bytes(trained.getvalue(), NORMALIZER_SPEC), PRECOMPILED_CHARSMAP)
