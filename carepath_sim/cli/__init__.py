"""The `carepath` command: each subcommand is a few calls into the package.

What a command found goes to standard output, everything else to standard error. Exit codes:
0 done, 1 something was found, 2 the call makes no sense, 3 a file has problems, 4 a guard stopped a run,
5 the machine could not do it, 130 interrupted.
"""

from __future__ import annotations

import io
import sys

from carepath_sim.cli.app import app
from carepath_sim.cli.interrupting import ending_well, listen
from carepath_sim.cli.piping import outlive_the_reader

__all__ = ["app", "main"]


def _say_what_can_be_said() -> None:
    """Write what an old code page has no letter for as its escape, instead of ending in an error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def main() -> None:
    """The entry point of the `carepath` command; being told to end is answered like Ctrl-C, so no worker is left."""
    _say_what_can_be_said()
    outlive_the_reader()
    listen()
    with ending_well():
        app(prog_name="carepath")
