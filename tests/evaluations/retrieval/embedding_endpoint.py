"""A server process part that speaks OpenAI's embeddings protocol: letter counts as vectors, everything noted."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

LETTERS = "温度点検記録冷却油abcdefgh"


def vector_of(text: str) -> list[float]:
    counted = Counter(text)
    return [float(counted[letter]) for letter in LETTERS] + [1.0]


class EmbeddingEndpoint:
    """Answers like a vendor; `refusals` statuses are given before it does."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.keys: list[str] = []
        self.refusals: list[int] = []
        self.model = "embed-1"
        self.port = 0
        self.spoil: Any = None  # changes the rows before they are sent

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.texts += asked["input"]
        rows = [
            {"object": "embedding", "index": index, "embedding": vector_of(text)}
            for index, text in enumerate(asked["input"])
        ]
        count = sum(len(text) for text in asked["input"])
        return {
            "object": "list",
            "data": self.spoil(rows) if self.spoil else list(reversed(rows)),
            "model": self.model,
            "usage": {"prompt_tokens": count, "total_tokens": count},
        }


@contextmanager
def serving() -> Iterator[EmbeddingEndpoint]:
    endpoint = EmbeddingEndpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.keys.append(self.headers.get("Authorization", ""))
            status = endpoint.refusals.pop(0) if endpoint.refusals else 200
            body = json.dumps(
                endpoint.answer(asked) if status == 200 else {"error": {"message": "no"}}
            ).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status in (429, 503):
                self.send_header("Retry-After", "1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
