"""Fixtures for tests of the bot against the fake: import them into a test module or a conftest."""

from collections.abc import AsyncIterator

import pytest

from tests.wire.slack.server import FakeSlack


@pytest.fixture
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """A fake that listens; at the end, nothing sent to it was wrong and no method unknown."""
    async with FakeSlack() as slack:
        yield slack
        assert not slack.violations
        assert not slack.journal.unknown()
