"""What a model takes in memory: its weights, and the keys and values of each sequence.

Precisions in bits per parameter: bf16 16, fp8 8, int4_g128 4.5 (4 bits in groups of 128 with their scales, some
layers kept wider), mxfp4 4.25 (4 bits and an 8-bit scale per 32).
"""

import math
from dataclasses import dataclass
from typing import Literal

from catalogue.models import Architecture
from language.text import Text
from tco.sizing.refusal import SizingRefused

Precision = Literal["bf16", "fp8", "int4_g128", "mxfp4"]
BITS: dict[Precision, float] = {"bf16": 16, "fp8": 8, "int4_g128": 4.5, "mxfp4": 4.25}


def dense_parameters(
    *,
    layers: int,
    hidden: int,
    intermediate: int,
    heads: int,
    kv_heads: int,
    head_dim: int,
    vocab: int,
    tied: bool,
) -> int:
    """Count the parameters of a dense model with gated feed-forward layers and no biases.

    Per layer: queries H·nh·d, keys and values 2·H·nkv·d, output nh·d·H, feed-forward 3·H·I and two norms 2·H;
    then the last norm H and the embedding V·H, twice unless input and output share it.

    >>> dense_parameters(layers=32, hidden=4096, intermediate=14336, heads=32, kv_heads=8, head_dim=128,
    ...                  vocab=128256, tied=False)
    8030261248
    """
    attention = 2 * hidden * heads * head_dim + 2 * hidden * kv_heads * head_dim
    per_layer = attention + 3 * hidden * intermediate + 2 * hidden
    return layers * per_layer + hidden + vocab * hidden * (1 if tied else 2)


def weight_bytes(parameters: float, precision: Precision) -> float:
    """Return bytes of weights. 8,030,261,248 in bf16 take 14.9575 GiB.

    >>> round(weight_bytes(8_030_261_248, "bf16") / 2**30, 4)
    14.9575
    """
    return parameters * BITS[precision] / 8


@dataclass(frozen=True)
class ContextMemory:
    """Keys and values of one sequence over all ranks: `bytes_per_token` grows, `fixed_bytes` does not.

    `most_shards` is over how many ranks of tensor parallelism they can be split: as many as key/value heads; 1 where
    every rank holds a copy (MLA).
    """

    bytes_per_token: float
    fixed_bytes: float
    most_shards: int

    def shards(self, tensor_parallel: int) -> int:
        return min(tensor_parallel, self.most_shards)

    def sequence_bytes(self, tokens: float) -> float:
        return self.bytes_per_token * tokens + self.fixed_bytes


def context_memory(architecture: Architecture, bytes_per_element: float = 2) -> ContextMemory:
    """Return what a sequence needs; raises SizingRefused where the architecture is not known well enough.

    GQA, with MHA and MQA as its ends: 2·L·nkv·d·b per token. MLA: L·(c_kv + d_rope)·b per token, a copy on each rank.
    Sliding window: only the global layers grow, each of the others holds 2·nkv·d·b·window. Linear attention: a state.

    >>> context_memory(Architecture("gqa", layers=32, kv_heads=8, head_dim=128)).bytes_per_token
    131072
    >>> context_memory(Architecture("mla", layers=61, kv_lora_rank=512, qk_rope_head_dim=64)).bytes_per_token
    70272
    """
    kinds = {"gqa": _grouped, "mla": _compressed, "sliding": _sliding, "linear": _linear}
    return kinds[architecture.attention](architecture, bytes_per_element)


def _grouped(one: Architecture, size: float) -> ContextMemory:
    layers, heads, width = (known(one, key) for key in ("layers", "kv_heads", "head_dim"))
    return ContextMemory(2 * layers * heads * width * size, 0, heads)


def _compressed(one: Architecture, size: float) -> ContextMemory:
    layers, rank, rope = (known(one, key) for key in ("layers", "kv_lora_rank", "qk_rope_head_dim"))
    return ContextMemory(layers * (rank + rope) * size, 0, 1)


def _sliding(one: Architecture, size: float) -> ContextMemory:
    layers, seeing_all = known(one, "layers"), known(one, "global_layers")
    heads, width, window = (known(one, key) for key in ("kv_heads", "head_dim", "window"))
    per_layer = 2 * heads * width * size
    return ContextMemory(seeing_all * per_layer, (layers - seeing_all) * per_layer * window, heads)


def _linear(one: Architecture, size: float) -> ContextMemory:
    """Softmax layers among the linear ones (`global_layers`) grow as usual; the state is in bytes as it is held."""
    state, seeing_all = known(one, "state_bytes"), one.global_layers or 0
    heads, width = one.kv_heads or 0, one.head_dim or 0
    return ContextMemory(2 * seeing_all * heads * width * size, state, heads or 1)


def known(one: Architecture, key: str) -> int:
    """Return a value of the architecture; raises SizingRefused naming it where it is not known."""
    value: int | None = getattr(one, key)
    if value is None:
        raise SizingRefused(
            Text(
                f"このモデルの構造の値「{key}」が分からないため、必要なメモリを計算できません。"
                "何も変更していません。カタログに値を加えるか、別のモデルを選んでください。",
                f"The value {key} of this model's architecture is not known, so its memory cannot be calculated. "
                "Nothing was changed. Add the value to the catalogue or choose another model.",
            )
        )
    return value


def most_sequences(
    *,
    memory_bytes: float,
    usable_share: float,
    weights: float,
    other_bytes: float,
    context: ContextMemory,
    tokens: float,
    tensor_parallel: int = 1,
) -> int:
    """Return how many sequences of `tokens` fit beside the weights on each rank; 0 when not even one does.

    floor((memory x usable - weights / TP - other) / (bytes of a sequence / shards)). 80 GB, 0.9 usable, 16.06 GB of
    weights, 3.5 GiB other, 131,072 bytes per token, 4,096 tokens: 97.

    >>> most_sequences(memory_bytes=80e9, usable_share=0.9, weights=16.06e9, other_bytes=3.5 * 2**30,
    ...                context=ContextMemory(131072, 0, 8), tokens=4096)
    97
    """
    room = memory_bytes * usable_share - weights / tensor_parallel - other_bytes
    each = context.sequence_bytes(tokens) / context.shards(tensor_parallel)
    return max(0, math.floor(room / each))
