"""Every sentence that this part of the core hands out exists in both languages, with the same places to fill."""

from __future__ import annotations

import re
from pathlib import Path

import autoglm_core
from autoglm_core.messages import catalog
from autoglm_core.table import Role

CORE = Path(autoglm_core.__file__).parent
SOURCES = [*(CORE / "data").rglob("*.py"), CORE / "schema.py"]
KEY = re.compile(r'(?:Message|ReadError|SpecError|SchemaError)\(\s*f?"([a-z-]+)"')
FINDING = re.compile(r'_finding\(\s*"([a-z_]+)"')
STEP = re.compile(r'_leave_out\(\s*"([a-z-]+)"')


def _keys() -> set[str]:
    keys = {f"role-{role}" for role in Role}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        keys |= set(KEY.findall(text))
        keys |= {f"finding-{kind.replace('_', '-')}" for kind in FINDING.findall(text)}
        keys |= {f"recipe-{why}" for why in STEP.findall(text)}
    return {key for key in keys if not key.endswith("-")}


def _places(language: str) -> dict[str, set[str]]:
    text = (CORE / "locale" / language / "data.ftl").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z][a-z-]* = )", text, flags=re.MULTILINE)[1:]
    return {entry.split(" = ")[0]: set(re.findall(r"\$\w+", entry)) for entry in entries}


def test_every_key_is_worded_in_both_languages() -> None:
    keys = _keys()
    assert len(keys) > 80
    for language in ("en", "zh"):
        assert keys <= catalog().keys(language)


def test_both_languages_fill_the_same_places() -> None:
    english, chinese = _places("en"), _places("zh")
    assert english.keys() == chinese.keys()
    for key, places in chinese.items():
        # Chinese has no plural: it may name a number that English only counts by.
        assert places <= english[key] | {"$count", "$rows"}, key
