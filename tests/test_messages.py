"""The core's sentences: complete in both languages, with the same values, and harmless whatever is put into them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autoglm_core.messages import LANGUAGES, Message, catalog

CORE = Path(__file__).resolve().parents[1] / "autoglm_core"


def entries(language: str) -> dict[str, set[str]]:
    """Key -> names of the values it takes."""
    found: dict[str, set[str]] = {}
    for path in sorted((CORE / "locale" / language).glob("*.ftl")):
        for entry in re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8")):
            name = re.match(r"[a-z][\w-]*(?= *=)", entry)
            if name:
                assert name[0] not in found, f"{name[0]} stands twice"
                found[name[0]] = set(re.findall(r"\$(\w+)", entry))
    return found


def worded_keys() -> set[tuple[str, str]]:
    """(file, key) for each literal key of a Message or of an error in the core's code."""
    found = set()
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if (name == "Message" or name.endswith("Error")) and isinstance(node.args[0].value, str):
                key = node.args[0].value
                if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", key):
                    found.add((str(path.relative_to(CORE)), key))
    return found


def test_both_languages_have_the_same_keys_and_values() -> None:
    english, chinese = entries("en"), entries("zh")
    assert sorted(english) == sorted(chinese)
    # Chinese has no plural: a value that only chooses the English form may be missing there, never the reverse.
    assert {key: chinese[key] - values for key, values in english.items() if chinese[key] - values} == {}


def test_every_key_in_the_code_is_there() -> None:
    known = catalog().keys("en")
    assert {(path, key) for path, key in worded_keys() if key not in known} == set()


def test_no_sentence_shouts() -> None:
    for language in LANGUAGES:
        for path in (CORE / "locale" / language).glob("*.ftl"):
            assert not re.search(r"[!！]", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("column", ["{ $x }", "<b>x</b>[1]", '{"json": 1}', "中文", "a\nb", "{-term}"])
def test_values_are_inserted_literally(language: str, column: str) -> None:
    assert column in Message("error-example", {"column": column}).text(language)


def test_json_round_trip_keeps_nested_messages_and_lists() -> None:
    message = Message("error-plugin-unknown", {"kind": Message("language-name"), "name": "x", "known": ["a", "b"]})
    again = Message.from_json(message.to_json())
    assert again == message
    assert "English" in again.text("en")
    assert "a、b" in again.text("zh")


def test_an_unknown_key_or_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Message("no-such-key").text("en")
    with pytest.raises(KeyError):
        Message("error-example").text("en")
