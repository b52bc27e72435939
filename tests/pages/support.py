"""What tests of pages share: the app at an address, and all the words that it shows there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).parents[2]
# Fields of Streamlit's messages that hold what a user reads; ids, keys, icons and hashes are in the others.
_READ = {"body", "label", "help", "text", "caption", "placeholder", "options", "default", "title", "value", "headings"}


def opened(screen: str = "start", lang: str = "en", **ids: str) -> AppTest:
    """The app at ``/SCREEN?lang=LANG&ID=...``, as a browser that goes there."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in {"lang": lang, **ids}.items():
        at.query_params[name] = value
    # A deep link: switch_page knows a page only after a run of another one.
    at._page_hash = calc_hash("" if screen == "start" else screen)
    at.run()
    assert not at.exception, at.exception[0].value
    assert not [error for error in at.error if "went wrong" in error.value or "出了问题" in error.value]
    return at


def nodes(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def words(at: AppTest) -> str:
    """Everything that a user reads on the page, tooltips and options included, Markdown's escapes taken out."""
    said: list[str] = []
    for node in nodes(at._tree):
        proto = getattr(node, "proto", None)
        if proto is not None:
            said.extend(_texts(proto))
    return "\n".join(unescaped(text) for text in said)


def unescaped(text: str) -> str:
    """Markdown as it looks once it is drawn.

    >>> unescaped(r"a\\_b")
    'a_b'
    """
    without_style = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", without_style).replace("\u200c", "")


def _texts(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        # protobuf gives a list for repeated fields, a message or a scalar for the others.
        values = value if hasattr(value, "__iter__") and not isinstance(value, str | bytes) else [value]
        for item in values:
            if hasattr(item, "ListFields"):
                yield from _texts(item)
            elif isinstance(item, str) and field.name in _READ:
                yield item


def links(at: AppTest) -> dict[str, Any]:
    """Page links by the page that they lead to; of several to one page, the first."""
    found: dict[str, Any] = {}
    for node in nodes(at._tree):
        if getattr(node, "type", "") == "page_link":
            found.setdefault(node.proto.page or "start", node.proto)
    return found


def link_to(at: AppTest, screen: str) -> dict[str, str]:
    """The query of the first link to ``screen``."""
    return dict(parse_qsl(links(at)[screen].query_string))


def asked(at: AppTest, name: str) -> str | None:
    """One id of the address; AppTest gives what was set from outside as text, and the app's own as a list."""
    value = at.query_params.get(name)
    return value[0] if isinstance(value, list) else value
