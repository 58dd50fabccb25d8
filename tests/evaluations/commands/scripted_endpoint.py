"""An OpenAI-compatible endpoint in a thread of its own, which answers by the question it is asked."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ScriptedEndpoint:
    """Answers with `reply(model, question)`; counts what it was asked."""

    def __init__(self, reply: Callable[[str, str], str]) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                question = body["messages"][-1]["content"].rsplit("質問: ", 1)[-1].strip()
                endpoint.asked.append((body["model"], question))
                text = endpoint.respond(body["messages"], body["model"], question)
                content = _stream(body["model"], text).encode()
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: Any) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def respond(self, _messages: list[dict[str, str]], model: str, question: str) -> str:
        """What to say, by all that was sent."""
        return self.reply(model, question)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _stream(model: str, text: str) -> str:
    start = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model}
    usage = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}
    chunks = [
        {**start, "choices": [{"index": 0, "delta": {"content": text}}]},
        {**start, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**start, "choices": [], "usage": usage},
    ]
    lines = [f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in chunks]
    return "".join([*lines, "data: [DONE]\n\n"])
