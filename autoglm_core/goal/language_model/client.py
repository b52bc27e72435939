"""One question to an OpenAI-compatible endpoint, within a time limit, that can be cancelled and is read bounded."""

from __future__ import annotations

import contextlib
import email.utils
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from autoglm_core.goal.language_model.endpoint import LanguageModel
from autoglm_core.messages import Message

_CHUNK = 65_536
_TICK = 0.02  # seconds between two looks at the clock and at whether somebody gave up
_AGAIN = (429, 500, 502, 503, 504)
_PICKY = (400, 415, 422)  # an endpoint that does not know a field of the question
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
Json = Mapping[str, Any]


class Trouble(StrEnum):
    """Why there is no answer."""

    CANCELLED = "cancelled"
    TIME = "time"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    FAILING = "failing"
    KEY = "key"
    NOT_THERE = "not-there"
    REFUSED = "refused"
    LARGE = "large"
    NOT_JSON = "not-json"
    BROKEN = "broken"
    MISFIT = "misfit"  # an answer that is no plan for this table, after a repair


class ModelError(Exception):
    """No answer, and why. Holds nothing that came from the endpoint but its status."""

    def __init__(self, trouble: Trouble, status: int | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.status = status

    @property
    def message(self) -> Message:
        return Message(f"goal-model-trouble-{self.trouble}", {"status": str(self.status or "")})


def never() -> bool:
    """For questions that nobody can cancel."""
    return False


@dataclass
class Conversation:
    """Questions to one endpoint under one time limit. ``sent`` are the texts that left this machine, word for word."""

    model: LanguageModel
    cancelled: Callable[[], bool] = never
    until: float = 0.0  # of time.monotonic
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.model.seconds

    def ask(self, messages: Sequence[Json], schema: Json) -> str:
        """The text of the answer. Raises ModelError.

        The endpoint is asked to keep to ``schema``; one that knows no such wish is asked without it.
        """
        error = ModelError(Trouble.REFUSED)
        for wishes in _wishes(schema):
            body = text_of(self.model, messages, wishes)
            try:
                return _content(self._patiently(body))
            except ModelError as failed:
                if failed.status not in _PICKY:
                    raise
                error = failed
        raise error

    def _patiently(self, body: str) -> bytes:
        """Ask, and ask again after a while where the endpoint is busy or failing."""
        wait = self.model.first_wait
        for attempt in range(1, self.model.tries + 1):
            reply = self._once(body)
            if reply.status not in _AGAIN:
                return reply.content()
            trouble = Trouble.BUSY if reply.status == 429 else Trouble.FAILING
            pause = wait if reply.retry_after is None else reply.retry_after
            if attempt == self.model.tries or time.monotonic() + pause >= self.until:
                raise ModelError(trouble, reply.status)
            self._sleep(pause)
            wait *= 2
        raise ModelError(Trouble.FAILING)

    def _once(self, body: str) -> _Reply:
        self._look()
        self.sent.append(body)
        call = _Call(self.model, body, self.until - time.monotonic())
        # A thread, so that neither a name that is not found nor a connection that hangs holds up whoever waits.
        threading.Thread(target=call.run, daemon=True, name="language model").start()
        try:
            while not call.done.wait(_TICK):
                self._look()
        finally:
            call.stop()
        if call.reply is None:
            raise ModelError(call.trouble)
        return call.reply

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._look()
            time.sleep(min(left, _TICK))

    def _look(self) -> None:
        if self.cancelled():
            raise ModelError(Trouble.CANCELLED)
        if time.monotonic() >= self.until:
            raise ModelError(Trouble.TIME)


def text_of(model: LanguageModel, messages: Sequence[Json], wishes: Json) -> str:
    """The text that is sent for ``messages``; written so that people can read it too."""
    return json.dumps({"model": model.name, "messages": list(messages), **wishes}, ensure_ascii=False, indent=1)


def first_wishes(schema: Json) -> Json:
    """What an endpoint is asked to keep to at first."""
    return _wishes(schema)[0]


def _wishes(schema: Json) -> tuple[Json, ...]:
    exact = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    usual: dict[str, Any] = {"temperature": 0, "stream": False}
    return ({**usual, "response_format": exact}, {**usual, "response_format": {"type": "json_object"}}, {})


@dataclass(frozen=True)
class _Reply:
    status: int
    kind: str
    body: bytes
    retry_after: float | None

    def content(self) -> bytes:
        """What was answered. Raises ModelError where that is no answer."""
        if self.status in (401, 403):
            raise ModelError(Trouble.KEY, self.status)
        if self.status in (404, 405, 410) or 300 <= self.status < 400:
            raise ModelError(Trouble.NOT_THERE, self.status)
        if self.status != 200:
            raise ModelError(Trouble.REFUSED, self.status)
        if "json" not in self.kind:
            raise ModelError(Trouble.NOT_JSON, self.status)
        return self.body


class _Call:
    """One request and its reply. ``stop`` ends it from another thread; what it then still gets is thrown away."""

    def __init__(self, model: LanguageModel, body: str, seconds: float) -> None:
        self.done = threading.Event()
        self.reply: _Reply | None = None
        self.trouble = Trouble.UNREACHABLE
        self._model = model
        self._body = body.encode()
        self._seconds = max(seconds, 0.001)
        self._stopped = False
        self._response: Any = None

    def run(self) -> None:
        import urllib3

        try:
            self.reply = self._exchange()
        except ModelError as error:
            self.trouble = error.trouble
        except urllib3.exceptions.NewConnectionError:  # which is a timeout too, for urllib3
            self.trouble = Trouble.UNREACHABLE
        except urllib3.exceptions.TimeoutError:
            self.trouble = Trouble.TIME
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            self.trouble = Trouble.UNREACHABLE
        finally:
            self.done.set()

    def stop(self) -> None:
        self._stopped = True
        response = self._response
        if response is not None and not self.done.is_set():
            with contextlib.suppress(OSError, ValueError, RuntimeError):  # it ended meanwhile
                response.shutdown()

    def _exchange(self) -> _Reply:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "open-autoglm"}
        if self._model.key is not None and self._model.key.get_secret_value():
            headers["Authorization"] = f"Bearer {self._model.key.get_secret_value()}"
        with _way_to(self._model.address) as way:
            # No redirects: the key and the text are for the address that was configured. No retries: they are ours.
            response = way.request(
                "POST",
                self._model.address,
                body=self._body,
                headers=headers,
                timeout=self._seconds,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            self._response = response
            try:
                body = self._read(response)
            finally:
                response.close()
            kind = response.headers.get("Content-Type", "").lower()
            return _Reply(response.status, kind, body, _seconds_of(response.headers.get("Retry-After")))

    def _read(self, response: Any) -> bytes:
        end, parts, size = time.monotonic() + self._seconds, [], 0
        while chunk := response.read1(_CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > self._model.max_bytes:
                raise ModelError(Trouble.LARGE)
            if self._stopped or time.monotonic() > end:
                raise ModelError(Trouble.TIME)
        return b"".join(parts)


def _way_to(address: str) -> Any:
    """A pool of connections: through the proxy that the environment names, but never to this very machine."""
    import urllib3

    url = urlsplit(address)
    host = url.hostname or ""
    proxy = urllib.request.getproxies().get(url.scheme)
    if proxy and host not in _LOOPBACK and not urllib.request.proxy_bypass(host):
        return urllib3.ProxyManager(proxy)
    return urllib3.PoolManager()


def _seconds_of(retry_after: str | None) -> float | None:
    """Seconds to wait, from a number of seconds or from a date.

    >>> _seconds_of("2"), _seconds_of("soon"), _seconds_of(None)
    (2.0, None, None)
    """
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(moment.timestamp() - time.time(), 0.0)


def _content(body: bytes) -> str:
    """The text of the first choice of a chat completion."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        if isinstance(content, list):
            content = "".join(part["text"] for part in content if part["type"] == "text")
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ModelError(Trouble.BROKEN) from None
    if not isinstance(content, str) or not content.strip():
        raise ModelError(Trouble.BROKEN)
    return content
