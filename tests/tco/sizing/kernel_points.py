"""Times per token that another program composed from kernel measurements: (batch, input, output, milliseconds).

aiconfigurator 0.12.0, `cli estimate --backend vllm`, bf16, run on 2026-11-22; an H100 SXM where no card is named.
"""

from dataclasses import dataclass

from catalogue.gpus import gpus
from catalogue.models import Architecture, models
from tco.sizing.memory import context_memory
from tco.sizing.points import MeasuredPoint
from tco.sizing.served import ServedModel, accelerator, served_model
from tco.sizing.speed import Replica, RequestShape

Rows = tuple[tuple[int, int, int, float], ...]

QWEN3_8B = (
    (1, 1000, 500, 6.375),
    (8, 1000, 500, 7.267),
    (1, 3000, 500, 6.457),
    (8, 3000, 500, 8.983),
    (32, 3000, 500, 15.893),
    (16, 8000, 500, 20.335),
    (64, 1000, 500, 13.774),
    (128, 500, 1000, 14.548),
)
QWEN3_30B_A3B = (
    (1, 1000, 500, 4.691),
    (8, 1000, 500, 10.893),
    (1, 3000, 500, 4.746),
    (8, 3000, 500, 11.912),
    (32, 3000, 500, 25.701),
    (16, 8000, 500, 21.068),
    (64, 1000, 500, 26.388),
    (128, 500, 1000, 29.105),
)


def points(rows) -> list[MeasuredPoint]:
    return [MeasuredPoint(batch, read, written, ms / 1000) for batch, read, written, ms in rows]


def shape_of(point: MeasuredPoint) -> RequestShape:
    return RequestShape(point.input_tokens, point.output_tokens)


def llama_70b() -> ServedModel:
    parameters, vocab, hidden, layers, heads = 70_553_706_496, 128_256, 8192, 80, 64
    return ServedModel(
        name="Llama 3 70B",
        precision="bf16",
        weight_bytes=2.0 * parameters,
        shared_parameters=parameters - vocab * hidden,
        expert_parameters=0,
        experts=1,
        experts_per_token=1,
        shared_bits=16,
        expert_bits=16,
        context=context_memory(Architecture("gqa", layers=layers, kv_heads=8, head_dim=128)),
        attention_width=layers * heads * 128,
        layers=layers,
        hidden=hidden,
    )


@dataclass(frozen=True)
class Setup:
    """A dense model over so many cards."""

    model: str
    gpu: str
    tensor_parallel: int
    rows: Rows

    def replica(self) -> Replica:
        model = llama_70b() if self.model == "llama-3-70b" else served_model(models()[self.model], "bf16")
        return Replica(model, accelerator(gpus()[self.gpu]), self.tensor_parallel)


DENSE_SETUPS = (
    Setup("qwen3-8b", "h100-sxm", 1, QWEN3_8B),
    Setup("qwen3-8b", "h100-sxm", 2, ((1, 3000, 500, 4.278), (32, 3000, 500, 9.558), (64, 1000, 500, 8.191))),
    Setup("qwen3-8b", "h100-sxm", 4, ((1, 3000, 500, 2.983), (32, 3000, 500, 6.455), (64, 1000, 500, 6.004))),
    Setup(
        "llama-3-70b",
        "h100-sxm",
        4,
        ((1, 3000, 500, 15.039), (16, 3000, 500, 23.25), (64, 1000, 500, 26.553)),
    ),
    Setup(
        "llama-3-70b",
        "h100-sxm",
        8,
        ((1, 3000, 500, 10.275), (16, 3000, 500, 15.023), (64, 1000, 500, 17.359)),
    ),
    Setup("qwen3-8b", "l40s", 1, ((1, 3000, 500, 21.882), (16, 3000, 500, 42.222), (32, 1000, 500, 37.713))),
    Setup("qwen3-8b", "l40s", 2, ((1, 3000, 500, 12.446), (16, 3000, 500, 24.522), (32, 1000, 500, 22.556))),
)
