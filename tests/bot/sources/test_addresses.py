"""Which addresses may be connected to: every refused form, the allowed hosts, no secrets in texts."""

from contextlib import suppress
from ipaddress import ip_address

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError, FetchError
from bot.sources.addresses import (
    AllowedHosts,
    GuardedBackend,
    check_origin,
    checked_addresses,
    without_secrets,
)

pytestmark = pytest.mark.anyio
NOBODY = AllowedHosts()

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1",
    "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1",
    "192.0.2.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "fe80::1", "fec0::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1",
]  # fmt: skip
NUMBER_FORMS = ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "0", "1.1.1.0x1"]


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_refused_as_literals_and_as_answers(address: str) -> None:
    with pytest.raises(FetchError, match="TIDINGS_ALLOWED_PRIVATE_HOSTS"):
        check_origin("it", "http", address, None, NOBODY)
    with pytest.raises(FetchError, match="not on the public internet"):
        checked_addresses("feeds.example", 443, [address], NOBODY)


@pytest.mark.parametrize("host", NUMBER_FORMS)
def test_addresses_in_odd_number_forms_are_refused(host: str) -> None:
    with pytest.raises(FetchError, match="unusual number form"):
        check_origin("it", "http", host, None, NOBODY)


@pytest.mark.parametrize(
    "host", ["", "127%2e0.0.1", "exa mple", "a..b", "-a.example", "fe80::1%25eth0", "x" * 254]
)
def test_unusable_host_names_are_refused(host: str) -> None:
    with pytest.raises(FetchError):
        check_origin("it", "http", host, None, NOBODY)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 8443, 65535])
def test_odd_ports_are_refused(port: int) -> None:
    with pytest.raises(FetchError, match=f"uses port {port}"):
        check_origin("it", "https", "feeds.example", port, NOBODY)


@pytest.mark.parametrize("scheme", ["", "file", "ftp", "gopher", "data"])
def test_other_schemes_are_refused(scheme: str) -> None:
    with pytest.raises(FetchError, match="not an http or https address"):
        check_origin("it", scheme, "feeds.example", None, NOBODY)


@pytest.mark.parametrize("address", ["1.1.1.1", "::ffff:8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_pass(address: str) -> None:
    assert check_origin("it", "https", address, None, NOBODY) == 443
    assert checked_addresses("feeds.example", 80, [address, address], NOBODY) == (ip_address(address),)


def test_one_inside_answer_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        checked_addresses("feeds.example", 443, ["1.1.1.1", "10.0.0.1"], NOBODY)


def test_an_allowed_host_passes_at_its_port_only() -> None:
    allowed = AllowedHosts.of(["127.0.0.1:8080", "Feeds.LAN", "[::1]:81", "fd00::5"])
    assert check_origin("it", "http", "127.0.0.1", 8080, allowed) == 8080
    assert check_origin("it", "http", "feeds.lan", 9000, allowed) == 9000
    assert check_origin("it", "http", "::1", 81, allowed) == 81
    assert check_origin("it", "http", "fd00::5", 5000, allowed) == 5000
    assert checked_addresses("feeds.lan", 9000, ["10.0.0.1"], allowed)
    with pytest.raises(FetchError):
        check_origin("it", "http", "127.0.0.1", 8081, allowed)
    with pytest.raises(FetchError):
        checked_addresses("other.lan", 8080, ["127.0.0.1"], allowed)


def test_an_allowed_network_passes_by_any_name_and_port_but_opens_nothing_else() -> None:
    allowed = AllowedHosts.of(["10.0.0.0/8"])
    assert check_origin("it", "http", "intranet.corp", 8080, allowed) == 8080
    assert checked_addresses("intranet.corp", 8080, ["10.1.1.1", "::ffff:10.1.1.2"], allowed)
    with pytest.raises(FetchError, match="not on the public internet"):
        checked_addresses("intranet.corp", 8080, ["192.168.1.1"], allowed)
    with pytest.raises(FetchError, match="uses port 8080"):
        checked_addresses("public.example", 8080, ["1.1.1.1"], allowed)


@pytest.mark.parametrize("entry", ["10.0.0.0/99", "host:port", "a b", "host:0", "http://x", ":80"])
def test_a_bad_entry_names_the_setting_and_the_entry(entry: str) -> None:
    with pytest.raises(ConfigError, match="TIDINGS_ALLOWED_PRIVATE_HOSTS") as caught:
        AllowedHosts.of([entry])
    assert entry in str(caught.value)


def test_texts_hold_no_secrets_of_an_address() -> None:
    shown = without_secrets("https://user:pass@feeds.example:444/a/b?token=abc&page=2#frag")
    assert shown == "https://feeds.example:444/a/b?token=…&page=…"
    assert without_secrets("https://feeds.example/?abc") == "https://feeds.example/?…"


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    without_secrets(text)


@given(st.text(max_size=40), st.integers(0, 70000) | st.none())
def test_any_host_is_judged_without_a_crash(host: str, port: int | None) -> None:
    with suppress(FetchError):
        check_origin("it", "https", host, port, NOBODY)


class Wire(httpcore.AsyncMockBackend):
    """Remembers where it was asked to connect."""

    def __init__(self) -> None:
        super().__init__([])
        self.asked: list[str] = []

    async def connect_tcp(self, host: str, *args: object, **kwargs: object) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        return Stream(host)


class Stream(httpcore.AsyncMockStream):
    """A connection that tells its peer."""

    def __init__(self, peer: str) -> None:
        super().__init__([])
        self.peer = peer

    def get_extra_info(self, info: str) -> object:
        return (self.peer, 80) if info == "server_addr" else None


async def test_the_connection_goes_to_the_checked_address_and_a_second_answer_is_checked_again() -> None:
    answers = iter([("1.1.1.1",), ("127.0.0.1",)])

    async def rebinding(host: str, port: int) -> tuple[str, ...]:
        return next(answers)

    wire = Wire()
    backend = GuardedBackend(NOBODY, rebinding, wire)
    await backend.connect_tcp("feeds.example", 80)
    assert wire.asked == ["1.1.1.1"]
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1"):
        await backend.connect_tcp("feeds.example", 80)
    assert wire.asked == ["1.1.1.1"]


async def test_a_connection_led_elsewhere_is_refused() -> None:
    class Hijacked(Wire):
        async def connect_tcp(
            self, host: str, *args: object, **kwargs: object
        ) -> httpcore.AsyncNetworkStream:
            return Stream("10.0.0.1")

    with pytest.raises(FetchError, match="led elsewhere"):
        await GuardedBackend(NOBODY, inner=Hijacked()).connect_tcp("1.1.1.1", 80)


async def test_local_sockets_are_refused() -> None:
    with pytest.raises(FetchError):
        await GuardedBackend(NOBODY).connect_unix_socket("/run/x.sock")
