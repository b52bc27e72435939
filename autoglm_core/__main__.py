"""The command line: ``python -m autoglm_core goal FILE "..."`` reads a goal, ``train FILE "..."`` trains from it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from autoglm_core.data.read import read_table
from autoglm_core.errors import AutoGLMError
from autoglm_core.events import BestImproved, Event, StageStarted
from autoglm_core.goal.read import read_goal
from autoglm_core.registry import label
from autoglm_core.task import AutoTask


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 2 where the input was not usable (with one sentence that says why)."""
    parser = argparse.ArgumentParser(prog="autoglm", description="From a table and a sentence to a model.")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    commands = parser.add_subparsers(dest="command", required=True)
    goal = commands.add_parser("goal", help="show how a goal is understood, as JSON")
    train = commands.add_parser("train", help="train a model from a goal and save it as one zip file")
    for command in (goal, train):
        command.add_argument("file")
        command.add_argument("goal")
    train.add_argument("--out", default="model.zip")
    train.add_argument("--trials", type=int)
    train.add_argument("--seconds", type=float)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "goal":
            _show_goal(chosen.file, chosen.goal, chosen.language)
        else:
            _train(chosen)
    except AutoGLMError as error:
        sys.stderr.write(error.message.text(chosen.language) + "\n")
        return 2
    return 0


def _show_goal(file: str, goal: str, language: str) -> None:
    reading = read_goal(goal, read_table(file))
    shown = {
        "status": str(reading.status),
        "spec": reading.spec.model_dump(mode="json", exclude_defaults=True) if reading.spec else None,
        "reasons": {part: reason.text(language) for part, reason in reading.reasons.items()},
        "questions": [
            {"text": question.text.text(language), "candidates": list(question.candidates)}
            for question in reading.questions
        ],
        "refusal": reading.refusal.text(language) if reading.refusal else None,
    }
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


def _train(chosen: argparse.Namespace) -> None:
    def show(event: Event) -> None:
        if isinstance(event, BestImproved):
            sys.stderr.write(f"{label('models', event.family, chosen.language)}  {event.score:.4f}\n")
        elif isinstance(event, StageStarted):
            sys.stderr.write(f"[{event.stage}]\n")

    task = AutoTask(data=chosen.file, goal=chosen.goal, trials=chosen.trials, time_budget=chosen.seconds, on_event=show)
    result = task.run()
    path = result.save(chosen.out)
    summary = result.result.sentence.text(chosen.language)
    sys.stdout.write(f"{summary}\n{result.result.verdict.text(chosen.language)}\n{path}\n")


if __name__ == "__main__":
    sys.exit(main())
