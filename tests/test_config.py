"""The configuration: the shipped file, environment variables over it, and a clear end for what it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from autoglm_core.config import Config


def test_the_shipped_file_says_what_the_code_would_do_without_it(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOGLM_WORKSPACE", raising=False)
    shipped = yaml.safe_load((repository / "config.yaml").read_text(encoding="utf-8"))
    assert set(shipped) == set(Config.model_fields)
    monkeypatch.setenv("AUTOGLM_CONFIG", str(repository / "config.yaml"))
    from_file = Config()
    monkeypatch.setenv("AUTOGLM_CONFIG", str(tmp_path / "none.yaml"))
    assert from_file == Config()


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("seed: 5\nfolds: 3\n", encoding="utf-8")
    monkeypatch.setenv("AUTOGLM_CONFIG", str(path))
    monkeypatch.setenv("AUTOGLM_SEED", "7")
    assert (Config().seed, Config().folds) == (7, 3)


def test_an_unknown_or_impossible_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.yaml"
    monkeypatch.setenv("AUTOGLM_CONFIG", str(path))
    for text in ("no_such_setting: 1\n", "folds: 1\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValidationError):
            Config()
