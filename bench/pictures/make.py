"""Draw the README's pictures: a digest and an explanation on Discord, from the payloads that would be sent.

`make pictures`: composes the sample edition's digest with the engine, makes its messages with the Discord
adapter, draws them with @skyra/discord-components-core (npm ci) and takes pictures with Chromium (Debian's
package `chromium`, or CHROMIUM=path). Writes the PNG files of docs/pictures; needs no token, and no network
after `npm ci`.
"""

import asyncio
import os
import re
import subprocess
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.discord.render import layout, split
from bench.pictures.discord_page import message, page
from bot.demo.show import demonstrate
from bot.desk.tokens import signed
from bot.document import Document

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "docs" / "pictures"
_KEY = b"a key that signs nothing real..."
_WIDTH, _SCALE = 620, 1.5
_MEASURED = re.compile(r'data-height="(\d+)"')
_ELEMENTS = """
import "@skyra/discord-components-core";
const measure = () => { document.body.dataset.height = document.querySelector(".page").offsetHeight; };
customElements.whenDefined("discord-message").then(() => setTimeout(measure, 300));
"""


def main() -> None:
    """Draw both pictures."""
    digest, term = asyncio.run(_documents())
    pictures = {
        "discord-digest.png": [message(_components(digest)[0], "Today at 08:00")],
        "discord-explain.png": [
            message(_components(term)[0], "Today at 08:03", "explain recursive-self-improvement")
        ],
    }
    with TemporaryDirectory(prefix="tidings-pictures-") as name:
        folder = Path(name)
        _bundle(folder)
        for file, messages in pictures.items():
            (folder / "page.html").write_text(page(file, messages), encoding="utf-8")
            _take(folder / "page.html", PICTURES / file)
            print(f"{file}: {(PICTURES / file).stat().st_size / 1000:.0f} kB")


async def _documents() -> tuple[Document, Document]:
    """The sample edition's digest and a term, as `make demo` shows them."""
    async with aclosing(demonstrate()) as shown:
        digest, _, term = [await anext(shown) for _ in range(3)]
    return signed(digest, _KEY), signed(term, _KEY)


def _components(document: Document) -> list[list[dict[str, Any]]]:
    return [layout(part).to_components() for part in split(document)]  # type: ignore[no-untyped-call]


def _bundle(folder: Path) -> None:
    """The elements as one script: a page opened from a file loads no modules."""
    (HERE / "node_modules").stat()  # says FileNotFoundError where `npm ci` was not run
    entry = HERE / "node_modules" / "entry.js"
    entry.write_text(_ELEMENTS, encoding="utf-8")
    program = HERE / "node_modules" / ".bin" / "esbuild"
    subprocess.run(
        [str(program), str(entry), "--bundle", "--log-level=error", f"--outfile={folder / 'elements.js'}"],
        check=True,
    )


def _take(html: Path, picture: Path) -> None:
    """A picture of the page as high as it is."""
    dom = _chromium(["--dump-dom"], html, 1_000)
    found = _MEASURED.search(dom)
    if found is None:
        raise RuntimeError("the page did not draw itself")
    height = int(found[1])
    _chromium([f"--screenshot={picture}"], html, height)


def _chromium(what: Sequence[str], html: Path, height: int) -> str:
    program = os.environ.get("CHROMIUM", "chromium")
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=5000",
        f"--window-size={_WIDTH},{height}", f"--force-device-scale-factor={_SCALE}",
    ]  # fmt: skip
    command = [program, *options, *what, html.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
