"""A second opinion: NVIDIA's aiconfigurator, called as a program of its own environment when it is installed there.

It takes 850 MB and its own pins, so it never enters ours. `SHIRUBE_AICONFIGURATOR` names its executable. It knows only
models and systems that it measured, looks nothing up (offline), and its failure is a sentence, not an error of ours.
"""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from language.text import Text

VARIABLE = "SHIRUBE_AICONFIGURATOR"
TIME_LIMIT_S = 90.0
MOST_OUTPUT = 200_000

SYSTEMS = {
    "a100-80-pcie": "a100_pcie",
    "a100-80-sxm": "a100_sxm",
    "b200-sxm": "b200_sxm",
    "b300-sxm": "b300_sxm",
    "h100-pcie": "h100_pcie",
    "h100-sxm": "h100_sxm",
    "h200-sxm": "h200_sxm",
    "l4": "l4",
    "l40s": "l40s",
    "rtxpro6000srv": "rtx_pro_6000_server",
}
MODELS = {
    "deepseek-r1": "deepseek-ai/DeepSeek-R1",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3",
    "gpt-oss-120b": "openai/gpt-oss-120b",
    "gpt-oss-20b": "openai/gpt-oss-20b",
    "kimi-k2": "moonshotai/Kimi-K2-Instruct",
    "llama4-maverick": "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
    "llama4-scout": "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "qwen3-235b-a22b": "Qwen/Qwen3-235B-A22B",
    "qwen3-30b-a3b": "Qwen/Qwen3-30B-A3B",
    "qwen3-8b": "Qwen/Qwen3-8B",
}
QUANTISATION = {
    "fp8": ("--gemm-quant-mode", "fp8", "--moe-quant-mode", "fp8"),
    "int4_g128": ("--gemm-quant-mode", "int4_wo", "--moe-quant-mode", "int4_wo"),
}

NOT_INSTALLED = Text(
    "aiconfigurator は導入されていません。導入した場合は、"
    "環境変数 SHIRUBE_AICONFIGURATOR に実行ファイルの場所を指定してください。",
    "aiconfigurator is not installed. Where it is, name its executable in the environment variable "
    "SHIRUBE_AICONFIGURATOR.",
)
NOT_EXECUTABLE = Text(
    "SHIRUBE_AICONFIGURATOR が指す場所に実行できるファイルがありません。絶対パスを確認してください。",
    "There is no executable file where SHIRUBE_AICONFIGURATOR points. Check the absolute path.",
)
NOT_KNOWN = Text(
    "aiconfigurator にはこのGPUまたはモデルの計測データがないため、比較できません。",
    "aiconfigurator holds no measurements of this GPU or model, so there is nothing to compare.",
)
TOO_SLOW = Text(
    "aiconfigurator が{seconds}秒以内に答えなかったため、止めました。こちらの計算には影響しません。",
    "aiconfigurator did not answer within {seconds} seconds and was stopped. Our own figures are not affected.",
)
FAILED = Text(
    "aiconfigurator がエラーで終わりました({reason})。こちらの計算には影響しません。",
    "aiconfigurator ended with an error ({reason}). Our own figures are not affected.",
)
NOT_READABLE = Text(
    "aiconfigurator の答えを読み取れませんでした。0.12系の出力形式に対応しています。こちらの計算には影響しません。",
    "The answer of aiconfigurator could not be read; the format of 0.12 is understood. "
    "Our own figures are not affected.",
)


@dataclass(frozen=True)
class Asked:
    """One replica at one batch, in the ids of our catalogue."""

    gpu_id: str
    model_id: str
    precision: str
    is_mixture: bool
    tensor_parallel: int
    batch: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class SecondOpinion:
    """What aiconfigurator says: seconds, output tokens per second of a GPU, bytes on a GPU, and on what it rests."""

    ttft_s: float
    tpot_s: float
    tokens_per_s_per_gpu: float
    memory_bytes: float
    backend: str


