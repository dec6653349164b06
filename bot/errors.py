"""The error tree: what can go wrong, and who is meant to read it.

BotError                      str(e) is fit for a log and never holds a secret; the cause is chained
├ ConfigError                 names the variable, what it got, what it wants
├ RegistryError
│ ├ UnknownName
│ └ MissingExtra              says the install line
├ SourceError (.feed)
│ ├ FetchError (.status, .retry_after_s)
│ └ ParseError
├ StoreError
├ DeliveryError (.channel)
│ ├ TryLater (.retry_after_s)   surely not accepted: send it again later
│ ├ Refused                     never will be: the subscription is parked, never deleted
│ └ Unsure                      accepted or not, nobody can know
└ RequestError                the one kind whose text is shown to the person who typed

Foreign exceptions are translated into these where their library lives. "Not modified" and
"nothing new" are values, not errors.
"""


class BotError(Exception):
    """Anything Tidings itself raises; its text is fit for a log and never holds a secret."""


class ConfigError(BotError):
    """A setting is wrong; the text names the variable, what it got and what it wants."""


class RegistryError(BotError):
    """A name that should lead to code does not."""


class UnknownName(RegistryError):
    """No source kind, adapter or command has this name; the text lists those that exist."""


class MissingExtra(RegistryError):
    """A library of an optional extra is not installed; the text says the install line."""


class SourceError(BotError):
    """Reading one feed failed; other feeds go on."""

    def __init__(self, message: str, feed: str = "") -> None:
        super().__init__(message)
        self.feed = feed


class FetchError(SourceError):
    """The network or the server said no. `status` is 0 where no answer came."""

    def __init__(
        self, message: str, feed: str = "", status: int = 0, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, feed)
        self.status = status
        self.retry_after_s = retry_after_s


class ParseError(SourceError):
    """Bytes came, but no entries can be read from them."""


class StoreError(BotError):
    """The data folder or its database cannot be used as asked."""


class DeliveryError(BotError):
    """A message did not surely arrive in its channel."""

    def __init__(self, message: str, channel: str = "") -> None:
        super().__init__(message)
        self.channel = channel


class TryLater(DeliveryError):
    """The platform surely did not accept it (too fast, unreachable): send it again later."""

    def __init__(self, message: str, channel: str = "", retry_after_s: float = 0.0) -> None:
        super().__init__(message, channel)
        self.retry_after_s = retry_after_s


class Refused(DeliveryError):
    """The platform will not accept it: the channel is gone, or closed to us."""


class Unsure(DeliveryError):
    """No answer came, or one that says nothing: the message may be there or not."""


class RequestError(BotError):
    """What a person asked cannot be done; the text says what to do next and is shown to them."""
