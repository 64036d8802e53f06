"""One patient, polite client for public services that answer in JSON.

It asks again where the service is overloaded (429, 502, 503, 504), late, cut short or answers half a JSON; waits
as long as `Retry-After` says (seconds or a date, RFC 9110 §10.2.3), else twice as long each time; keeps to the
calls that the service allows in a time; and stops for good at a limit of time and of size. Proxies and
certificates are those of the environment (`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`), as httpx reads them.
"""

from __future__ import annotations

import json
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any

import httpx
import tenacity

from competence.config.fetching import Fetch
from competence.public.faults import Passing, PublicError, Refused, plain

_OVERLOADED = (429, 502, 503, 504)
_REDIRECTS = 5
_TRIES_OFFLINE = 3
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


def pause(seconds: float) -> None:
    """Wait; here in one place, so that tests need not."""
    time.sleep(seconds)


class Client:
    """Calls to the service `name` below the address `base`, as patient as `limits` say."""

    def __init__(self, name: str, base: str, limits: Fetch):
        self.name, self.base, self._limits = name, base, limits
        self._ends = time.monotonic() + limits.seconds
        self._calls: deque[float] = deque()
        self._allowed, self._window = 0, 0.0
        headers = {
            "User-Agent": f"competence/{version('competence')} (forecasts of municipal staff)",
            "Accept": "application/json",
        }
        try:
            self._http = httpx.Client(headers=headers, timeout=limits.timeout_seconds)
        except (OSError, ValueError, ImportError) as error:
            raise PublicError(
                f"{name}: the proxy or certificate named in the environment cannot be used "
                f"({type(error).__name__}); see HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE"
            ) from None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_) -> None:
        self._http.close()

    def allow(self, calls: int, seconds: float) -> None:
        """No more than so many calls in so many seconds from now on; 0 = the service names no limit."""
        self._allowed, self._window = calls, seconds

    def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """JSON of an address below the base, or of another page of the same service."""
        return self._ask("GET", path, params, None)

    def post(self, path: str, params: dict[str, Any], body: dict[str, Any]) -> Any:
        """JSON answered to a question in JSON."""
        return self._ask("POST", path, params, body)

    def _ask(self, method: str, path: str, params, body) -> Any:
        base = httpx.URL(self.base)
        # The address of a next page is the service's own word: only its path and question are taken.
        url = (
            base.copy_with(raw_path=httpx.URL(path).raw_path)
            if "://" in path
            else httpx.URL(self.base + path)
        )
        asking = tenacity.Retrying(
            sleep=lambda seconds: pause(seconds),
            stop=tenacity.stop_after_attempt(self._limits.attempts) | self._no_use,
            wait=self._wait,
            retry=tenacity.retry_if_exception_type(Passing),
            reraise=True,
        )
        try:
            return asking(self._once, method, url, params, body)
        except Passing as last:
            raise PublicError(self._given_up(last)) from None

    def _once(self, method: str, url: httpx.URL, params, body) -> Any:
        for _ in range(_REDIRECTS + 1):
            self._pace()
            request = self._http.build_request(method, url, params=params, json=body)
            status, headers, data = self._answer(request)
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                url, params = self._moved(url, headers["location"]), None
                continue
            if status in _OVERLOADED:
                raise Passing(
                    f"it is overloaded (status {status})", _asked_wait(headers.get("retry-after", ""))
                )
            if status >= 400:
                raise self._refused(status, data)
            return _parsed(data)
        raise PublicError(
            f"{self.name}: the address leads round in a circle; see [fetch] in municipality.toml"
        )

    def _answer(self, request: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and whole body; the size is that of the body unpacked."""
        most = self._limits.largest_megabytes * 1e6
        chunks, size = [], 0
        try:
            response = self._http.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    size += len(chunk)
                    if size > most:
                        raise PublicError(
                            f"{self.name}: the answer is larger than {most / 1e6:g} MB ([fetch] largest_megabytes)"
                        )
                    if time.monotonic() > self._ends:
                        raise Passing("it answered too slowly")
                    chunks.append(chunk)
            finally:
                response.close()
        except httpx.TimeoutException:
            raise Passing("it did not answer in time") from None
        except (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol) as error:
            raise Passing(_unreachable(error), tries=_TRIES_OFFLINE) from None
        except (httpx.TransportError, httpx.DecodingError):
            raise Passing("its answer was cut short") from None
        return response.status_code, response.headers, b"".join(chunks)

    def _moved(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            there = url.join(location)
        except httpx.InvalidURL:
            there = url.copy_with(host="?")
        if there.host != url.host or (url.scheme == "https" and there.scheme != "https"):
            raise PublicError(
                f"{self.name} has moved to another address; check it and set `base` under [fetch] in municipality.toml"
            )
        return there

    def _refused(self, status: int, data: bytes) -> Refused:
        """The service's own title for it (RFC 9457), where it gives one."""
        title = ""
        try:
            told = json.loads(data)
            title = plain(told.get("title") or told.get("detail")) if isinstance(told, dict) else ""
        except (ValueError, RecursionError):
            pass
        return Refused(
            f"{self.name} declined (status {status}{': ' + title if title else ''})", status, title
        )

    def _pace(self) -> None:
        now = time.monotonic()
        while self._calls and now - self._calls[0] >= self._window:
            self._calls.popleft()
        if self._allowed and len(self._calls) >= self._allowed:
            pause(max(0.0, self._window - (now - self._calls.popleft())))
        self._calls.append(time.monotonic())

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _no_use(self, state: tenacity.RetryCallState) -> bool:
        """Whether the next try would begin after the end of the time, or the like has been tried enough."""
        last = state.outcome.exception() if state.outcome else None
        tried = isinstance(last, Passing) and state.attempt_number >= last.tries
        return tried or self._wait(state) >= self._left()

    def _wait(self, state: tenacity.RetryCallState) -> float:
        last = state.outcome.exception() if state.outcome else None
        asked = last.wait if isinstance(last, Passing) else None
        doubled = min(_FIRST_WAIT * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
        return doubled if asked is None else asked

    def _given_up(self, last: Passing) -> str:
        asked = f"; it asks to be left for {last.wait:.0f} seconds" if last.wait else ""
        return f"{self.name} could not be fetched from {httpx.URL(self.base).host}: {last.what}{asked}"


def _unreachable(error: httpx.TransportError) -> str:
    words = str(error).casefold()
    if "certificate" in words or "ssl" in words:
        return "its certificate is not trusted here (name your organisation's in SSL_CERT_FILE)"
    if isinstance(error, httpx.ProxyError):
        return "the proxy did not let it through (see HTTPS_PROXY)"
    return "no connection; is this computer on the internet, or does it need a proxy (HTTPS_PROXY)?"


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        page = data.lstrip()[:1] == b"<"
        what = (
            "it answered with a web page, as a proxy's log-in does" if page else "its answer is no whole JSON"
        )
        raise Passing(what) from None


def _asked_wait(text: str) -> float | None:
    """Seconds that `Retry-After` asks for: a number or a date; None where it is neither."""
    text = text.strip()
    if text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def whole(value: Any) -> int:
    """A count that a service names; 0 where it names none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
