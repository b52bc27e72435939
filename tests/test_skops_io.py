"""Saving without pickle: what comes back is equal, what is not allowed is named, what is damaged is said to be so."""

from __future__ import annotations

import json
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from autoglm_core import skops_io
from autoglm_core.errors import PackageError

X = np.random.default_rng(0).normal(size=(60, 3))
Y = (X[:, 0] > 0).astype(int)


def rewritten(path: Path, change: dict[str, object]) -> Path:
    """The file with fields of its outermost value replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["schema.json"] = json.dumps({**json.loads(parts["schema.json"]), **change}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_pipeline_predicts_the_same_after_loading(tmp_path: Path) -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    skops_io.dump(model, tmp_path / "model.skops")
    loaded = skops_io.load(tmp_path / "model.skops")
    assert np.array_equal(loaded.predict_proba(X), model.predict_proba(X))


def test_the_file_is_compressed(tmp_path: Path) -> None:
    skops_io.dump(StandardScaler().fit(np.zeros((3, 20_000))), tmp_path / "model.skops")
    assert (tmp_path / "model.skops").stat().st_size < 20_000


def test_a_type_that_is_not_on_the_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.skops"
    skops_io.dump(IsotonicRegression().fit([1.0, 2.0, 3.0], [1.0, 2.0, 4.0]), path)
    with pytest.raises(PackageError, match=r"sklearn\.isotonic\.IsotonicRegression|scipy"):
        skops_io.load(path)


def test_a_type_can_be_trusted_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "value.skops"
    skops_io.dump(OrderedDict(a=1), path)
    with pytest.raises(PackageError, match=r"collections\.OrderedDict"):
        skops_io.load(path)
    assert skops_io.load(path, trusted=("collections.OrderedDict",)) == {"a": 1}


def test_scikit_learn_trees_are_refused_since_their_nodes_are_not_checked(tmp_path: Path) -> None:
    path = tmp_path / "tree.skops"
    skops_io.dump(DecisionTreeClassifier().fit(X, Y), path)
    with pytest.raises(PackageError, match="tree"):
        skops_io.load(path)


@pytest.mark.parametrize(
    "change",
    [
        {"__module__": "os", "__class__": "system"},
        {"__module__": "os", "__class__": "system", "__loader__": "FunctionNode"},
        {"__module__": "builtins", "__class__": "dict", "__loader__": "FunctionNode"},
        {"__module__": "builtins", "__class__": "eval", "__loader__": "TypeNode"},
    ],
)
def test_a_forged_type_is_refused_and_nothing_is_built(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "model.skops"
    skops_io.dump(StandardScaler().fit(X), path)
    with pytest.raises(PackageError, match="not allowed"):
        skops_io.load(rewritten(path, change))


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04 cut off"])
def test_a_file_of_another_kind_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.skops").write_bytes(content)
    with pytest.raises(PackageError, match=r"model\.skops"):
        skops_io.load(tmp_path / "model.skops")


def test_a_missing_file_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="damaged or incomplete"):
        skops_io.load(tmp_path / "nothing.skops")


@pytest.mark.parametrize("change", [{"content": 7}, {"__loader__": "NoSuchNode"}, {"protocol": "x"}])
def test_a_file_that_makes_no_sense_inside_is_an_error_for_people(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "model.skops"
    skops_io.dump(StandardScaler().fit(X), path)
    with pytest.raises(PackageError):
        skops_io.load(rewritten(path, change))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_cut_off_file_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "model.skops"
    skops_io.dump(StandardScaler().fit(X), path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(PackageError, match="damaged or incomplete"):
        skops_io.load(path)


def test_what_people_read_is_in_both_languages() -> None:
    error = PackageError("models-file-type", file="prepare.skops", type="os.system")
    assert "os.system" in error.message.text("en")
    assert "os.system" in error.message.text("zh")
