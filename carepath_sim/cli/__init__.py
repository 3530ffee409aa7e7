"""The `carepath` command: each subcommand is a few calls into the package.

What a command found goes to standard output, everything else to standard error. Exit codes:
0 done, 1 something was found, 2 the call makes no sense, 3 a file has problems, 4 a guard stopped a run,
5 the machine could not do it, 130 interrupted.
"""

from __future__ import annotations

import gc
import signal
from typing import NoReturn

from carepath_sim.cli import (  # registers their commands
    auditing,
    differing,
    explaining,
    listing,
    looking,
    running,
    starting,
    validating,
)
from carepath_sim.cli.app import app
from carepath_sim.cli.piping import outlive_the_reader

__all__ = [
    "app",
    "auditing",
    "differing",
    "explaining",
    "listing",
    "looking",
    "main",
    "running",
    "starting",
    "validating",
]

OBJECTS_BETWEEN_SWEEPS = 100_000
"""Python's own 700 would have a tenth of a command spent on looking for garbage among what is kept to its end."""


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """The entry point of the `carepath` command; being told to end is answered like Ctrl-C, so no worker is left."""
    outlive_the_reader()
    signal.signal(signal.SIGTERM, _interrupt)
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    app(prog_name="carepath")
