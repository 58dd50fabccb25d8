import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evaluations.providers.llama_server import LlamaServer
from evaluations.providers.openai_compatible import OpenAICompatible
from evaluations.providers.protocol import (
    ContextTooLong,
    EndpointDown,
    EndpointRefused,
    GenerationSettings,
    Message,
    WrongModel,
)
from tests.evaluations.weights.prepared import PROJECT

pytestmark = [pytest.mark.models, pytest.mark.services]

KEY_VARIABLE = "SHIRUBE_API_KEY_TEST_SERVER"
KEY = "key-of-the-test-server"
FRANCE = "What is the capital of France? Answer in one word."
PARENT = """
import sys, time
from pathlib import Path
from evaluations.providers.llama_server import LlamaServer
server = LlamaServer(Path(sys.argv[1]), "orphan", context_tokens=256).start()
print(server.port, flush=True)
time.sleep(120)
"""


@pytest.fixture(scope="module")
def server(smollm):
    os.environ[KEY_VARIABLE] = KEY
    try:
        with LlamaServer(smollm.file, "smollm", context_tokens=512, api_key_env=KEY_VARIABLE) as running:
            yield running
    finally:
        del os.environ[KEY_VARIABLE]


def ask(
    server: LlamaServer, text: str = FRANCE, model: str = "smollm", key: str = KEY, most_tokens: int = 24
):
    async def run():
        provider = OpenAICompatible(server.base_url, model, key, [server.endpoint], 1)
        try:
            return await provider.generate([Message("user", text)], GenerationSettings(most_tokens))
        finally:
            await provider.aclose()

    return asyncio.run(run())


def test_a_real_server_answers_with_its_own_count_of_tokens(server):
    answer = ask(server)
    assert "Paris" in answer.text
    assert (answer.finish_reason, answer.model_reported) == ("stop", "smollm")
    assert answer.input_tokens > 10
    assert answer.output_tokens >= 2
    assert 0 < answer.ttft_s <= answer.total_s


def test_the_same_question_gets_the_same_answer_and_its_start_from_the_cache(server):
    first, second = ask(server, "Name three colours."), ask(server, "Name three colours.")
    assert first.text == second.text
    assert second.cached_tokens > 0


def test_an_answer_is_cut_at_the_token_limit(server):
    answer = ask(server, "Write a long story about a factory.", most_tokens=5)
    assert (answer.finish_reason, answer.output_tokens) == ("length", 5)


def test_a_wrong_model_name_is_noticed_though_the_server_answers(server):
    with pytest.raises(WrongModel, match='"smollm" answered'):
        ask(server, model="qwen-72b")


def test_a_prompt_beyond_the_context_is_refused_as_too_long(server):
    with pytest.raises(ContextTooLong):
        ask(server, "temperature " * 900)


def test_a_wrong_key_is_refused(server):
    with pytest.raises(EndpointRefused) as caught:
        ask(server, key="guessed")
    assert caught.value.code == "endpoint-key"


def test_the_key_is_not_on_the_command_line(server):
    assert KEY.encode() not in Path(f"/proc/{server.pid}/cmdline").read_bytes()


def test_a_stopped_server_is_down_and_its_port_is_free(smollm):
    with LlamaServer(smollm.file, "smollm", context_tokens=256) as running:
        port = running.port
    with pytest.raises(EndpointDown):
        ask(running)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_a_file_that_is_no_model_is_reported_and_leaves_no_process(tmp_path):
    (tmp_path / "x.gguf").write_bytes(b"not a model")
    broken = LlamaServer(tmp_path / "x.gguf", "x", log=tmp_path / "log")
    with pytest.raises(EndpointDown):
        broken.start()
    assert broken.pid is None
    assert (tmp_path / "log").stat().st_size > 0


def test_the_server_ends_when_its_parent_is_killed(smollm):
    command = [sys.executable, "-c", PARENT, str(smollm.file)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
    deadline_s = time.monotonic() + 20
    while _listens(port) and time.monotonic() < deadline_s:
        time.sleep(0.2)
    assert not _listens(port)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
