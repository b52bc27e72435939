"""Renders the files in templates/: HTML escaped throughout, Markdown with untrusted text made literal."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER = Path(__file__).parent / "templates"
# What means something within a line; a full stop or a minus does not, and would only make the text hard to read.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def rendered(template: str, **values: Any) -> str:
    """``template`` (a file name in templates/) with ``values``. Raises jinja2.UndefinedError where one is missing."""
    return _environment().get_template(template).render(**values)


def template_text(name: str) -> str:
    """A file in templates/ that is handed out as it is."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def literal_markdown(text: object) -> str:
    r"""``text`` on one line, shown by a Markdown reader as it is.

    >>> print(literal_markdown("<b>x</b>[1]"))
    \<b\>x\</b\>\[1\]
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = literal_markdown
    return environment
