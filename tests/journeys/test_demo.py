"""The demo as a newcomer types it: the whole verb, over real sockets, in a folder that is thrown away."""

import subprocess
import sys
from pathlib import Path


def test_the_demo_shows_a_digest_why_and_a_term_and_says_that_it_is_a_sample(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo"], capture_output=True, text=True, check=True, cwd=tmp_path.parent
    )
    for words in (
        "AI news · Sunday 22 November",
        "Update: ",
        "Key terms explained",
        "21 of 23 sources read",
        "in all: it passes the bar",
        "recursive self-improvement",
        "That was the sample edition",
        "Every day at 09:00 UTC here, all topics. First one today at 09:00.",
        "each once",
        "The same digest on chat platforms",
        "of 40 components",
    ):
        assert words in done.stdout
    assert "@everyone" not in done.stdout
    assert "would be refused" not in done.stdout
    assert "Traceback" not in done.stderr
