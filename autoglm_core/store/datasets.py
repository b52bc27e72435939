"""Data sets: immutable folders, named by the hash of what is in them and of what was assumed when reading."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pandas as pd

from autoglm_core.contracts import Loaded
from autoglm_core.data.arrow import content_hash, read_arrow, write_arrow
from autoglm_core.data.checks import table_findings
from autoglm_core.data.profile import Profile, profile
from autoglm_core.data.recipes import initial_recipe
from autoglm_core.data.roles import detect_roles
from autoglm_core.recipe import Recipe
from autoglm_core.store.files import read_json, whole_folder, write_json
from autoglm_core.store.folders import DATASET_FILE, Folders, shown_name
from autoglm_core.store.values import DatasetInfo
from autoglm_core.table import Table

_DATA, _PROFILE, _RECIPE = "data.arrow", "profile.json", "recipe.json"


class Datasets(Folders):
    """The data sets of a workspace."""

    def datasets(self) -> tuple[DatasetInfo, ...]:
        """All of them, newest first."""
        listed = self._listed("dataset", (DATASET_FILE,), lambda folder: dict(read_json(folder / DATASET_FILE)))
        return tuple(DatasetInfo.from_json(data) for data in listed)

    def dataset(self, dataset_id: str) -> DatasetInfo:
        """Raises JobError where there is no such data set."""
        return DatasetInfo.from_json(read_json(self.folder("dataset", dataset_id) / DATASET_FILE))

    def raw_frame(self, dataset_id: str) -> pd.DataFrame:
        """The data as they were read, before any recipe."""
        frame: pd.DataFrame = read_arrow(self.folder("dataset", dataset_id) / _DATA)
        return frame

    def profile(self, dataset_id: str) -> Profile:
        """What each column looks like, as computed when it was read."""
        return Profile.from_json(read_json(self.folder("dataset", dataset_id) / _PROFILE))

    def initial_recipe(self, dataset_id: str) -> Recipe:
        """What was assumed when reading, and what the findings propose: where every draft starts."""
        return Recipe.from_json(read_json(self.folder("dataset", dataset_id) / _RECIPE))

    def keep_dataset(self, loaded: Loaded, *, name: str, sample: str | None = None) -> tuple[DatasetInfo, bool]:
        """Write what was read as a data set; gives it, and whether it had been there before."""
        sha256 = content_hash(loaded.frame)
        assumed = json.dumps([message.to_json() for message in loaded.receipt.assumed], sort_keys=True)
        dataset_id = hashlib.sha256(f"{sha256}\n{assumed}".encode()).hexdigest()[:16]
        target = self._all("dataset") / dataset_id
        if target.is_dir():
            return self.dataset(dataset_id), True
        info = DatasetInfo(
            id=dataset_id,
            name=shown_name(name),
            rows=len(loaded.frame),
            columns=loaded.frame.shape[1],
            sha256=sha256,
            bytes=loaded.receipt.bytes,
            created=time.time(),
            receipt=loaded.receipt,
            sample=sample,
        )
        table = Table(loaded.frame, detect_roles(loaded.frame), info.name)
        recipe = initial_recipe(loaded.receipt, table, table_findings(table))
        with whole_folder(target) as folder:
            _write(folder, info, table, recipe)
        return info, False


def _write(folder: Path, info: DatasetInfo, table: Table, recipe: Recipe) -> None:
    write_arrow(table.frame, folder / _DATA)
    write_json(folder / _PROFILE, profile(table).to_json())
    write_json(folder / _RECIPE, recipe.to_json())
    write_json(folder / DATASET_FILE, info.to_json())
