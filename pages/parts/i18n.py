"""The words of the pages: the language in use, sentences by key, and escaping of text that others wrote."""

from __future__ import annotations

import html as html_module
import re
from pathlib import Path
from typing import Any

import streamlit as st

from autoglm_core.messages import LANGUAGES, Message, catalog

LOCALES = Path(__file__).parents[2] / "assets" / "locales"
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
# Streamlit turns :name: into emoji and :material/x: into icons after Markdown's own escapes are gone, so a backslash
# does not stop it. A zero-width non-joiner does, and is not seen.
# The same holds for addresses that become links and for arrows and dashes that become signs.
_TAKES_EFFECT = re.compile(r":(?=[A-Za-z0-9_+\-/]+:)|(?<=\bwww)(?=\.)|(?<=http)(?=s?:)|(?=@)|(?<=[-=<])(?=[-=>])")


def language() -> str:
    """“en” or “zh”: what the address says (``?lang=``), else the browser's own language."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def t(key: str, /, **values: Any) -> str:
    """The sentence ``key`` as plain text, for places that do not read Markdown (HTML, charts, options, cells)."""
    return catalog(LOCALES).text(key, language(), values)


def tm(key: str, /, **values: Any) -> str:
    """The sentence ``key`` for Markdown (labels, help, st.markdown): what is filled in is escaped, its bold is kept."""
    return t(key, **{name: _escaped(value) for name, value in values.items()})


def say(message: Message) -> str:
    """A message of the core, worded in the language in use and safe in Markdown."""
    return md(plain(message))


def plain(message: Message) -> str:
    """A message of the core, worded in the language in use, as plain text."""
    return catalog(LOCALES).text(message.key, language(), message.values)


def term(name: str) -> str:
    """The definition of a technical term, for ``help=``: a key ``term-NAME`` in app.ftl."""
    return t(f"term-{name}")


def md(text: object) -> str:
    """``text`` so that Markdown shows it as it is: no markup, formula, link, icon or line break in it takes effect.

    >>> md("<b>x</b>[1]")
    '\\\\<b\\\\>x\\\\<\\\\/b\\\\>\\\\[1\\\\]'
    """
    one_line = _BREAKS.sub(" ", str(text)).strip()
    return _PUNCTUATION.sub(r"\\\1", _TAKES_EFFECT.sub("\\g<0>\u200c", one_line))


def html(text: object) -> str:
    """``text`` so that HTML shows it as it is.

    >>> html("<b>")
    '&lt;b&gt;'
    """
    return html_module.escape(str(text), quote=True)


def short(text: object, limit: int = 40) -> str:
    """``text`` cut to ``limit`` characters, for labels.

    >>> short("abcdef", 4)
    'abc…'
    """
    whole = str(text)
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


def _escaped(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, list | tuple):
        comma = "、" if language() == "zh" else ", "
        return comma.join(str(_escaped(item)) for item in value)
    return md(value) if isinstance(value, str) else value
