"""A language model to ask: its address, its name, its key, and what of a table it may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr

from autoglm_core.config import config
from autoglm_core.errors import SpecError


class Sends(StrEnum):
    """What of a table leaves this server. The goal itself always does."""

    NAMES = "names"  # the names of the columns
    STATISTICS = "statistics"  # and their kinds, number of values, share of gaps, rounded range
    SAMPLES = "samples"  # and some of their cells


@dataclass(frozen=True, kw_only=True)
class LanguageModel:
    """An OpenAI-compatible endpoint. ``url`` is what stands before ``/chat/completions``, ``name`` names the model.

    ``seconds`` is the time limit of one question, all attempts and waiting included. The key is never part of what this
    prints as. Raises SpecError for an address or a key that cannot be used.

    >>> model = LanguageModel(url="http://localhost:11434/v1", name="qwen3", key=SecretStr("abc"))
    >>> "abc" in repr(model), model.sends.value
    (False, 'names')
    """

    url: str
    name: str
    key: SecretStr | None = None
    sends: Sends = Sends.NAMES
    seconds: float = 30.0
    max_bytes: int = 1_000_000  # of an answer; a longer one is not read to its end
    tries: int = 4  # where the endpoint is busy or fails
    first_wait: float = 0.5  # seconds before the second try, doubled for each further one

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.hostname or not self.name:
            raise SpecError("error-model-address", url=self.url)
        if address.username or address.password or address.query or address.fragment:
            # What stands in an address is logged on the way; a key has no place there.
            raise SpecError("error-model-address-plain")
        secret = self.key.get_secret_value() if self.key else ""
        if not all("!" <= character <= "~" for character in secret):
            raise SpecError("error-model-key")

    @classmethod
    def configured(cls) -> Self | None:
        """The one that the configuration names (config.yaml, AUTOGLM_LANGUAGE_MODEL_*), or None where it names none."""
        said = config()
        if said.language_model_url is None or said.language_model_name is None:
            return None
        return cls(
            url=said.language_model_url,
            name=said.language_model_name,
            key=said.language_model_key,
            sends=Sends(said.language_model_sends),
            seconds=said.language_model_seconds,
        )

    @property
    def address(self) -> str:
        """Where questions are sent to."""
        return f"{self.url.rstrip('/')}/chat/completions"
