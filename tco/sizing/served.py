"""The two sides of a replica in bytes and operations: the model as it is served, and the GPU that serves it."""

from dataclasses import dataclass

from catalogue.gpus import Gpu
from catalogue.models import Architecture, ModelCard
from language.text import Text
from tco.sizing.memory import BITS, ContextMemory, Precision, context_memory, known, weight_bytes
from tco.sizing.refusal import SizingRefused

BILLION = 1e9
SLOWEST_LINK_BYTES_PER_S = 31.5e9  # PCIe 4.0 x16, where the catalogue does not know the link


@dataclass(frozen=True)
class Accelerator:
    """One GPU: bytes, bytes per second of its memory and of its link to the next card, dense operations per second."""

    name: str
    memory_bytes: float
    bytes_per_s: float
    operations_per_s: float
    link_bytes_per_s: float | None = None
    source: str = ""
    key: str = ""


@dataclass(frozen=True)
class ServedModel:
    """A model at one precision.

    `shared_parameters` are multiplied for every token, `expert_parameters` are those of all routed experts (0: dense);
    neither holds the input embedding, of which a token only looks up one row. `attention_width` is layers x heads x
    (mean of the widths of keys and values): 2 x it x S² operations for a prompt of S tokens.
    """

    name: str
    precision: Precision
    weight_bytes: float
    shared_parameters: float
    expert_parameters: float
    experts: int
    experts_per_token: int
    shared_bits: float
    expert_bits: float
    context: ContextMemory
    attention_width: float
    layers: int
    hidden: int
    source: str = ""
    key: str = ""

    @property
    def is_mixture(self) -> bool:
        return self.expert_parameters > 0

    @property
    def multiplied_parameters(self) -> float:
        """Parameters that one token is multiplied with."""
        active = self.expert_parameters * self.experts_per_token / self.experts if self.is_mixture else 0.0
        return self.shared_parameters + active


def accelerator(gpu: Gpu, precision: Precision = "bf16") -> Accelerator:
    """Take a GPU from the catalogue; raises SizingRefused where a figure is unknown.

    Weights of 4 bits are multiplied in bf16; fp8 in fp8 where the card can.
    """
    fp8 = gpu.figures["fp8_dense_tflops"].value if precision == "fp8" else None
    operations = fp8 or _figure(gpu, "bf16_dense_tflops")
    link = gpu.link_gb_s.value if gpu.link_gb_s else None
    return Accelerator(
        name=gpu.name,
        memory_bytes=_figure(gpu, "memory_gb") * 1e9,
        bytes_per_s=_figure(gpu, "bandwidth_gb_s") * 1e9,
        operations_per_s=operations * 1e12,
        link_bytes_per_s=None if link is None else link * 1e9,
        source=gpu.figures["bandwidth_gb_s"].source,
        key=gpu.id,
    )


def _figure(gpu: Gpu, key: str) -> float:
    value = gpu.figures[key].value
    if value is None:
        raise SizingRefused(
            Text(
                f"{gpu.name}の「{key}」は信頼できる値が見つかっていないため、速度を計算できません。"
                "実測の表から台数を求めるか、別のGPUを選んでください。",
                f"No trustworthy value of {key} is known for {gpu.name}, so its speed cannot be calculated. "
                "Size from a measured table, or choose another GPU.",
            )
        )
    return value


def served_model(card: ModelCard, precision: Precision, bytes_per_element: float = 2) -> ServedModel:
    """Take a model from the catalogue at a precision of weights; keys and values take `bytes_per_element`.

    mxfp4 holds for the experts of a mixture, whose other weights stay in bf16. Raises SizingRefused where the size
    or the architecture is not published.
    """
    one, total = card.architecture, card.params_total_b
    if one is None or total is None:
        raise SizingRefused(
            Text(
                f"{card.name}の大きさか構造が公開されていないため、必要なGPUを計算できません。"
                "重みが公開されたモデルを選ぶか、実測の表から台数を求めてください。",
                f"The size or the architecture of {card.name} is not published, so its GPUs cannot be calculated. "
                "Choose a model with open weights, or size from a measured table.",
            )
        )
    context = context_memory(one, bytes_per_element)
    experts = _expert_parameters(one, total * BILLION, (card.params_active_b or total) * BILLION)
    shared = total * BILLION - experts
    shared_precision: Precision = "bf16" if precision == "mxfp4" and experts else precision
    return ServedModel(
        name=card.name,
        precision=precision,
        weight_bytes=weight_bytes(shared, shared_precision) + weight_bytes(experts, precision),
        shared_parameters=shared - (one.vocab or 0) * (one.hidden or 0),
        expert_parameters=experts,
        experts=one.experts or 1,
        experts_per_token=one.experts_per_token or 1,
        shared_bits=BITS[shared_precision],
        expert_bits=BITS[precision],
        context=context,
        attention_width=_attention_width(one),
        layers=one.layers or 0,
        hidden=one.hidden or 0,
        source=one.source,
        key=card.id,
    )


def _expert_parameters(one: Architecture, total: float, active: float) -> float:
    """Count the routed experts: from their width where it is known, else from total and active parameters.

    With X routed parameters of which k of E work: total - active = X·(1 - k/E).
    """
    if not (one.experts and one.experts_per_token):
        return 0.0 if active == total else float(known(one, "experts"))
    if one.moe_intermediate and one.layers and one.hidden:
        layers = (one.layers - (one.dense_layers or 0)) // (one.moe_every or 1)
        return min(total, layers * one.experts * 3 * one.hidden * one.moe_intermediate)
    return (total - active) / (1 - one.experts_per_token / one.experts)


def _attention_width(one: Architecture) -> float:
    """Sum the layers that see everything; those with a window add little."""
    width = one.head_dim or 0
    layers = one.layers if one.global_layers is None else one.global_layers
    return (layers or 0) * (one.heads or 0) * (width + (one.value_dim or width)) / 2
