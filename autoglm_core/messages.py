"""Sentences for people: a key and its values, worded in English or Chinese from the locale files beside this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("en", "zh")
_CORE_LOCALES = Path(__file__).parent / "locale"
_LOCALE_NAMES = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True)
class Message:
    """One sentence, not yet worded: ``key`` names it in the locale files, ``values`` fill its places.

    A value may be a string, a number, another message, or a list of these (joined with a comma). Values are
    inserted literally: a column name is never parsed as a template.

    >>> Message("language-name").text("en")
    'English'
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The sentence in ``language`` ("en" or "zh"). Raises KeyError where the locale files lack the key."""
        return CORE.text(self.key, language, self.values)

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "values": {name: _value_to_json(value) for name, value in self.values.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Message:
        return cls(data["key"], {name: _value_from_json(value) for name, value in data["values"].items()})


class Catalog:
    """The sentences of one or more locale folders (``FOLDER/en/*.ftl``, ``FOLDER/zh/*.ftl``), read once."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._bundles = {language: _bundle(language, folders) for language in LANGUAGES}

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(self._bundles[language]._messages)

    def text(self, key: str, language: str, values: Mapping[str, Any] | None = None) -> str:
        bundle = self._bundles[language]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        worded = {name: self._word(value, language) for name, value in (values or {}).items()}
        text, errors = bundle.format_pattern(pattern, worded)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)

    def _word(self, value: Any, language: str) -> Any:
        if isinstance(value, Message):
            return self.text(value.key, language, value.values)
        if isinstance(value, list | tuple):
            comma = "、" if language == "zh" else ", "
            return comma.join(str(self._word(item, language)) for item in value)
        return value


def _bundle(language: str, folders: Iterable[Path]) -> FluentBundle:
    # Isolation marks (U+2068, U+2069) are left out: they show up as boxes in file names, charts and Excel cells.
    bundle = FluentBundle([_LOCALE_NAMES[language]], use_isolating=False)
    for folder in folders:
        for path in sorted((folder / language).glob("*.ftl")):
            bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": value.to_json()}
    if isinstance(value, list | tuple):
        return [_value_to_json(item) for item in value]
    return value


def _value_from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return Message.from_json(value["message"])
    if isinstance(value, list):
        return [_value_from_json(item) for item in value]
    return value


@cache
def catalog(*folders: Path) -> Catalog:
    """The catalog of the core's own sentences and those of further ``folders``, cached for the process."""
    return Catalog(_CORE_LOCALES, *folders)


class _LazyCore:
    # Parsing the locale files takes a tenth of a second, which a training slot that never words anything saves.
    def text(self, key: str, language: str, values: Mapping[str, Any]) -> str:
        return catalog().text(key, language, values)


CORE = _LazyCore()