@dataclass(frozen=True)
class NoOpinion:
    """Why there is no second opinion."""

    reason: Text


def executable(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the configured program, or None."""
    return environment.get(VARIABLE, "").strip() or None


def ask(asked: Asked, program: str | None, time_limit_s: float = TIME_LIMIT_S) -> SecondOpinion | NoOpinion:
    """Run the program once, without a shell and without the network, and read its answer."""
    if program is None:
        return NoOpinion(NOT_INSTALLED)
    if asked.gpu_id not in SYSTEMS or asked.model_id not in MODELS:
        return NoOpinion(NOT_KNOWN)
    if not (Path(program).is_absolute() and os.access(program, os.X_OK) and Path(program).is_file()):
        return NoOpinion(NOT_EXECUTABLE)
    try:
        code, output = _run([program, *arguments(asked)], time_limit_s)
    except subprocess.TimeoutExpired:
        return NoOpinion(TOO_SLOW.filled(seconds=round(time_limit_s)))
    except OSError as error:
        return NoOpinion(FAILED.filled(reason=type(error).__name__))
    if code:
        return NoOpinion(FAILED.filled(reason=_last_line(output) or code))
    return read(output)


def arguments(asked: Asked) -> list[str]:
    """Return the command line of `aiconfigurator cli estimate` (0.12)."""
    ranks = str(asked.tensor_parallel)
    given = {
        "--model-path": MODELS[asked.model_id],
        "--system": SYSTEMS[asked.gpu_id],
        "--backend": "vllm",
        "--isl": str(max(1, asked.input_tokens)),
        "--osl": str(max(2, asked.output_tokens)),
        "--batch-size": str(asked.batch),
        "--tp-size": ranks,
        "--log-level": "ERROR",
    }
    if asked.is_mixture:
        given |= {"--moe-tp-size": ranks, "--moe-ep-size": "1"}
    flat = [word for pair in given.items() for word in pair]
    return ["cli", "estimate", *flat, "--no-color", *QUANTISATION.get(asked.precision, ())]


def read(output: str) -> SecondOpinion | NoOpinion:
    """Read the box that the program prints."""
    numbers = {
        key: _number(output, pattern)
        for key, pattern in (
            ("ttft_ms", r"TTFT:\s+([\d.,]+) ms"),
            ("tpot_ms", r"TPOT:\s+([\d.,]+) ms"),
            ("tokens", r"tokens/s/gpu:\s+([\d.,]+)"),
            ("memory_gb", r"Memory \(GPU\):\s+([\d.,]+) GB"),
        )
    }
    backend = re.search(r"^\s*Backend:\s+(\S.{0,80})$", output, re.MULTILINE)
    if None in numbers.values() or backend is None:
        return NoOpinion(NOT_READABLE)
    known = {key: value or 0.0 for key, value in numbers.items()}
    return SecondOpinion(
        ttft_s=known["ttft_ms"] / 1000,
        tpot_s=known["tpot_ms"] / 1000,
        tokens_per_s_per_gpu=known["tokens"],
        memory_bytes=known["memory_gb"] * 2**30,  # it prints GB for 2^30 bytes
        backend=backend[1].strip(),
    )


def _number(output: str, pattern: str) -> float | None:
    found = re.search(rf"^\s*{pattern}\s*$", output, re.MULTILINE)
    try:
        return float(found[1].replace(",", "")) if found else None
    except ValueError:
        return None


def _run(command: list[str], time_limit_s: float) -> tuple[int, str]:
    """Run in an empty folder with an environment of its own; on time-out end it and all it started."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.defpath, "HOME": folder, "HF_HUB_OFFLINE": "1", "LANG": "C.UTF-8"}
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=time_limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
    return process.returncode, output[-MOST_OUTPUT:].decode("utf-8", "replace")


def _last_line(output: str) -> str:
    """Return the last line that says something, shortened: it is shown to people."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
