"""What a person types into the sizing form, and the file of a GPU check: Qwen3-8B on an H100."""

import json

from catalogue.gpus import gpus
from catalogue.models import models
from tco.sizing.served import accelerator, served_model
from tco.sizing.speed import Efficiency, Replica, RequestShape, decode_step_s, first_token_s

STUDY = {
    "name": "本社RAGの見積",
    "option": "onprem",
    "peak_requests_per_s": "3",
    "input_tokens": "1024",
    "cached_tokens": "0",
    "output_tokens": "256",
    "ttft_s": "2",
    "tpot_s": "0.05",
    "ground": "specification",
    "gpu": "h100-sxm",
    "model": "qwen3-8b",
    "precision": "bf16",
    "table": "",
    "measured_tensor_parallel": "1",
    "gpus_per_server": "8",
    "spare": "replica",
    "utilisation_percent": "70",
    "growth": "0.5 0.8 1",
    "lead_time_months": "4",
}
TABLE = "1 0.08 0.010\n8, 0.15, 0.012\n32\t0.4\t0.020"
ON_H100 = Replica(served_model(models()["qwen3-8b"], "bf16"), accelerator(gpus()["h100-sxm"]))
LOADS = ((1, 1024, 256), (8, 1024, 256), (32, 1024, 256), (64, 2048, 256), (1, 4096, 128))


def typed(**changes: str) -> dict[str, str]:
    return {**STUDY, **changes}


def gpu_check(efficiency: Efficiency = Efficiency(0.002, 0.7, 0.5), engines=("continuous",)) -> bytes:  # noqa: B008
    """Measurements that the model of speed explains exactly, as `make gpu-check` writes them."""
    points = [_point(engine, efficiency, *load) for engine in engines for load in LOADS]
    report = {
        "format": "shirube-gpu-check/1",
        "measured_at": "2026-11-22T00:00:00+00:00",
        "device": {"name": "NVIDIA H100", "label": "cuda:0 NVIDIA H100 bfloat16", "is_gpu": True},
        "model": {"name": "qwen3-8b"},
        "points": points,
    }
    return json.dumps(report).encode()


def _point(engine: str, efficiency: Efficiency, batch: int, read: int, written: int) -> dict[str, object]:
    shape = RequestShape(read, written)
    return {
        "engine": engine,
        "batch_size": batch,
        "input_tokens": read,
        "output_tokens": written,
        "step_s": decode_step_s(ON_H100, shape, batch, efficiency),
        "ttft_s": first_token_s(ON_H100, shape, 1, efficiency),
    }
