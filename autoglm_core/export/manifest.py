"""Exports the proof of how a model was made: hashes, versions, specification and what was done to the data."""

from __future__ import annotations

import json
from pathlib import Path

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export import _run_facts
from autoglm_core.export._files import write_text


class Manifest(Exporter):
    """Hashes of the data and of every file, versions, seed, goal, plan and score, to check how the model was made."""

    name = "manifest"
    audience = Audience.AUDITOR

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:
        """``manifest.json`` in ``folder``: the run's own, and the result in figures and in words of ``language``."""
        result = run.result.to_json()
        result["sentence"] = run.result.sentence.text(language)
        result["verdict"] = run.result.verdict.text(language)
        result["warnings"] = [warning.text(language) for warning in run.result.warnings]
        result["metric_reason"] = run.result.metric_reason.text(language)
        proof = _run_facts.manifest(run) | {"run": run.name, "result": result}
        return (write_text(folder / "manifest.json", json.dumps(proof, ensure_ascii=False, indent=1, sort_keys=True)),)
