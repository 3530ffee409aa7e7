"""The subcommands of `carepath`: each module is loaded when a command in it is called, and mistakes in calls are told.

A command that ends in half a second cannot wait for what another one needs.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info

from carepath_sim.cli.interrupting import INTERRUPTED, what_came_of

HOMES = {
    "init": "starting",
    "check": "looking",
    "preview": "looking",
    "run": "running",
    "compare": "running",
    "sweep": "sweeping",
    "merge": "sweeping",
    "sensitivity": "sensing",
    "search": "searching",
    "report": "reporting",
    "explore": "exploring",
    "explain": "explaining",
    "list": "listing",
    "diff": "differing",
    "schema": "differing",
    "validate": "validating",
    "audit": "auditing",
    "parity": "running",
}
"""The module of each command, in the order in which help lists them."""

REFUSED: type[typer.BadParameter] = typer.BadParameter.__mro__[1]
"""What the parser of the command line raises for a call that makes no sense; its home differs between versions."""


class Commands(TyperGroup):
    """A group whose commands are loaded one by one."""

    known: Sequence[Any] = ()
    """Every command registered so far, in the terms of typer."""
    on_refusal: Callable[[str], None] = print
    """What tells a mistake in a call whose answer is to be JSON."""
    on_interrupt: Callable[[str, bool], None] = print
    """What tells that a command was interrupted: what came of it, and whether that is to be JSON."""
    is_for_programs = False
    """Whether this call asked for JSON."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command there is."""
        return [*HOMES, *(name for name in super().list_commands(ctx) if name not in HOMES)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name, whose module is loaded if it has not been; None if there is no such command."""
        if cmd_name not in self.commands and cmd_name in HOMES:
            importlib.import_module(f"carepath_sim.cli.{HOMES[cmd_name]}")
            for item in self.known:
                self.add_command(_built(item, self))
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called; for one there is not, all are loaded, so that the nearest can be named."""
        if args and args[0] not in HOMES:
            for name in HOMES:
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Take a call apart; an interrupt meanwhile is told as one later is."""
        try:
            return super().make_context(*args, **more)
        except KeyboardInterrupt:
            type(self).on_interrupt("", self.is_for_programs)
            raise SystemExit(INTERRUPTED) from None

    def invoke(self, ctx: Any) -> Any:
        """Find the command that is called and run it; from here on an interrupt is told and ends with its own code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            type(self).on_interrupt(str(interrupt), self.is_for_programs)
            raise SystemExit(INTERRUPTED) from None
        except Exception as error:
            what = what_came_of(error)
            if what is None:
                raise
            type(self).on_interrupt(what, self.is_for_programs)
            raise SystemExit(INTERRUPTED) from None

    def main(self, args: Sequence[str] | None = None, *others: Any, **more: Any) -> Any:
        """Run a command; where JSON is asked for, a call that makes no sense is told in JSON too."""
        given = list(sys.argv[1:] if args is None else args)
        self.is_for_programs = "--json" in given
        if not self.is_for_programs:
            return super().main(args, *others, **more)
        try:
            ended = super().main(given, *others, **{**more, "standalone_mode": False})
        except REFUSED as error:
            type(self).on_refusal(error.format_message())
            raise SystemExit(2) from None
        except typer.Abort:
            raise SystemExit(1) from None
        raise SystemExit(ended if isinstance(ended, int) else 0)


def _built(item: Any, group: Commands) -> Any:
    return get_command_from_info(item, pretty_exceptions_short=False, rich_markup_mode=group.rich_markup_mode)
