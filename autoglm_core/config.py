"""Defaults of an experiment and limits of the server: config.yaml, overridden by AUTOGLM_* environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from autoglm_core.priorities import Priorities
from autoglm_core.spec import SearchSettings


def _priorities(said: Any) -> Any:
    return Priorities.from_json(said) if isinstance(said, Mapping) else said


class Config(BaseSettings):
    """Read once a process from the file that AUTOGLM_CONFIG names (default: config.yaml in the current folder).

    >>> Config(seed=7).seed
    7
    """

    model_config = SettingsConfigDict(env_prefix="AUTOGLM_", extra="forbid", frozen=True)

    workspace: Path = Path("workspace")
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    budget_seconds: Annotated[float, Field(gt=0)] = 60.0
    quick_seconds: Annotated[float, Field(gt=0)] = 60.0
    balanced_seconds: Annotated[float, Field(gt=0)] = 300.0
    thorough_seconds: Annotated[float, Field(gt=0)] = 1_800.0
    families: tuple[str, ...] = ()  # empty: every family that is available
    sampler: str = "guided"
    pruner: str = "racing"
    methods: dict[str, str] = Field(default_factory=dict)  # "family.setting" -> sampler, beside the one for all others
    patience: Annotated[int, Field(ge=1)] | None = None  # trials without a better score that end a search
    portfolio_without: tuple[str, ...] = ()  # data sets whose earlier runs are not used: the set that is judged
    holdout_from_rows: Annotated[int, Field(ge=100)] = 100_000
    holdout_share: Annotated[float, Field(gt=0, lt=0.9)] = 0.2
    max_upload_mb: Annotated[int, Field(gt=0)] = 500
    max_columns: Annotated[int, Field(gt=1)] = 5_000
    max_running_jobs: Annotated[int, Field(gt=0)] = 1  # training jobs at once; the others queue
    slots: Annotated[int, Field(gt=0)] | None = None  # None: one a core
    memory_mb: Annotated[int, Field(ge=256)] | None = None  # of one slot
    weights: Path | None = None  # a folder with weights of pretrained models (TabPFN, TabICL); None: they are not used
    # What matters how much where a plan and a run say nothing of it; None: the page's own ready-made priorities.
    priorities: Annotated[Priorities | None, BeforeValidator(_priorities)] = None
    # An OpenAI-compatible endpoint that reads goals beside the rules; None: there is none.
    language_model_url: str | None = None  # what stands before /chat/completions
    language_model_name: str | None = None
    language_model_key: SecretStr | None = None  # better from the environment than from a file
    language_model_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0  # of one question, all attempts together
    language_model_sends: Literal["names", "statistics", "samples"] = "names"  # what of a table it is sent
    language_model_on: bool = False  # True: for everyone; False: each person switches it on in Settings
    keep_days: Annotated[int, Field(gt=0)] | None = None  # uploads and runs older than this are deleted; None: kept

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        path = Path(os.environ.get("AUTOGLM_CONFIG", "config.yaml"))
        return (init_settings, env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=path))


@cache
def config() -> Config:
    """The configuration of this process."""
    return Config()


def search_settings() -> SearchSettings:
    """How configurations are searched where a plan says nothing else.

    >>> search_settings().sampler == config().sampler
    True
    """
    said = config()
    return SearchSettings(sampler=said.sampler, pruner=said.pruner, methods=said.methods, patience=said.patience)
