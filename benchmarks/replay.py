"""A server on this machine that plays an OpenAI-compatible endpoint: the labels of a folder of goals, or lies.

python benchmarks/replay.py --goals DIR --plays good|lying [--port 8790]

good: answers each goal of goals.jsonl with its label, as a perfect language model would. lying: answers each with a
valid plan for another column, another class, or a condition that nobody asked for, and quotes the goal for it.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_FAMILIES = {"knn": "nearest_neighbors", "mlp": "neural_network"}
_SAME = (
    "task", "target", "positive", "metric", "exclude", "include_only", "speed", "interpretable", "max_latency_ms",
    "max_model_mb", "seed", "horizon", "freq", "time_column", "group_by", "user_column", "item_column", "n_clusters",
)  # fmt: skip
Json = dict[str, Any]


def answer_of(expect: Json, goal: str) -> Json:
    """A label of the goals' README in the words of an answer, the goal as the quote for each part."""
    if expect["status"] == "clarify":
        return {"status": "question", "candidates": expect.get("candidates", [])[:5]}
    if expect["status"] == "reject":
        return {"status": "refusal", "refusal": "unrelated"}
    found: Json = {name: expect[name] for name in _SAME if name in expect}
    if "metric_any" in expect:
        found["metric"] = expect["metric_any"][0]
    if "filter" in expect:
        found["filters"] = [{"value": None, **condition} for condition in expect["filter"]]
    if "time_budget_s" in expect:
        found["seconds"] = expect["time_budget_s"]
    for name in ("models_allow", "models_deny"):
        if name in expect:
            found[name] = [_FAMILIES.get(family, family) for family in expect[name]]
    if "weights" in expect:
        found["weights"] = [{"what": what, "weight": weight} for what, weight in expect["weights"].items()]
    validation = expect.get("validation", {})
    found |= {name: validation[name] for name in ("folds", "holdout") if name in validation}
    if validation.get("split") == "time":
        found["validation_time"] = validation["column"]
    if "group" in validation:
        found["validation_group"] = validation["group"]
    return {"status": "plan", **found, "quotes": [{"part": part, "words": goal[:400]} for part in found]}


def lie(expect: Json, goal: str, columns: list[Json]) -> Json:
    """A valid plan for this table that is not what ``expect`` says."""
    target = expect.get("target")
    others = [
        column["name"]
        for column in columns
        if column["name"] != target and column["dtype"] in ("int", "float") and column["n_unique"] > 2
    ] or [column["name"] for column in columns if column["name"] != target and column["dtype"] == "string"]
    chosen = others[len(goal) % len(others)]
    left_out = [column["name"] for column in columns if column["name"] not in (chosen, target)][:1]
    found: Json = {"task": "regression", "target": chosen, "exclude": left_out, "seconds": 7}
    return {"status": "plan", **found, "quotes": [{"part": part, "words": goal[:400]} for part in found]}


def completion(text: str) -> Json:
    """What an endpoint sends for ``text``."""
    message = {"role": "assistant", "content": text}
    return {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def document_of(request: Json) -> Json:
    """The document of goal and table in the first message of the user."""
    first = next(message for message in request["messages"] if message["role"] == "user")
    found: Json = json.loads(first["content"])
    return found


def replies(folder: Path, plays: str) -> Callable[[Json], Json]:
    """From a request to an answer, by the goals of ``folder``."""
    tables = {table["name"]: table for table in json.loads((folder / "tables.json").read_text(encoding="utf-8"))}
    lines = (folder / "goals.jsonl").read_text(encoding="utf-8").splitlines()
    known: dict[tuple[str, frozenset[str]], Json] = {}
    for goal in map(json.loads, lines):
        names = frozenset(column["name"] for column in tables[goal["table"]]["columns"])
        known[goal["goal"], names] = goal

    def reply(request: Json) -> Json:
        document = document_of(request)
        columns = document["table"]["columns"]
        names = frozenset(column if isinstance(column, str) else column["name"] for column in columns)
        goal = known[document["goal"], names]
        if plays == "good":
            return answer_of(goal["expect"], goal["goal"])
        return lie(goal["expect"], goal["goal"], tables[goal["table"]]["columns"])

    return reply


@contextmanager
def served(reply: Callable[[Json], Json], port: int = 0) -> Iterator[str]:
    """The address of a server that answers with ``reply``, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(completion(json.dumps(reply(request), ensure_ascii=False))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent: what is sent is nobody's log."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--goals", type=Path, required=True)
    cli.add_argument("--plays", choices=("good", "lying"), required=True)
    cli.add_argument("--port", type=int, default=8790)
    options = cli.parse_args()
    with served(replies(options.goals, options.plays), options.port) as address:
        print(f"{options.plays} endpoint at {address}, any model name")
        threading.Event().wait()


if __name__ == "__main__":
    main()
