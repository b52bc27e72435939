"""Every sentence of the pages is there in both languages, is used, and takes the same values in both."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autoglm_core.messages import LANGUAGES, catalog
from tests.pages.support import ROOT

LOCALES = ROOT / "assets" / "locales"
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
WORDING = {"t", "tm", "Message"}


def keys(language: str) -> dict[str, set[str]]:
    """Key -> names of the values that it takes, from the pages' own files alone."""
    found: dict[str, set[str]] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8")):
            name = re.match(r"[a-z][\w-]*(?= *=)", entry)
            if name:
                assert name[0] not in found, f"{name[0]} stands twice"
                found[name[0]] = set(re.findall(r"\$(\w+)", entry))
    return found


def strings() -> tuple[set[str], set[str], set[tuple[str, str]]]:
    """Of the pages' code: whole strings, beginnings of f-strings, and (file, key) of each call that words a key."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    worded: set[tuple[str, str]] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in WORDING and node.args and isinstance(node.args[0], ast.Constant):
                    worded.add((path.name, str(node.args[0].value)))
                if node.func.id == "term" and node.args and isinstance(node.args[0], ast.Constant):
                    worded.add((path.name, f"term-{node.args[0].value}"))
    return whole, beginnings, worded


def test_both_languages_have_the_same_keys_and_values() -> None:
    english, chinese = keys("en"), keys("zh")
    assert sorted(english) == sorted(chinese)
    assert {key: values for key, values in english.items() if chinese[key] != values} == {}


def test_no_key_hides_one_of_the_core() -> None:
    assert sorted(keys("en").keys() & catalog().keys("en")) == []


def test_every_key_that_a_page_words_exists() -> None:
    known = catalog(LOCALES).keys("en")
    assert sorted((file, key) for file, key in strings()[2] if key not in known) == []


def test_no_key_is_unused() -> None:
    whole, beginnings, worded = strings()
    used = whole | {key for _, key in worded}
    dynamic = tuple(text for text in beginnings if re.fullmatch(r"[a-z]+-[\w-]*", text) and text != "term-")
    assert sorted(key for key in keys("en") if key not in used and not key.startswith(dynamic)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_calm(language: str) -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((LOCALES / language).glob("*.ftl")))
    assert not re.search(r"[!！]", texts)


def test_every_character_is_in_the_shipped_fonts() -> None:
    from tools.fonts import covered, own_words

    assert own_words() - covered() == set()


def test_fonts_are_small_and_bring_their_licences() -> None:
    fonts = ROOT / "static" / "fonts"
    assert sum(path.stat().st_size for path in fonts.glob("*.woff2")) < 3_000_000
    families = {re.split(r"-(?:latin|\d)", path.name)[0] for path in fonts.glob("*.woff2")}
    assert families == {path.stem.removeprefix("LICENSE-") for path in fonts.glob("LICENSE-*.txt")}
    named = re.findall(r'url = "app/(static/[^"]+)"', (ROOT / ".streamlit" / "config.toml").read_text())
    assert sorted(Path(ROOT / name) for name in named) == sorted(fonts.glob("*.woff2"))
