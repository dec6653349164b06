"""Fixtures and settings every test may use."""

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# Machines are shared and slow at times: an example that takes long is no failure. CI draws the same examples
# every time: a new one is for whoever can mend what it finds.
settings.register_profile("tidings", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("tidings")


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A test that configures logs binds them to its own standard error, which is closed after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def anyio_backend() -> str:
    """Tidings runs on asyncio, so its asynchronous tests do too."""
    return "asyncio"
