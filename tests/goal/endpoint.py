"""A real server on loopback that plays an OpenAI-compatible endpoint, well and badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass
class Play:
    """One reply. ``text`` is the answer of the model; ``body`` replaces the whole of what is sent."""

    text: str = ""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    wait: float = 0.0  # seconds before anything is sent
    drip: float = 0.0  # seconds between two bytes of the body


def says(**answer: Any) -> Play:
    return Play(json.dumps(answer, ensure_ascii=False))


@dataclass
class Server:
    """What was asked so far; ``plays`` are used one after the other, the last of them for ever."""

    plays: list[Play]
    requests: list[Json] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Play:
        return self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]


def completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()


@contextmanager
def playing(plays: Sequence[Play] | Callable[[Json], Play]) -> Iterator[Server]:
    """A server for as long as the block runs."""
    server = Server([] if callable(plays) else list(plays))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            server.bodies.append(text)
            server.requests.append(json.loads(text))
            server.keys.append(self.headers.get("Authorization"))
            server.paths.append(self.path)
            play = plays(server.requests[-1]) if callable(plays) else server.next()
            server.over.wait(play.wait)
            body = completion(play.text) if play.body is None else play.body
            try:
                self.send_response(play.status)
                for name, value in {
                    "Content-Type": play.kind,
                    "Content-Length": str(len(body)),
                    **play.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                if not play.drip:
                    self.wfile.write(body)
                for position in range(len(body) if play.drip else 0):
                    if server.over.wait(play.drip):
                        break
                    self.wfile.write(body[position : position + 1])
            except OSError:  # the client went away, as it should
                pass

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()


def soon(happened: Callable[[], bool]) -> bool:
    """Whether ``happened`` within some seconds."""
    for _ in range(500):
        if happened():
            return True
        time.sleep(0.02)
    return False
