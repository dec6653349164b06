"""One GET at a time, politely and safely: the only home of httpx.

First step of the flow: a feed's address in, its bytes out. Conditional requests, redirects checked hop by
hop, caps on time, bytes and hops, few requests at once to one host, and rest for a host that asked
for it. It does not retry (health plans that), keeps no cookies, runs no script, uses no proxy and
reads nothing but http and https. Foreign exceptions end here, as FetchError.
"""

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpcore
import httpx

from bot.errors import FetchError
from bot.sources import caching, compression
from bot.sources.addresses import (
    AllowedHosts,
    GuardedBackend,
    Resolver,
    check_origin,
    resolve,
    without_secrets,
)
from bot.sources.answers import ACCEPT_FEEDS, Fetched, FetchLimits, NotModified, advice_for
from bot.sources.caching import Validators

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_FOREIGN = (
    httpx.HTTPError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)
_MOST_UNWANTED = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Stream(httpx.AsyncByteStream):
    """Hands httpcore's body to httpx."""

    def __init__(self, body: AsyncIterable[bytes]) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._body:
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        if close := getattr(self._body, "aclose", None):
            await close()


class _Transport(httpx.AsyncBaseTransport):
    """httpx over httpcore's pool, because httpx's own transport takes no network backend."""

    def __init__(self, backend: GuardedBackend, limits: FetchLimits, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.connections,
            max_keepalive_connections=limits.connections,
            keepalive_expiry=10.0,
            http2=True,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises httpcore's errors."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, extensions=dict(request.extensions)
            )
        )
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """An open client; use it as `async with Fetcher(limits) as fetcher`.

    `resolver`, `clock` and `tls` are for tests and intranets with their own. Raises ConfigError where
    `allowed_private_hosts` cannot be read.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        resolver: Resolver = resolve,
        clock: Callable[[], datetime] = _utc_now,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or FetchLimits()
        self._allowed = AllowedHosts.of(self.limits.allowed_private_hosts)
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=_Transport(
                GuardedBackend(self._allowed, resolver), self.limits, tls or httpx.create_ssl_context()
            ),
            headers={"User-Agent": self.limits.user_agent, "Accept-Encoding": compression.ACCEPTED},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(self.limits.timeout_s, connect=self.limits.connect_s),
            trust_env=False,
        )
        self._free = asyncio.Semaphore(self.limits.connections)
        self._host_slots: dict[str, asyncio.Semaphore] = {}
        self._resting: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(
        self, url: str, validators: Validators | None = None, accept: str = ACCEPT_FEEDS
    ) -> Fetched | NotModified:
        """GET an address and follow its redirects; raises FetchError, whose text holds no secret."""
        known = validators or Validators()
        headers = {"Accept": accept, **known.headers()}
        target, left_s, moved_to, permanent = _parsed(url), self.limits.timeout_s, "", True
        for _ in range(self.limits.most_redirects + 1):
            answer, took_s = await self._exchange(target, headers, left_s)
            left_s -= took_s
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return self._outcome(target, answer, known, moved_to)
            onward = _onward(target, answer.headers["location"])
            permanent = permanent and answer.status in _PERMANENT and not _downgrade(target, onward)
            target, moved_to = onward, str(onward) if permanent else ""
        raise FetchError(
            f"{without_secrets(url)} redirects more than {self.limits.most_redirects} times; "
            "open it in a browser and use the address where it ends"
        )

    async def _exchange(
        self, target: httpx.URL, headers: Mapping[str, str], left_s: float
    ) -> tuple[_Answer, float]:
        """One hop: its answer, and how many seconds it took."""
        shown, host = without_secrets(str(target)), target.host
        if target.userinfo:
            raise FetchError(f"{shown} has a name or password before its host; remove it from the address")
        check_origin(shown, target.scheme, host, target.port, self._allowed)
        async with self._slot(host):
            self._check_rest(host, shown)
            began = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(left_s):
                    answer = await self._answer(target, headers, shown)
            except (TimeoutError, httpcore.TimeoutException) as error:
                raise FetchError(
                    f"{shown} did not answer fully within {self.limits.timeout_s:g} s"
                ) from error
            except _FOREIGN as error:
                raise FetchError(f"{shown} cannot be reached: {_in_words(error)}") from error
            return answer, asyncio.get_running_loop().time() - began

    async def _answer(self, target: httpx.URL, headers: Mapping[str, str], shown: str) -> _Answer:
        request = self._client.build_request("GET", target, headers=headers)
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code != 200:
                await _read_past(response)
                return _Answer(response.status_code, response.headers, b"")
            raw = await self._raw_body(response, shown)
        finally:
            await response.aclose()
        try:
            codings = response.headers.get("content-encoding", "")
            body = compression.decoded(raw, codings, self.limits.most_bytes)
        except compression.TooLarge as error:
            raise self._too_large(shown) from error
        except compression.Unreadable as error:
            raise FetchError(f"{shown} sent a body that cannot be unpacked: {error}", status=200) from error
        return _Answer(response.status_code, response.headers, body)

    async def _raw_body(self, response: httpx.Response, shown: str) -> bytes:
        parts = bytearray()
        async for part in response.aiter_raw():
            parts += part
            if len(parts) > self.limits.most_bytes:
                raise self._too_large(shown)
        return bytes(parts)

    def _too_large(self, shown: str) -> FetchError:
        most = self.limits.most_bytes / 1024 / 1024
        return FetchError(f"{shown} is larger than {most:g} MB, which no feed should be", status=200)

    def _outcome(
        self, target: httpx.URL, answer: _Answer, known: Validators, moved_to: str
    ) -> Fetched | NotModified:
        now, url = self._clock(), str(target)
        if answer.status != 200 and not (answer.status == 304 and known != Validators()):
            raise self._refusal(target, answer, now)
        fresh_s = caching.fresh_s(answer.headers, now)
        if answer.status == 304:
            return NotModified(url, known, fresh_s, moved_to)
        validators = caching.validators_of(answer.headers, caching.body_hash(answer.body))
        if validators.body_hash == known.body_hash:
            return NotModified(url, validators, fresh_s, moved_to)
        content_type = answer.headers.get("content-type", "")
        return Fetched(url, answer.body, content_type, validators, fresh_s, moved_to)

    def _refusal(self, target: httpx.URL, answer: _Answer, now: datetime) -> FetchError:
        retry_after_s = caching.retry_after_s(answer.headers, now)
        if answer.status in (429, 503) and retry_after_s:
            self._resting[target.host] = asyncio.get_running_loop().time() + retry_after_s
        advice = advice_for(answer.status)
        message = f"{without_secrets(str(target))} answered {answer.status}: {advice}"
        return FetchError(message, status=answer.status, retry_after_s=retry_after_s)

    def _check_rest(self, host: str, shown: str) -> None:
        rest_s = self._resting.get(host, 0.0) - asyncio.get_running_loop().time()
        if rest_s > 0:
            raise FetchError(
                f"{shown} was not asked: {host} wants no requests for now", status=429, retry_after_s=rest_s
            )

    @asynccontextmanager
    async def _slot(self, host: str) -> AsyncIterator[None]:
        """Wait for the host first: a queue for a slow host must not hold places others could use."""
        slots = self._host_slots.setdefault(host, asyncio.Semaphore(self.limits.per_host))
        async with slots, self._free:
            yield


async def _read_past(response: httpx.Response) -> None:
    """Read a body nobody wants, if it is short: only then can the connection be used again."""
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > _MOST_UNWANTED:
            return


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchError(f"{without_secrets(url)} is not an address; check how it is written") from error


def _onward(target: httpx.URL, location: str) -> httpx.URL:
    try:
        return target.join(location)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchError(
            f"{without_secrets(str(target))} redirects to something that is no address"
        ) from error


def _downgrade(target: httpx.URL, onward: httpx.URL) -> bool:
    """A move from https to http is followed but never learned: anyone on the way could have said it."""
    return target.scheme == "https" and onward.scheme == "http"


def _in_words(error: Exception) -> str:
    text = str(error).strip()
    return text if text else "the connection broke off"
