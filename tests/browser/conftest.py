"""A browser to open pages in: Chromium through playwright, with nothing to reach.

Where there is no browser the tests are skipped with the reason; where CAREPATH_BROWSER_REQUIRED
is set they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

REQUIRED = "CAREPATH_BROWSER_REQUIRED"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Opened:
    """A page in the browser, and what it did beside being shown."""

    page: Any
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def is_quiet(self) -> bool:
        """Whether it complained of nothing, asked no network and raised no dialog."""
        return not (self.console or self.requests or self.dialogs)


def without_browser(reason: str) -> None:
    """Skip, or fail where a browser is required."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but {reason}")
    pytest.skip(reason)


def own(address: str, path: Path) -> bool:
    """Whether what was asked for is the page itself, or a file it made and hands out."""
    return address.partition("#")[0] == path.as_uri() or address.startswith("blob:")


def violations(found: Opened) -> list[Any]:
    """What axe finds wrong with a page as it stands, best practices among it.

    The inside of a drawing is passed over: to whoever does not see it, it is one image with a name.
    """
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        without_browser("axe is not installed: pip install axe-playwright-python")
    options = {"resultTypes": ["violations"]}
    answer = Axe().run(found.page, context={"exclude": [[".main-svg"]]}, options=options).response
    return list(answer["violations"])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser for the tests of a module."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        without_browser("playwright is not installed: pip install playwright")
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        without_browser("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        except Error as error:
            without_browser(f"{found} does not start: {error}")
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Opened]]:
    """Open a file in a page of its own: `visit(path, fragment, before, **options of the context)`.

    `before` is a script that runs ahead of those of the page.
    """
    contexts = []

    def opened(path: Path, fragment: str = "", before: str = "", **options: Any) -> Opened:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("console", lambda message: found.console.append(message.text))
        found.page.on("pageerror", lambda error: found.console.append(str(error)))
        found.page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        found.page.on(
            "request",
            lambda request: found.requests.append(request.url) if not own(request.url, path) else None,
        )
        if before:
            found.page.add_init_script(before)
        found.page.goto(path.as_uri() + fragment)
        return found

    yield opened
    for context in contexts:
        context.close()
