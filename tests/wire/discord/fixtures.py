"""Fixtures for tests of the bot against the fake: import them into a test module or a conftest."""

from collections.abc import AsyncIterator

import pytest

from tests.wire.discord.contract import CONTRACT, contract
from tests.wire.discord.server import FakeDiscord

needs_contract = pytest.mark.skipif(
    contract() is None, reason=f"Discord's description is not beside the project: {CONTRACT.name}"
)


@pytest.fixture
async def fake_discord() -> AsyncIterator[FakeDiscord]:
    """A fake that listens; at the end, no form sent to it was wrong and no route unknown."""
    async with FakeDiscord() as fake:
        yield fake
        assert not fake.violations
        assert not fake.journal.unknown()
