"""A llama.cpp server process with the OpenAI protocol, from a GGUF file.

    python -m evaluations.providers.llama_server --gguf FILE --port 8091 --alias NAME

One slot by default: with several at once the same question does not always get the same answer.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from evaluations.providers.messages import sentence
from evaluations.providers.protocol import EndpointDown
from evaluations.weights.patient_threads import let_threads_sleep

HOST = "127.0.0.1"
PROJECT = Path(__file__).resolve().parents[2]
START_S = 90.0
STOP_S = 10.0
GONE_CHECK_S = 1.0


class LlamaServer:
    """The server as a child process: `with LlamaServer(file, alias="name") as server: server.base_url`.

    Listens on loopback only, ends with this process even if this one is killed. The key is handed over in the
    environment variable that `api_key_env` names, never on the command line, where every user could read it.
    """

    def __init__(
        self,
        gguf: Path,
        alias: str,
        port: int = 0,
        parallel: int = 1,
        context_tokens: int = 4096,
        api_key_env: str = "",
        log: Path | None = None,
    ) -> None:
        self.alias = alias
        self.port = port or _free_port()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-m", "evaluations.providers.llama_server", "--with-parent"]
        self._command += ["--gguf", str(gguf.resolve()), "--port", str(self.port), "--alias", alias]
        self._command += ["--parallel", str(parallel), "--context", str(context_tokens)]
        self._command += ["--api-key-env", api_key_env] if api_key_env else []

    @property
    def endpoint(self) -> str:
        """host:port, as in the list of allowed endpoints."""
        return f"{HOST}:{self.port}"

    @property
    def base_url(self) -> str:
        return f"http://{self.endpoint}/v1"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start and wait until the model is loaded; raise EndpointDown if that fails."""
        with _opened(self._log) as output:
            self._process = subprocess.Popen(
                self._command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        deadline_s = time.monotonic() + START_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline_s:
                self.stop()
                raise EndpointDown("endpoint-down", sentence("endpoint-down", endpoint=self.endpoint), True)
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """End this process, by its own number, and wait until the port is free."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _is_ready(self) -> bool:
        """Healthy, and ours: another program may hold the port."""
        try:
            with urllib.request.urlopen(f"http://{self.endpoint}/health", timeout=2) as answer:
                healthy = bool(json.load(answer)["status"] == "ok")
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return healthy and self._process is not None and self._process.poll() is None


def _opened(log: Path | None) -> IO[bytes]:
    return (log or Path(os.devnull)).open("ab")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT, or until the parent is gone."""
    options = _options(arguments)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    parent = os.getppid()
    server = _serve(options)
    sys.stdout.write(f"listening on {server.listening_address}\n")
    sys.stdout.flush()
    while not stopping.wait(GONE_CHECK_S):
        if options.with_parent and os.getppid() != parent:
            break
    del server  # ends the native server and frees the port
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="llama_server", description=__doc__)
    parser.add_argument("--gguf", type=Path, required=True, help="model file")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--alias", required=True, help="model name that callers use")
    parser.add_argument("--parallel", type=int, default=1, help="answers at once (default 1: reproducible)")
    parser.add_argument("--context", type=int, default=4096, help="tokens of context for each answer")
    parser.add_argument("--api-key-env", default="", help="environment variable that holds the key")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace) -> Any:
    let_threads_sleep()
    import xllamacpp

    if not options.gguf.is_file():
        raise SystemExit(f"no such file: {options.gguf}")
    params = xllamacpp.CommonParams()
    params.model.path = str(options.gguf)
    params.model_alias = {options.alias}
    params.hostnames = [HOST]
    params.port = options.port
    params.n_parallel = options.parallel
    params.n_ctx = options.context * options.parallel  # llama.cpp divides it among the slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = len(os.sched_getaffinity(0))
    if options.api_key_env:
        params.api_keys = [os.environ[options.api_key_env]]
    return xllamacpp.Server(params)


if __name__ == "__main__":
    raise SystemExit(main())
