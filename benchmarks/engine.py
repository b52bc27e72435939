"""How good, how fast and how large: every set of a folder laid out like shared/datasets, a fresh process each.

    python benchmarks/engine.py --datasets DIR --budget SECONDS [--only NAME ...] [--out FILE] [--set NAME=JSON ...]

DIR holds manifest.json (name, task, target, metric), NAME/train.csv, NAME/test.csv and, if there, peers.json with what
other systems reached. Fitted on train.csv alone, judged on test.csv with scikit-learn. What the engine learned from a
set beforehand (its portfolio) is left out when that set is judged. One JSON line a set with the fields of peers.json is
appended to FILE, then the tables are printed. ``--set search.pruner='"none"'`` changes a field of the specification.

Memory is the sum over all processes of the run, sampled twice a second (pss: shared pages count once). The latency of
a default XGBoost pipeline on the same rows is measured alternately with the model's, in the same process.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SYSTEM = "open_autoglm"
_SINGLE_ROWS, _BATCHES = 60, 7
_SAMPLE_SECONDS = 0.5


# ---- one set, in a process of its own --------------------------------------------------------------------------------


def run_one(folder: Path, name: str, budget: float, seed: int, changes: dict[str, Any]) -> dict[str, Any]:
    born = psutil.Process().create_time()
    began = time.time()
    from autoglm_core import AutoTask

    imported = time.time()
    entry = next(item for item in json.loads((folder / "manifest.json").read_text()) if item["name"] == name)
    run = Path(tempfile.mkdtemp(prefix="engine-"))
    events: list[Any] = []
    task = AutoTask(
        data=str(folder / name / "train.csv"),
        target=entry["target"],
        task_type=entry["task"],
        metric=entry["metric"],
        time_budget=budget,
        seed=seed,
        folder=run,
        on_event=events.append,
    )
    for path, value in changes.items():
        task.spec = _changed(task.spec, path, value)
    fit_began = time.time()
    result = task.run()
    fitted = time.time()
    finished = (run / "result.json").stat().st_mtime
    test = pd.read_csv(folder / name / "test.csv")
    train = pd.read_csv(folder / name / "train.csv")
    features = test.drop(columns=[entry["target"]])
    started = time.perf_counter()
    raw = result.predict(features) if entry["metric"] == "rmse" else result.predict_proba(features)
    predicted = time.perf_counter() - started
    score, accuracy = judge(entry, test, raw)
    line = {
        "system": SYSTEM,
        "dataset": name,
        "task": entry["task"],
        "metric": entry["metric"],
        "budget": budget,
        "seed": seed,
        "ok": True,
        "score": score,
        "accuracy": accuracy,
        "fit_seconds": round(fitted - fit_began, 3),
        "import_seconds": round(imported - began, 3),
        "result_seconds": round(finished - born, 3),
        "predict_seconds": round(predicted, 4),
        "predict_ms_per_row": round(1000 * predicted / len(test), 5),
        "model_mb": round(sum(p.stat().st_size for p in (run / "model").rglob("*") if p.is_file()) / 1e6, 3),
        "error": None,
        "claimed": [result.score.value, result.score.low, result.score.high],
        "model": result.best_model,
        **_where_time_went(events, born, finished),
        **_latencies(entry, train, test, result),
    }
    line["members"] = [
        f"{record.family}#{record.number} {record.weight:.2f}" for record in result.result.leaderboard if record.weight
    ]
    return line


def _changed(spec: Any, path: str, value: Any) -> Any:
    *parents, field = path.split(".")
    data = spec.model_dump()
    inner = data
    for parent in parents:
        inner = inner[parent]
    inner[field] = value
    return type(spec).model_validate(data)


def judge(entry: dict[str, Any], test: pd.DataFrame, raw: Any) -> tuple[float, float | None]:
    """The metric of the manifest, and accuracy for classes, on the test rows."""
    from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

    truth = test[entry["target"]]
    if entry["metric"] == "rmse":
        return float(root_mean_squared_error(truth, raw)), None
    texts = truth.map(lambda value: str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
    accuracy = float((raw.columns[raw.to_numpy().argmax(axis=1)] == texts).mean())
    if entry["metric"] == "roc_auc":
        return float(roc_auc_score(texts == raw.columns[1], raw.iloc[:, 1])), accuracy
    labels = sorted(raw.columns)
    probability = raw[labels].to_numpy()
    return float(log_loss(texts, probability / probability.sum(axis=1, keepdims=True), labels=labels)), accuracy


def _where_time_went(events: list[Any], born: float, finished: float) -> dict[str, Any]:
    """Seconds of slots in preparing, fitting and predicting against all slot seconds, and what else there is to know.

    ``work_share`` counts fits that were given up on the way, but not those that were still running when the search
    ended. ``longest_trial_share`` is the share of the slots' seconds that the longest single trial took.
    """
    kinds = {kind: [event for event in events if event.kind == kind] for kind in {event.kind for event in events}}
    folds = kinds.get("FoldScored", [])
    stages = {event.stage: event.at for event in events if event.kind == "StageStarted"}
    slots = len(os.sched_getaffinity(0))
    used = {event.number: 0.0 for event in folds}
    for event in folds:
        used[event.number] += event.fit_seconds + event.predict_seconds
    used |= {event.number: event.seconds for event in kinds.get("TrialPruned", [])}
    available = slots * (finished - born)
    scored = kinds.get("TrialFinished", [])
    families: dict[str, int] = {}
    for event in scored:
        families[event.family] = families.get(event.family, 0) + 1
    order = list(stages)
    lengths = [*(stages[b] - stages[a] for a, b in itertools.pairwise(order)), finished - stages[order[-1]]]
    return {
        "first_score_seconds": round(folds[0].at - stages["search"], 2) if folds else None,
        "trials": len(scored),
        "stopped_early": len(kinds.get("TrialPruned", [])),
        "failed": len(kinds.get("TrialFailed", [])),
        "families": families,
        "work_share": round(sum(used.values()) / available, 3),
        "longest_trial_share": round(max(used.values(), default=0.0) / available, 3),
        "stages": {stage: round(seconds, 2) for stage, seconds in zip(order, lengths, strict=True)},
        "start_seconds": round(stages["check"] - born, 2),
    }


def _latencies(entry: dict[str, Any], train: pd.DataFrame, test: pd.DataFrame, result: Any) -> dict[str, Any]:
    """Milliseconds of a single row, and of a row in a batch, of the model and of a default XGBoost pipeline."""
    features = test.drop(columns=[entry["target"]])
    baseline = _xgboost_pipeline(entry, train)
    classes = entry["metric"] != "rmse"
    calls = {
        "": result.predict_proba if classes else result.predict,
        "xgb_": baseline.predict_proba if classes else baseline.predict,
    }
    single: dict[str, list[float]] = {prefix: [] for prefix in calls}
    batch: dict[str, list[float]] = {prefix: [] for prefix in calls}
    for turn in range(_SINGLE_ROWS):
        row = features.iloc[[turn % len(features)]]
        for prefix, call in calls.items():
            single[prefix].append(_seconds(call, row))
    for _ in range(_BATCHES):
        for prefix, call in calls.items():
            batch[prefix].append(_seconds(call, features))
    found = {}
    for prefix in calls:
        found[f"{prefix}single_row_ms"] = round(1000 * float(np.median(single[prefix])), 3)
        found[f"{prefix}batch_ms_per_row"] = round(1000 * float(np.median(batch[prefix])) / len(features), 5)
    return found


def _seconds(call: Any, frame: pd.DataFrame) -> float:
    started = time.perf_counter()
    call(frame)
    return time.perf_counter() - started


def _xgboost_pipeline(entry: dict[str, Any], train: pd.DataFrame) -> Any:
    """XGBoost with defaults behind the usual ordinal encoder for texts."""
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import LabelEncoder, OrdinalEncoder
    from xgboost import XGBClassifier, XGBRegressor

    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    texts = make_column_selector(dtype_exclude="number")
    columns = make_column_transformer((encoder, texts), remainder="passthrough")
    target = train[entry["target"]]
    if entry["metric"] == "rmse":
        return make_pipeline(columns, XGBRegressor()).fit(train.drop(columns=[entry["target"]]), target)
    codes = LabelEncoder().fit_transform(target.astype(str))
    return make_pipeline(columns, XGBClassifier()).fit(train.drop(columns=[entry["target"]]), codes)


# ---- all sets --------------------------------------------------------------------------------------------------------


def measure(arguments: argparse.Namespace, name: str) -> dict[str, Any]:
    """Run one set in a fresh process and watch its memory."""
    command = [sys.executable, __file__, "--datasets", str(arguments.datasets), "--one", name]
    command += ["--budget", str(arguments.budget), "--seed", str(arguments.seed)]
    for change in arguments.set:
        command += ["--set", change]
    started = time.time()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        environment = {**os.environ, "AUTOGLM_PORTFOLIO_WITHOUT": json.dumps([name])}
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
        rss, pss = 0.0, 0.0
        while process.poll() is None:
            now_rss, now_pss = _memory(process.pid)
            rss, pss = max(rss, now_rss), max(pss, now_pss)
            time.sleep(_SAMPLE_SECONDS)
        out.seek(0), err.seek(0)
        lines, errors = out.read().strip().splitlines(), err.read().strip().splitlines()
    if process.returncode:
        line = {"system": SYSTEM, "dataset": name, "budget": arguments.budget, "ok": False, "score": None}
        line["error"] = errors[-1] if errors else f"exit code {process.returncode}"
    else:
        line = json.loads(lines[-1])
    return {
        **line,
        "wall_seconds": round(time.time() - started, 2),
        "peak_rss_mb": round(rss),
        "peak_pss_mb": round(pss),
    }


def _memory(pid: int) -> tuple[float, float]:
    """MB resident, and MB with shared pages counted once, of a process and all below it."""
    rss = pss = 0.0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            used = process.memory_full_info()
            rss, pss = rss + used.rss / 2**20, pss + used.pss / 2**20
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return rss, pss


# ---- tables ----------------------------------------------------------------------------------------------------------


def tables(lines: list[dict[str, Any]], peers: list[dict[str, Any]]) -> str:
    """What the bars of the engine are read from."""
    parts = [_per_set(lines)]
    done = [line for line in lines if line["ok"]]
    if done:
        parts.append(_limits(done, peers))
    if peers:
        parts += [_standings(lines, peers)]
    return "\n\n".join(parts)


def _per_set(lines: list[dict[str, Any]]) -> str:
    rows = [
        "| set | metric | score | claimed (95 %) | result s | first score s | trials (stopped early, failed) | work | "
        "longest trial | one row ms (x XGBoost) | batch us/row (x XGBoost) | model MB | PSS MB |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for line in lines:
        if not line["ok"]:
            rows.append(f"| {line['dataset']} | FAILED: {line['error']} |")
            continue
        value, low, high = (number(part) for part in line["claimed"])
        single = line["single_row_ms"], line["single_row_ms"] / line["xgb_single_row_ms"]
        batch = 1000 * line["batch_ms_per_row"], line["batch_ms_per_row"] / line["xgb_batch_ms_per_row"]
        rows.append(
            f"| {line['dataset']} | {line['metric']} | {number(line['score'])} | {value} ({low}-{high}) "
            f"| {line['result_seconds']:.1f} | {line['first_score_seconds']} "
            f"| {line['trials']} ({line['stopped_early']}, {line['failed']}) | {line['work_share']:.0%} "
            f"| {line['longest_trial_share']:.0%} | {single[0]:.1f} ({single[1]:.1f}) "
            f"| {batch[0]:.1f} ({batch[1]:.1f}) | {line['model_mb']:.1f} | {line['peak_pss_mb']} |"
        )
    return "\n".join(rows)


def _limits(done: list[dict[str, Any]], peers: list[dict[str, Any]]) -> str:
    def median(field: str) -> float:
        return float(np.median([line[field] for line in done]))

    ratios = {
        kind: float(np.median([line[field] / line[f"xgb_{field}"] for line in done]))
        for kind, field in (("single", "single_row_ms"), ("batch", "batch_ms_per_row"))
    }
    names = {line["dataset"] for line in done}
    best = [p["peak_pss_mb"] for p in peers if p["system"] == "autogluon_best" and p["dataset"] in names]
    half = f" (half of AutoGluon's: {np.median(best) / 2:.0f})" if best else ""
    return (
        f"Medians over {len(done)} sets: peak PSS {median('peak_pss_mb'):.0f} MB{half}; one row "
        f"{ratios['single']:.2f} x and batch {ratios['batch']:.2f} x a default XGBoost pipeline; "
        f"model {median('model_mb'):.1f} MB; work share {median('work_share'):.0%} "
        f"(least {min(line['work_share'] for line in done):.0%}); longest to result.json "
        f"{max(line['result_seconds'] for line in done):.1f} s; slowest first score "
        f"{max(line['first_score_seconds'] for line in done)} s."
    )


def _standings(lines: list[dict[str, Any]], peers: list[dict[str, Any]]) -> str:
    """Normalised scores, ranks, and wins against each peer; tied is within 0.2 %."""
    names = [line["dataset"] for line in lines]
    greater = {line["dataset"]: line.get("metric") == "roc_auc" for line in lines}
    greater |= {peer["dataset"]: peer["metric"] == "roc_auc" for peer in peers}
    systems = [*sorted({peer["system"] for peer in peers}), SYSTEM]
    score = {(row["system"], row["dataset"]): row["score"] for row in [*peers, *lines] if row["ok"]}
    normal: dict[str, list[float]] = {system: [] for system in systems}
    ranks: dict[str, list[float]] = {system: [] for system in systems}
    versus = {system: [0, 0, 0] for system in systems}
    for name in names:
        found = {system: score[system, name] for system in systems if (system, name) in score}
        sign = 1.0 if greater[name] else -1.0
        best, floor = max(sign * value for value in found.values()), sign * found["rf_default"]
        for system in systems:
            if system not in found:
                normal[system].append(-1.0)
                ranks[system].append(float(len(systems)))
                versus[system][0] += 1
                continue
            mine = sign * found[system]
            normal[system].append(max((mine - floor) / (best - floor), -1.0) if best > floor else 0.0)
            ranks[system].append(1.0 + sum(sign * value > mine for value in found.values()))
            if SYSTEM in found:
                gain = (sign * found[SYSTEM] - mine) / abs(mine)
                versus[system][0 if gain > 0.002 else 1 if gain >= -0.002 else 2] += 1
    rows = ["| system | mean normalised | mean rank | ours better / tied / worse |", "|---|---:|---:|---|"]
    for system in sorted(systems, key=lambda system: -float(np.mean(normal[system]))):
        against = "" if system == SYSTEM else " / ".join(str(count) for count in versus[system])
        rows.append(f"| {system} | {np.mean(normal[system]):.3f} | {np.mean(ranks[system]):.2f} | {against} |")
    ours = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, normal[SYSTEM], strict=True))
    return "\n".join([*rows, "", f"Ours by set: {ours}"])


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}" if abs(value) >= 10 else f"{value:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("build/engine.jsonl"))
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=JSON")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--tables", action="store_true", help="print the tables of the lines in FILE, run nothing")
    arguments = parser.parse_args()
    if arguments.one:
        changes = {field: json.loads(value) for field, _, value in (item.partition("=") for item in arguments.set)}
        line = run_one(arguments.datasets, arguments.one, arguments.budget, arguments.seed, changes)
        sys.stdout.write("\n" + json.dumps(line) + "\n")
        return
    path = arguments.datasets / "peers.json"
    peers = json.loads(path.read_text()) if path.exists() else []
    lines = []
    if arguments.tables:
        lines = [json.loads(text) for text in arguments.out.read_text().splitlines()]
    else:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        for entry in json.loads((arguments.datasets / "manifest.json").read_text()):
            if arguments.only and entry["name"] not in arguments.only:
                continue
            line = measure(arguments, entry["name"])
            lines.append(line)
            with arguments.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            sys.stdout.write(_per_set([line]).splitlines()[-1] + "\n")
            sys.stdout.flush()
    sys.stdout.write("\n" + tables(lines, peers) + "\n")


if __name__ == "__main__":
    main()
