"""The language model of a session: what the administrator configured, switched on, and given a key, by this person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from pydantic import SecretStr
from streamlit.errors import StreamlitSecretNotFoundError

from autoglm_core import LanguageModel, config

_CHOICE, _KEY = "language-model", "language-model-key"
SENDS = ("names", "statistics", "samples")


@dataclass(frozen=True)
class Choice:
    """What a person chose in Settings, for this session."""

    on: bool
    sends: str


def offered() -> LanguageModel | None:
    """The endpoint of the configuration (config.yaml, environment, else secrets.toml), or None where there is none.

    Raises SpecError where what was configured cannot be used.
    """
    said, secrets = config(), _secrets()
    url = said.language_model_url or secrets.get("url")
    name = said.language_model_name or secrets.get("name")
    if not url or not name:
        return None
    key = said.language_model_key
    if key is None and secrets.get("key"):
        key = SecretStr(str(secrets["key"]))
    return LanguageModel(url=str(url), name=str(name), key=key, seconds=said.language_model_seconds)


def choice() -> Choice:
    """What holds in this session: what was chosen in it, else what the administrator set for everyone."""
    chosen = st.session_state.get(_CHOICE)
    if isinstance(chosen, Choice):
        return chosen
    said, secrets = config(), _secrets()
    sends = str(secrets.get("sends", said.language_model_sends))
    on = said.language_model_on or secrets.get("on") is True
    return Choice(on, sends if sends in SENDS else SENDS[0])


def choose(**changes: Any) -> None:
    st.session_state[_CHOICE] = replace(choice(), **changes)


def keep_key(text: str) -> None:
    """Keep a typed key in this session's memory, and nowhere else; an empty one takes it away. Raises SpecError."""
    if not text.strip():
        st.session_state.pop(_KEY, None)
        return
    key = SecretStr(text.strip())
    # Whether it can be a key is the endpoint's business.
    LanguageModel(url="http://localhost", name="-", key=key)
    st.session_state[_KEY] = key


def has_typed_key() -> bool:
    return _KEY in st.session_state


def of_session() -> LanguageModel | None:
    """The endpoint with this session's key and choice of what is sent, whether it is switched on or not."""
    model = offered()
    if model is None:
        return None
    key = st.session_state.get(_KEY, model.key)
    return replace(model, key=key, sends=type(model.sends)(choice().sends))


def in_use() -> LanguageModel | None:
    """The endpoint to ask; None unless it was configured and switched on."""
    return of_session() if choice().on else None


def _secrets() -> Mapping[str, Any]:
    try:
        found = st.secrets.get("language_model", {})
    except StreamlitSecretNotFoundError:
        return {}
    return found if isinstance(found, Mapping) else {}
