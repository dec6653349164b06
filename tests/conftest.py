"""Fixtures and settings every test may use."""

import pytest
from hypothesis import settings

# Machines are shared and slow at times: an example that takes long is no failure.
settings.register_profile("tidings", deadline=None)
settings.load_profile("tidings")


@pytest.fixture
def anyio_backend() -> str:
    """Tidings runs on asyncio, so its asynchronous tests do too."""
    return "asyncio"
