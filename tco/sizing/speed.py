"""How fast one replica answers: prefill, decode, and both together under continuous batching."""

from dataclasses import dataclass
from typing import Literal

from tco.sizing.served import SLOWEST_LINK_BYTES_PER_S, Accelerator, ServedModel

Coverage = Literal["expected", "upper"]
ALL_REDUCES_PER_LAYER = 2
ALL_REDUCE_LATENCY_S = 10e-6  # p2p latency of aiconfigurator-core 0.12.0
BYTES_PER_ACTIVATION = 2


@dataclass(frozen=True)
class RequestShape:
    """Tokens of a typical request: read anew, found in the prefix cache, and written (reasoning included)."""

    input_tokens: float
    output_tokens: float
    cached_tokens: float = 0

    @property
    def context_tokens(self) -> float:
        """Tokens in memory when the answer is complete."""
        return self.input_tokens + self.cached_tokens + self.output_tokens

    @property
    def mean_context_tokens(self) -> float:
        """Tokens in memory in the middle of the answer."""
        return self.input_tokens + self.cached_tokens + self.output_tokens / 2


@dataclass(frozen=True)
class Efficiency:
    """What is reached of the theory: t0 per step, eta of the bandwidth, MFU of the operations.

    `slowdown` multiplies every time, `coverage` says how many experts a batch reads. The defaults meet kernel
    measurements of dense models on 20 points with a mean error of 5.5 %, at worst 16 %.
    """

    step_overhead_s: float = 0.0005
    bandwidth_share: float = 0.8
    compute_share: float = 0.6
    slowdown: float = 1.0
    coverage: Coverage = "expected"


ROOFLINE = Efficiency(0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Replica:
    """One copy of a model over `tensor_parallel` equal GPUs."""

    model: ServedModel
    gpu: Accelerator
    tensor_parallel: int = 1

    @property
    def operations_per_s(self) -> float:
        return self.gpu.operations_per_s * self.tensor_parallel


def expert_coverage(experts: int, experts_per_token: int, batch: float, how: Coverage = "expected") -> float:
    """Return the share of the experts that a step of `batch` tokens reads.

    Expected under uniform routing 1 - (1 - k/E)^B; upper bound min(1, B·k/E). 128 experts, 8 per token, batch 16:
    0.644 and 1.

    >>> round(expert_coverage(128, 8, 16), 6)
    0.643926
    """
    share = experts_per_token / experts
    return min(1.0, batch * share) if how == "upper" else 1 - (1 - share) ** batch


def read_weight_bytes(model: ServedModel, batch: float, how: Coverage = "expected") -> float:
    """Return the bytes of weights that one decode step reads."""
    shared = model.shared_parameters * model.shared_bits / 8
    if not model.is_mixture:
        return shared
    coverage = expert_coverage(model.experts, model.experts_per_token, batch, how)
    return shared + model.expert_parameters * model.expert_bits / 8 * coverage


def prefill_operations(model: ServedModel, new_tokens: float, cached_tokens: float = 0) -> float:
    """Return 2·P·S + 2·w·(S² + 2·S·C): each new token also attends to the C cached ones (causal half counted)."""
    pairs = new_tokens**2 + 2 * new_tokens * cached_tokens
    return 2 * model.multiplied_parameters * new_tokens + 2 * model.attention_width * pairs


def prefill_s(replica: Replica, shape: RequestShape, efficiency: Efficiency = ROOFLINE) -> float:
    """Return the seconds to read one prompt: operations / (F·TP·MFU), and the exchanges between GPUs.

    An 8B model, 1,024 tokens, 989 TFLOPS: 15.82 ms; at an MFU of 0.6 26.36 ms.
    """
    operations = prefill_operations(replica.model, shape.input_tokens, shape.cached_tokens)
    seconds = operations / (replica.operations_per_s * efficiency.compute_share)
    return (seconds + exchange_s(replica, shape.input_tokens)) * efficiency.slowdown


def memory_step_s(replica: Replica, shape: RequestShape, batch: float, how: Coverage = "expected") -> float:
    """Return the least seconds in which one step can read weights and contexts (eta = 1)."""
    context = replica.model.context
    weights = read_weight_bytes(replica.model, batch, how) / replica.tensor_parallel
    contexts = batch * context.sequence_bytes(shape.mean_context_tokens)
    shards = context.shards(replica.tensor_parallel)
    return (weights + contexts / shards) / replica.gpu.bytes_per_s


def compute_step_s(replica: Replica, batch: float) -> float:
    """Return the least seconds in which one step can multiply (MFU = 1)."""
    return 2 * replica.model.multiplied_parameters * batch / replica.operations_per_s


def exchange_s(replica: Replica, tokens: float) -> float:
    """Return the seconds of two all-reduces per layer among the GPUs of a replica; 0 for one GPU.

    A ring moves 2·(TP-1)/TP of the activations over each link.
    """
    ranks = replica.tensor_parallel
    if ranks == 1:
        return 0.0
    link = replica.gpu.link_bytes_per_s or SLOWEST_LINK_BYTES_PER_S
    moved = 2 * (ranks - 1) / ranks * tokens * replica.model.hidden * BYTES_PER_ACTIVATION
    return ALL_REDUCES_PER_LAYER * replica.model.layers * (ALL_REDUCE_LATENCY_S + moved / link)


def decode_step_s(
    replica: Replica, shape: RequestShape, batch: float, efficiency: Efficiency = ROOFLINE
) -> float:
    """Return the seconds of one step for `batch` sequences, nobody's prompt being read.

    t0 + max(bytes / (BW·eta), operations / (F·MFU)) + exchanges.
    """
    memory = memory_step_s(replica, shape, batch, efficiency.coverage) / efficiency.bandwidth_share
    compute = compute_step_s(replica, batch) / efficiency.compute_share
    step = efficiency.step_overhead_s + max(memory, compute) + exchange_s(replica, batch)
    return step * efficiency.slowdown


def time_per_token_s(
    replica: Replica, shape: RequestShape, batch: float, efficiency: Efficiency = ROOFLINE
) -> float:
    """Return TPOT of continuous batching in steady state: t_dec(B) + (B / S_out)·t_pre.

    While a sequence writes S_out tokens, B newcomers have their prompts read, and everybody waits for them.
    """
    newcomers = batch / shape.output_tokens * prefill_s(replica, shape, efficiency)
    return decode_step_s(replica, shape, batch, efficiency) + newcomers


def first_token_s(
    replica: Replica, shape: RequestShape, batch: float, efficiency: Efficiency = ROOFLINE
) -> float:
    """Return TTFT without waiting for a free place: the own prompt and one step."""
    return prefill_s(replica, shape, efficiency) + decode_step_s(replica, shape, batch, efficiency)
