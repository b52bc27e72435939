"""The manifest of a run: what anyone needs to prove how its model was made, and that it was not changed since."""

from __future__ import annotations

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from autoglm_core.contracts import Receipt
from autoglm_core.errors import PackageError
from autoglm_core.recipe import Recipe
from autoglm_core.spec import TaskSpec

_LIBRARIES = (
    "numpy",
    "pandas",
    "scikit-learn",
    "xgboost",
    "lightgbm",
    "catboost",
    "interpret-core",
    "optuna",
    "shap",
    "skops",
    "pyarrow",
)
FORMAT = 1


def describe_run(
    folder: Path, *, spec: TaskSpec, data_hash: str, recipe: Recipe, receipt: Receipt | None = None
) -> dict[str, Any]:
    """Write manifest.json into a run's folder: data hash, recipe, specification, versions, hash of each model file."""
    manifest = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": {
            "sha256": data_hash,
            "source": receipt.source if receipt else None,
            "source_sha256": receipt.sha256 if receipt else None,
            "rows": receipt.rows if receipt else None,
            "columns": receipt.columns if receipt else None,
        },
        "recipe": recipe.to_json(),
        "spec": spec.model_dump(mode="json"),
        "seed": spec.seed,
        "versions": library_versions(),
        "files": file_hashes(folder),
    }
    temporary = folder / "manifest.json.part"
    temporary.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(folder / "manifest.json")
    return manifest


def library_versions() -> dict[str, str]:
    """Of Python, the platform and the libraries that decide the numbers."""
    versions = {"python": platform.python_version(), "platform": platform.platform()}
    for name in ("open-autoglm", *_LIBRARIES):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file under model/ and of the result beside it, by path relative to ``folder``."""
    files = [path for path in (folder / "model").rglob("*") if path.is_file()]
    files += [folder / name for name in ("result.json", "judged.npz", "explanation.npz") if (folder / name).exists()]
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(files)}


def verify(folder: Path) -> None:
    """Check the files of a run or an opened package against its manifest, where it has one.

    Raises PackageError that names the first file that is missing or differs.
    """
    path = folder / "manifest.json"
    if not path.exists():
        return
    try:
        expected: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise PackageError("error-package-damaged", file="manifest.json") from error
    for name, digest in expected.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
            raise PackageError("error-package-damaged", file=name)
        if _sha256(file) != digest:
            raise PackageError("error-package-hash", file=name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
