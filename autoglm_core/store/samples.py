"""Sample data and finished runs that come with the app, made visible in a workspace."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autoglm_core.data.read import load
from autoglm_core.store.files import is_id, read_json, whole_folder, write_json
from autoglm_core.store.folders import RUN_FILE
from autoglm_core.store.values import SampleInfo

if TYPE_CHECKING:
    from autoglm_core.store.workspace import Workspace

# What was installed (name -> id of its data set), and the names of samples that people deleted.
_INSTALLED, _REMOVED = "samples.json", "samples-removed.json"


def shipped(folder: Path) -> tuple[SampleInfo, ...]:
    """The samples in ``folder``, each in a folder of its own with a sample.json, by name."""
    return tuple(_info(path.parent) for path in sorted(folder.glob("*/sample.json")))


def install(workspace: Workspace, folder: Path) -> None:
    """Make the samples in ``folder`` visible in ``workspace``, but for those that were deleted in it."""
    installed, removed = _read(workspace.root / _INSTALLED, {}), _read(workspace.root / _REMOVED, [])
    for sample in shipped(folder):
        if sample.name in removed or _is_there(workspace, sample, installed.get(sample.name)):
            continue
        loaded = load(sample.file)
        info, _ = workspace.keep_dataset(loaded, name=sample.file.stem, sample=sample.name)
        if sample.has_run:
            _install_run(workspace, sample, info.id)
        installed[sample.name] = info.id
        write_json(workspace.root / _INSTALLED, installed)


def note_removed(root: Path, sample: str | None) -> None:
    """Remember that somebody deleted a part of ``sample``: it does not come back by itself."""
    removed = _read(root / _REMOVED, [])
    if sample is not None and sample not in removed:
        write_json(root / _REMOVED, [*removed, sample])


def forget_removed(root: Path) -> None:
    (root / _REMOVED).unlink(missing_ok=True)


def _info(folder: Path) -> SampleInfo:
    data = read_json(folder / "sample.json")
    return SampleInfo(
        name=data["name"],
        scenario=data["scenario"],
        title_en=data["title_en"],
        title_zh=data["title_zh"],
        text_en=data["text_en"],
        text_zh=data["text_zh"],
        goal_en=data["goal_en"],
        goal_zh=data["goal_zh"],
        licence=data["licence"],
        source=data["source"],
        file=folder / data["file"],
        has_run=(folder / "run" / RUN_FILE).exists(),
    )


def _is_there(workspace: Workspace, sample: SampleInfo, dataset_id: str | None) -> bool:
    datasets, runs = workspace.root / "datasets", workspace.root / "runs"
    if not is_id(dataset_id) or not (datasets / str(dataset_id)).is_dir():
        return False
    return not sample.has_run or (runs / _run_id(sample)).is_dir()


def _install_run(workspace: Workspace, sample: SampleInfo, dataset_id: str) -> None:
    target = workspace.root / "runs" / _run_id(sample)
    if target.is_dir():
        return
    with whole_folder(target) as folder:
        shutil.copytree(sample.file.parent / "run", folder, dirs_exist_ok=True)
        data = read_json(folder / RUN_FILE)
        changed = {"id": _run_id(sample), "dataset_id": dataset_id, "draft_id": "", "sample": sample.name}
        write_json(folder / RUN_FILE, {**data, **changed})


def _run_id(sample: SampleInfo) -> str:
    return f"sample-{sample.name}".lower().replace("_", "-")


def _read(path: Path, otherwise: Any) -> Any:
    try:
        return read_json(path)
    except (OSError, ValueError):
        return otherwise
