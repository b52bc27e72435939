"""Quick answers from a finished run's model, in the server's own process: what-if, reasons, small tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.contracts import Exporter, PluginInfo
from autoglm_core.errors import JobError, PluginError
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import available, explainer_for, plugin
from autoglm_core.result import Explanation, choice_folder
from autoglm_core.schema import Schema
from autoglm_core.store.recent import Recent
from autoglm_core.store.workspace import Workspace
from autoglm_core.table import Table

# Loading takes up to a second, and a form asks at every keystroke.
_MODELS = Recent[ShippedModel](size=4)
_BACKGROUND_ROWS = 200


def schema(workspace: Workspace, run_id: str, choice: str = "accurate") -> Schema:
    """The columns that the run's model wants. Raises JobError where it is not finished."""
    return _model(workspace, run_id, choice).schema


def typical_row(workspace: Workspace, run_id: str) -> dict[str, object]:
    """A middling value for each column the model wants, to start a what-if form from."""
    return schema(workspace, run_id).typical_row()


def score_rows(workspace: Workspace, run_id: str, frame: pd.DataFrame, choice: str = "accurate") -> pd.DataFrame:
    """What the run's model predicts for ``frame``, row for row, see ``predictions``.

    Raises SchemaError that names each column that is missing or cannot be read.
    """
    model = _model(workspace, run_id, choice)
    aligned, _ = model.align(frame)
    return predictions(model, aligned).set_index(frame.index)


def explain_row(workspace: Workspace, run_id: str, row: Mapping[str, object], choice: str = "accurate") -> Explanation:
    """Why the model predicts what it does for ``row``: of the positive class, or of the most likely one of several.

    Raises SchemaError where a column is missing or cannot be read.
    """
    model = _model(workspace, run_id, choice)
    one, _ = model.align(pd.DataFrame([dict(row)]))
    data = workspace.run_table(run_id).frame
    seed = workspace.run(run_id).spec.seed
    background, _ = model.align(data.sample(min(_BACKGROUND_ROWS, len(data)), random_state=seed))
    frame = pd.concat([one, background], ignore_index=True)
    table = Table(frame, {column: model.schema.roles[column] for column in frame.columns})
    others = np.arange(1, len(frame))
    explainer = explainer_for(model)
    return explainer.explain(model, table, np.array([0]), others, _class_to_explain(model, one), seed)


def predictions(model: ShippedModel, aligned: pd.DataFrame) -> pd.DataFrame:
    """``prediction`` (the class as text, by the model's threshold, or the value) and ``probability_CLASS`` each."""
    scores = model.scores(aligned)
    columns: dict[str, Any] = {"prediction": model.decide(scores)}
    for position, name in enumerate(model.classes):
        columns[f"probability_{name}"] = scores[:, position]
    frame = pd.DataFrame(columns)
    return frame.astype({"prediction": "str"}) if model.classes else frame


def exports(language: str) -> tuple[PluginInfo, ...]:
    """What can be taken away from a finished run; ``extra["audience"]`` says for whom."""
    listed = []
    for info in available("exporters", language):
        try:
            exporter: Exporter = plugin("exporters", info.name)
        except PluginError:  # listed with its reason, and for nobody
            listed.append(info)
        else:
            listed.append(replace(info, extra={"audience": str(exporter.audience)}))
    return tuple(listed)


def _class_to_explain(model: ShippedModel, one: pd.DataFrame) -> int | None:
    if not model.classes:
        return None
    return 1 if len(model.classes) == 2 else int(model.scores(one)[0].argmax())


def _model(workspace: Workspace, run_id: str, choice: str) -> ShippedModel:
    folder = choice_folder(workspace.folder("run", run_id), choice)
    description = folder / "model" / "model.json"
    if not (folder / "result.json").exists() or not description.exists():
        raise JobError("error-job-not-finished")
    return _MODELS.get((folder, description.stat().st_mtime_ns), lambda: ShippedModel.load(description.parent))
