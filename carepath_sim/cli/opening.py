"""A page shown in the browser of whoever asked for it, where there is one."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

TEXT_BROWSERS = {"www-browser", "links", "elinks", "lynx", "w3m"}
"""They run no script, draw nothing, and would take over the terminal."""


def opened(page: Path | None, is_wanted: bool) -> dict[str, bool]:
    """Show a page if that is wanted, and say whether it was; where it cannot be, tell so and carry on."""
    if not is_wanted:
        return {}
    if page is None:
        typer.echo("There is no page to open.", err=True)
        return {"opened": False}
    is_open = _open(page)
    if not is_open:
        typer.echo(f"No browser could be opened here. Open this file in one: {page}", err=True)
    return {"opened": is_open}


def _open(page: Path) -> bool:
    try:
        browser = webbrowser.get()
        if getattr(browser, "name", "") in TEXT_BROWSERS and "BROWSER" not in os.environ:
            return False
        with _quiet():
            return bool(browser.open(page.resolve().as_uri()))
    except (webbrowser.Error, OSError):
        return False


@contextmanager
def _quiet() -> Iterator[None]:
    """What a browser prints goes to standard error: standard output is for what the command found."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # standard output is closed
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
