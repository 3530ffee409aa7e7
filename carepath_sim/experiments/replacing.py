"""Files and steps that are done whole or not at all, whatever the disk or somebody's impatience brings."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a command to end."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep whoever asks this process to end waiting until a short step is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def remember(number: int, _frame: Any) -> None:
        heard.append(number)

    before = {number: signal.getsignal(number) for number in ENDING}
    mine = [number for number, handler in before.items() if handler not in (None, signal.SIG_IGN)]
    for number in mine:
        signal.signal(number, remember)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, before[number])
        if heard:
            signal.raise_signal(heard[0])


def write_whole(path: Path, content: bytes) -> None:
    """Put a file there in one step, so that an earlier one stays as it was if anything goes wrong. Raises OSError."""
    if path.exists() and not path.is_file():  # a device, or a pipe
        path.write_bytes(content)
        return
    place = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".partial", dir=place.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        new.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~umask())
        new.replace(place)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def umask() -> int:
    """The mask of permissions that new files lack here; `tempfile` ignores it and closes them to all others."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
