"""Where the public evaluation data lies, and how a test says it is not there."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TIDINGS_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def needs_data(*names: str) -> pytest.MarkDecorator:
    """Skip a test, saying what is missing, unless these folders or files of the data exist."""
    missing = [name for name in names if not (DATA / name).exists()]
    reason = f"evaluation data not beside the project: {', '.join(missing)}"
    return pytest.mark.skipif(bool(missing), reason=reason)
