"""A stand-in for a language model's server, on this machine's loopback, with every bad habit such servers have."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Mapping[str, Any]


@dataclass
class StandIn:
    """What the server does, one habit a request (the last one for all further ones), and what it was asked."""

    habits: Sequence[str]
    answer: Callable[[Mapping[str, Any]], Answer]  # from the user's JSON object to what an obliging model says
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def users(self) -> list[dict[str, Any]]:
        """The JSON object of each request's user message."""
        return [json.loads(next(m for m in body["messages"] if m["role"] == "user")["content"]) for body in self.asked]


def _reply(habit: str, answer: Answer, body: Mapping[str, Any]) -> dict[str, Any]:
    said = json.loads(json.dumps(answer))
    if habit == "invents" and said["statements"]:
        said["statements"][0]["passage"] = "words that nobody wrote"
    if habit == "unknown stance" and said["statements"]:
        said["statements"][0]["stance"] = "surrenders"
    if habit == "flood":
        said["statements"] = said["statements"] * 1000
    text = json.dumps(said, ensure_ascii=False)
    if habit == "broken":
        text = text[:-2] + ",]"
    if habit == "truncated":
        text = text[: len(text) // 2]
    if habit == "prose":
        text = f"Here is what I found:\n```json\n{text}\n```\nI hope it helps."
    if habit == "chat":
        text = "I am sorry, I would rather talk about the weather."
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if body.get("tools") and habit != "chat":
        call = {"name": body["tools"][0]["function"]["name"], "arguments": text}
        calls = [{"id": "1", "type": "function", "function": call}]
        message = {"role": "assistant", "content": None, "tool_calls": calls}
    reason = "length" if habit == "truncated" else "tool_calls" if body.get("tools") else "stop"
    return {
        "id": "stand-in",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@contextmanager
def stand_in(habits: Sequence[str], answer: Callable[[Mapping[str, Any]], Answer]) -> Iterator[StandIn]:
    """The server for as long as the block lasts; it listens on 127.0.0.1 alone."""
    told = StandIn(habits, answer)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _send(self, status: int, body: bytes, extra: Mapping[str, str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in extra.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            """Nobody should ask this; it is written down."""
            told.paths.append("GET " + self.path)
            self._send(404, b"{}", {})

        def do_POST(self) -> None:
            """One question."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            habit = told.habits[min(len(told.asked), len(told.habits) - 1)]
            told.asked.append(body)
            told.headers.append(dict(self.headers))
            told.paths.append("POST " + self.path)
            if habit == "refuses":
                return self._send(500, b'{"error": {"message": "out of order"}}', {})
            if habit == "no key":
                return self._send(401, b'{"error": {"message": "who are you?"}}', {})
            if habit == "sends away":
                return self._send(307, b"", {"Location": told.url.replace("/v1", "/elsewhere")})
            if habit == "slow":
                time.sleep(0.3)
            if habit == "no schema" and body.get("response_format"):
                return self._send(400, b'{"error": {"message": "response_format is not known here"}}', {})
            user = next(m for m in body["messages"] if m["role"] == "user")["content"]
            return self._send(200, json.dumps(_reply(habit, told.answer(json.loads(user)), body)).encode(), {})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
