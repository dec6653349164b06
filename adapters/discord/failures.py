"""What a failed call to Discord means for a message: surely not taken, never taken, or nobody knows.

Beside posting.py. discord.py repeats some failed requests by itself and waits out rate limits, which hides
from the ledger what happened; so every call of a message runs inside `watched`, where a hook of the HTTP
client (aiohttp's TraceConfig, an option of discord.py) sees the first answer and ends the call at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import discord
import structlog

from bot.errors import DeliveryError, Refused, TryLater, Unsure

_WHY = {  # Discord's error codes; what people can do something about, in their words
    10003: "the channel is gone",
    10004: "I am no longer in that server",
    40001: "I may not act in that channel",
    50001: "I lack View Channel there",
    50007: "that person does not take direct messages from me",
    50008: "that channel takes no messages",
    50013: "I lack Send Messages, or another permission, there",
    50024: "that kind of channel takes no messages",
    50083: "the thread is archived",
    160005: "the thread is locked; I would need Manage Threads",
    160006: "the server has as many active threads as Discord allows",
}
_LIMITED_S = 1.0
_TRY_AGAIN_S = 5.0  # where an answer of 429 names no time
_LOCKED_FOR_S = 600.0  # until threads that are open now may have been archived
_MANY_THREADS = 160006

log = structlog.get_logger()


class Interrupted(Exception):
    """An answer after which discord.py must not try again; caught here and nowhere else."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(slots=True)
class Watched:
    """One call under watch: to which channel, and whether any byte of it has left."""

    channel: str
    began: bool = False


_watched: ContextVar[Watched | None] = ContextVar("watched", default=None)


def trace(refused_token: Callable[[], None]) -> aiohttp.TraceConfig:
    """The hook for the HTTP client; `refused_token` is called where Discord answers 401 to our token."""
    config = aiohttp.TraceConfig()

    async def began(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _sent: aiohttp.TraceRequestHeadersSentParams,
    ) -> None:
        if call := _watched.get():
            call.began = True

    async def ended(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, sent: aiohttp.TraceRequestEndParams
    ) -> None:
        call, answer = _watched.get(), sent.response
        if (
            answer.status == 401
            and "/webhooks/" not in sent.url.path
            and "/interactions/" not in sent.url.path
        ):
            refused_token()
        if call and (error := await told(answer, call.channel)):
            answer.release()
            raise Interrupted(error)

    config.on_request_headers_sent.append(began)
    config.on_request_end.append(ended)
    return config


async def told(answer: aiohttp.ClientResponse, channel: str) -> DeliveryError | None:
    """What an answer says that discord.py would act on by itself; None for any other."""
    if answer.status == 429:
        scope = answer.headers.get("X-RateLimit-Scope", "")
        everyone = scope == "global" or "X-RateLimit-Global" in answer.headers
        return TryLater("Discord wants us slower", "" if everyone else channel, await _wait_s(answer))
    if answer.status == 401:
        return TryLater("Discord refuses our token", "", _TRY_AGAIN_S)
    if answer.status in (408, 423) or answer.status >= 500:
        return Unsure(f"Discord answered {answer.status}", channel)
    return None


@contextmanager
def watched(channel: str, reading: bool = False) -> Iterator[Watched]:
    """Watch the calls inside; whatever fails becomes TryLater, Refused or Unsure for `channel`.

    With `reading` nothing can be sent twice, so that no failure is in doubt.
    """
    call = Watched(channel)
    token = _watched.set(call)
    try:
        yield call
    except Interrupted as stopped:
        raise _certain(stopped.error, channel, reading) from None
    except discord.RateLimited as error:
        raise TryLater("Discord wants us slower", channel, error.retry_after) from None
    except discord.HTTPException as error:
        raise meaning(error, channel) from None
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise _unreached(error, channel, call.began and not reading) from error
    finally:
        _watched.reset(token)


def meaning(error: discord.HTTPException, channel: str) -> DeliveryError:
    """What an error that Discord put into words means for a message."""
    if error.code == _MANY_THREADS:
        return TryLater(_WHY[error.code], channel, _LOCKED_FOR_S)
    if error.status in (403, 404):
        return Refused(_WHY.get(error.code, f"Discord says: {error.text[:100]}"), channel)
    if 400 <= error.status < 500:
        log.error("Discord found a message of ours invalid", code=error.code, says=error.text[:500])
        return Refused(f"Discord does not take it (error {error.code}); this is a fault of mine", channel)
    return Unsure(f"Discord answered {error.status}", channel)


def _certain(error: DeliveryError, channel: str, reading: bool) -> DeliveryError:
    return TryLater(str(error), channel) if reading and isinstance(error, Unsure) else error


def _unreached(error: Exception, channel: str, began: bool) -> DeliveryError:
    """No answer came: before anything was written it surely was not accepted."""
    if isinstance(error, TimeoutError) and not began:
        return TryLater("Discord's limits left no time for it", channel, _LIMITED_S)
    if not began or isinstance(error, aiohttp.ClientConnectorError):
        return TryLater("Discord cannot be reached")
    return Unsure(f"no answer came ({type(error).__name__})", channel)


async def _wait_s(answer: aiohttp.ClientResponse) -> float:
    """Seconds to wait: the body has them more exactly than the header, which is all that the edge sends."""
    with suppress(ValueError, TypeError, KeyError, aiohttp.ClientError):
        return max(0.0, float((await answer.json())["retry_after"]))
    with suppress(ValueError):
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    return _TRY_AGAIN_S
