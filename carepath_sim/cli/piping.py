"""Standard output whose reader may go away, as `head` does: what is left is not printed, and that is no failure."""

from __future__ import annotations

import io
import sys
from typing import Any


class _Patient(io.FileIO):
    """A pipe that takes what nobody reads any more for read, so that a command ends with its own exit code."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return memoryview(data).nbytes


def outlive_the_reader() -> None:
    """Let standard output go on when its reader has gone; a screen, or what is no file, is left as it is."""
    out = sys.stdout
    if not isinstance(out, io.TextIOWrapper) or out.isatty():
        return
    try:
        number = out.fileno()
    except (OSError, ValueError):
        return
    out.flush()
    patient = io.BufferedWriter(_Patient(number, "wb", closefd=False))
    sys.stdout = io.TextIOWrapper(patient, encoding=out.encoding, errors=out.errors, write_through=out.write_through)
