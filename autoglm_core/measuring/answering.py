"""A serving process for measurements: one model behind HTTP on the loopback address, started with

    python -m autoglm_core.measuring.answering MODEL_FOLDER

It prints its port once it can answer. POST /predict takes ``{"rows": [{column: cell}, ...]}`` and answers
``{"predictions": [...]}``; 422 with a sentence where the rows do not suit the model, 400 where it is no such thing.
POST /work takes ``{"rows": [...], "seconds": 1}``, predicts these rows over and over, and says how many that were.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd

from autoglm_core.errors import AutoGLMError
from autoglm_core.predict import ShippedModel


class BadRequestError(Exception):
    """The body is not what was asked for."""


class Answers(BaseHTTPRequestHandler):
    """Answers requests by the model of its server."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave in one piece: else a small answer waits for the acknowledgement of the first piece.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(200, {"ready": True})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            asked = _asked(body)
            done = self._work(asked) if self.path == "/work" else self._predict(asked)
        except BadRequestError as error:
            self._answer(400, {"error": str(error)})
        except AutoGLMError as error:
            self._answer(422, {"error": str(error)})
        except Exception as error:  # noqa: BLE001 -- whatever the model raises, the process goes on and says so
            self._answer(500, {"error": f"{type(error).__name__}: {error}"[:300]})
        else:
            self._answer(200, done)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: standard error is for what goes wrong."""

    def _predict(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"predictions": self._model.predict(_frame(asked)).tolist()}

    def _work(self, asked: dict[str, Any]) -> dict[str, Any]:
        frame, seconds = _frame(asked), float(asked["seconds"])
        rows, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            self._model.predict(frame)
            rows += len(frame)
        return {"rows": rows, "seconds": time.perf_counter() - began}

    @property
    def _model(self) -> ShippedModel:
        server = self.server
        assert isinstance(server, Serving)
        return server.model

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Serving(ThreadingHTTPServer):
    """One model on a free port of the loopback address."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, model: ShippedModel) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.model = model


def _asked(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise BadRequestError("the body is not JSON") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("rows"), list):
        raise BadRequestError('the body must be {"rows": [...]}')
    return asked


def _frame(asked: dict[str, Any]) -> pd.DataFrame:
    if not all(isinstance(row, dict) for row in asked["rows"]):
        raise BadRequestError("each row must be an object of columns and cells")
    return pd.DataFrame(asked["rows"])


def _end_with_parent() -> None:
    """Standard input ends when the process that measures does, however it ends: then this one has no purpose left."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    serving = Serving(ShippedModel.load(Path(sys.argv[1])))
    sys.stdout.write(f"{serving.server_address[1]}\n")
    sys.stdout.flush()
    serving.serve_forever()


if __name__ == "__main__":
    main()
