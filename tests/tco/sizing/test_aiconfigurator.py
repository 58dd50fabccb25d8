"""The second opinion: asked as a process, its answer read, its failures put into words."""

import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tco.sizing.aiconfigurator import (
    Asked,
    NoOpinion,
    SecondOpinion,
    arguments,
    ask,
    executable,
    read,
)

ASKED = Asked("h100-sxm", "qwen3-8b", "bf16", False, 1, 32, 3000, 500)
# What aiconfigurator 0.12.0 printed for ASKED on 2026-11-22.
PRINTED = """\
08:19:11 [aiconfigurator] [W] [deprecation.py:39] `aiconfigurator cli estimate` is running from the deprecated \
AIConfigurator distribution, which is planned for removal in AIConfigurator 0.13.0.

============================================================
  Performance Estimate (agg)
============================================================
  Model:            Qwen/Qwen3-8B
  System:           h100_sxm
  Backend:          vllm (0.24.0)
------------------------------------------------------------
  ISL:              3000
  OSL:              500
  Batch Size:       32
  Context Tokens:   3000
  TP Size:          1
  PP Size:          1
------------------------------------------------------------
  TTFT:             164.874 ms
  TPOT:             15.893 ms
  Request Latency:  8095.462 ms
  Power (per GPU):  unavailable (0.0% coverage)
------------------------------------------------------------
  tokens/s:         1,972.46
  tokens/s/gpu:     1,972.46
  tokens/s/user:    62.92
  seq/s:            3.953
  Concurrency:      32
  Memory (GPU):     34.39 GB
============================================================

"""


@pytest.fixture
def program(tmp_path: Path):
    """Write a program that answers with a script of the test's own."""

    def write(script: str) -> str:
        path = tmp_path / "aiconfigurator"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return write


def test_its_printed_answer_is_read(program, tmp_path):
    (tmp_path / "answer").write_text(PRINTED, encoding="utf-8")
    found = ask(ASKED, program(f'echo "$@" > {tmp_path}/asked; cat {tmp_path}/answer'))
    assert found == SecondOpinion(0.164874, 0.015893, 1972.46, 34.39 * 2**30, "vllm (0.24.0)")
    assert (tmp_path / "asked").read_text().split() == arguments(ASKED)


def test_the_command_names_model_card_load_and_precision():
    said = arguments(replace(ASKED, precision="fp8", is_mixture=True, tensor_parallel=4))
    assert said[:2] == ["cli", "estimate"]
    for pair in ("--model-path Qwen/Qwen3-8B", "--system h100_sxm", "--isl 3000", "--osl 500", "--batch-size 32",
                 "--tp-size 4", "--moe-tp-size 4", "--gemm-quant-mode fp8"):  # fmt: skip
        assert pair in " ".join(said)


def test_it_sees_nothing_of_our_environment(program, tmp_path, monkeypatch):
    monkeypatch.setenv("SHIRUBE_SECRET_KEY", "private")
    ask(ASKED, program(f"env > {tmp_path}/seen"))
    seen = (tmp_path / "seen").read_text()
    assert "HF_HUB_OFFLINE=1" in seen
    assert "private" not in seen


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo 'Error: No database found for system=x'; exit 1", "No database found"),
        ("exit 3", "3"),
        ("echo hello", "読み取れません"),
        ("echo '  TTFT:   1.2.3 ms'", "読み取れません"),
    ],
    ids=["error", "silent error", "other output", "broken number"],
)
def test_a_failure_becomes_a_sentence(program, script, sentence):
    found = ask(ASKED, program(script))
    assert isinstance(found, NoOpinion)
    assert sentence in found.reason.ja
    assert "not affected" in found.reason.en


def test_an_endless_program_is_stopped_with_what_it_started(program):
    begun = time.monotonic()
    found = ask(ASKED, program("sleep 30 & sleep 30"), time_limit_s=0.5)
    assert isinstance(found, NoOpinion)
    assert "止めました" in found.reason.ja
    assert time.monotonic() - begun < 10


def test_without_the_program_it_is_said_not_to_be_installed():
    assert executable({}) is None
    assert (
        executable({"SHIRUBE_AICONFIGURATOR": " /opt/aic/bin/aiconfigurator "})
        == "/opt/aic/bin/aiconfigurator"
    )
    found = ask(ASKED, None)
    assert isinstance(found, NoOpinion)
    assert "導入されていません" in found.reason.ja


@pytest.mark.parametrize("place", ["/nowhere/aiconfigurator", "aiconfigurator", "/tmp"])  # noqa: S108
def test_a_place_without_a_program_is_said_in_words(place):
    found = ask(ASKED, place)
    assert isinstance(found, NoOpinion)
    assert "absolute path" in found.reason.en


def test_a_model_or_card_that_it_never_measured_is_not_asked(program, tmp_path):
    for unknown in (replace(ASKED, model_id="plamo-2-8b"), replace(ASKED, gpu_id="m3-ultra")):
        found = ask(unknown, program(f"touch {tmp_path}/called"))
        assert isinstance(found, NoOpinion)
    assert not (tmp_path / "called").exists()


def test_a_number_with_thousands_is_read_whole():
    found = read(PRINTED.replace("164.874", "1,164.874"))
    assert isinstance(found, SecondOpinion)
    assert found.ttft_s == pytest.approx(1.164874)
