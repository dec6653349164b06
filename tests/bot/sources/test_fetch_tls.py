"""HTTP/2 over TLS through the guarded connection: the certificate must fit the name, not the address."""

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from bot.errors import FetchError
from bot.sources.answers import Fetched, FetchLimits
from bot.sources.fetch import Fetcher

OPENSSL = shutil.which("openssl")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(OPENSSL is None, reason="no openssl here to make a certificate with"),
]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for feeds.lan, with its key beside it in the same file."""
    path = tmp_path / "feeds.lan.pem"
    asked = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=feeds.lan -addext subjectAltName=DNS:feeds.lan"
    )
    made = subprocess.run(
        [str(OPENSSL), *asked.split(), "-keyout", "-", "-out", "-"], check=True, capture_output=True
    )
    path.write_bytes(made.stdout)
    return path


@asynccontextmanager
async def http2_server(certificate: Path) -> AsyncIterator[tuple[int, list[str | None]]]:
    """Answer every HTTP/2 request with a feed; gives the port, and the protocol agreed on each connection."""
    agreed: list[str | None] = []
    over: list[asyncio.Task[None]] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        agreed.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        task = asyncio.current_task()
        assert task
        over.append(task)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await _talk(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tls.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], agreed
    finally:
        server.close()
        for task in over:
            task.cancel()
        await asyncio.gather(*over, return_exceptions=True)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    talk = H2Connection(H2Configuration(client_side=False))
    talk.initiate_connection()
    writer.write(talk.data_to_send())
    while data := await reader.read(65536):
        for event in talk.receive_data(data):
            if isinstance(event, RequestReceived) and event.stream_id:
                talk.send_headers(event.stream_id, [(":status", "200")])
                talk.send_data(event.stream_id, b"<rss/>", end_stream=True)
        writer.write(talk.data_to_send())
        await writer.drain()


async def loopback(host: str, port: int) -> tuple[str, ...]:
    """Every name is this machine."""
    return ("127.0.0.1",)


async def test_requests_share_one_http2_connection_and_the_name_must_match(certificate: Path) -> None:
    limits = FetchLimits(allowed_private_hosts=("feeds.lan", "other.lan"), timeout_s=20.0)
    trusting = ssl.create_default_context(cafile=certificate)
    async with (
        http2_server(certificate) as (port, agreed),
        Fetcher(limits, resolver=loopback, tls=trusting) as client,
    ):
        answers = await asyncio.gather(*(client.get(f"https://feeds.lan:{port}/{n}") for n in range(2)))
        assert all(isinstance(answer, Fetched) and answer.body == b"<rss/>" for answer in answers)
        assert agreed == ["h2"]
        with pytest.raises(FetchError, match=r"not valid for 'other\.lan'"):
            await client.get(f"https://other.lan:{port}/")


async def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path) -> None:
    limits = FetchLimits(allowed_private_hosts=("feeds.lan",), timeout_s=20.0)
    async with http2_server(certificate) as (port, _), Fetcher(limits, resolver=loopback) as client:
        with pytest.raises(FetchError, match="self-signed"):
            await client.get(f"https://feeds.lan:{port}/")
