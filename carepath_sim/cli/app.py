"""The command itself: its options in common, how errors become exit codes, and how results are printed."""

from __future__ import annotations

import functools
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec

import typer

from carepath_sim.cli import framing
from carepath_sim.cli.grouping import Commands
from carepath_sim.cli.interrupting import what_came_of
from carepath_sim.cli.later import store
from carepath_sim.errors import BadInput, CarepathError, UsageError, plain

FOUND = 1
"""Exit code of a command that did what was asked and found something wrong."""

app = typer.Typer(
    name="carepath",
    cls=Commands,
    help="Simulate young people's pathways through care, and compare cost and placement stability between policies.",
    no_args_is_help=True,
    invoke_without_command=True,
    epilog="Exit codes: 0 done, 1 something was found (engines that differ, a check of a run that failed, a published "
    "figure missed, a number without a source), 2 the call makes no sense, 3 a file has problems, "
    "4 a guard stopped a run, 5 the machine could not do it, 130 interrupted.",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


Commands.known = app.registered_commands


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(f"carepath_sim {store.installed_version()}")
        raise typer.Exit


Files = Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)]
File = Annotated[Path, typer.Argument(help="A scenario file.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="A folder of results.", show_default=False)]
Replications = Annotated[int, typer.Option("--replications", "-n", min=1, help="How many times to run each scenario.")]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="'PATH ± X'",
        help="Add replications until the 95% interval of every difference from the first scenario (of one scenario: of "
        "its mean) is at most X to either side, and stays so: 'cost_per_year ± £100,000', 'moves_rate +- 5%'. A "
        "percentage is of the larger of the two means. --replications is then the least number, and never below 40.",
        show_default=False,
    ),
]
AtMost = Annotated[
    int | None,
    typer.Option(min=1, help="Replications after which --until gives up; 1,000 if left out.", show_default=False),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the random numbers; the same seed gives the same results.")]
Engine = Annotated[str, typer.Option(help="auto, compiled or reference; every engine gives the same results.")]
Workers = Annotated[int | None, typer.Option(min=1, help="How many work at once; one for each core if left out.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; results/<names> if left out.")]
Page = Annotated[Path | None, typer.Option("--out", help="File for a page with charts, for example preview.html.")]
Events = Annotated[bool, typer.Option("--events", help="Also write everything that happened: events.parquet.")]
First = Annotated[int, typer.Option(min=0, help="The replication to begin with.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the default browser.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]

P = ParamSpec("P")


def command(function: Callable[P, None]) -> Callable[P, None]:
    """Register a subcommand whose errors are printed and become its exit code, never a traceback."""

    @app.command(function.__name__.removesuffix("_"))
    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except CarepathError as error:
            if what_came_of(error) is not None:
                raise
            fail(error, bool(kwargs.get("as_json")))

    return guarded


@contextmanager
def progress(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where somebody is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # loaded for whoever sees it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("Simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("replications", total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)  # a study may turn out longer


def say(as_json: bool, facts: dict[str, Any], lines: Sequence[str]) -> None:
    """Print what a command found: one JSON document, or lines of text."""
    if as_json:
        print_json(facts)
    else:
        for line in lines:
            typer.echo(line)


def wrapped(text: str) -> list[str]:
    """Text in lines of the terminal's width, 80 columns where none is known; one line where no terminal reads it.

    What searches or counts lines, as `grep` does, then finds each finding whole.
    """
    if not sys.stdout.isatty():
        return [text]
    return textwrap.wrap(text, framing.width_of(sys.stdout), subsequent_indent="  ", break_on_hyphens=False)


def print_json(facts: dict[str, Any]) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))


def fail(error: CarepathError, as_json: bool) -> NoReturn:
    """Print an error with every problem it names, and end with its exit code."""
    problems = error.problems if isinstance(error, BadInput) else []
    if as_json:
        message = framing.summary(problems) if problems else str(error)
        print_json({"error": type(error).__name__, "message": message, "problems": framing.facts(problems)})
    elif problems:
        stream = sys.stderr
        for line in framing.told(problems, framing.width_of(stream), framing.paint_for(stream)):
            typer.echo(line, err=True)
    else:
        typer.echo("\n".join(map(plain, str(error).split("\n"))), err=True)
    raise SystemExit(error.exit_code)


def _refuse(message: str) -> None:
    """Tell in JSON what is wrong with a call."""
    print_json({"error": UsageError.__name__, "message": message, "problems": []})


def _stop(what: str, as_json: bool) -> None:
    """Tell that a command was interrupted, and what came of it."""
    message = f"Interrupted; {what or 'nothing was written'}."
    if as_json:
        print_json({"error": "Interrupted", "message": message, "problems": []})
    else:
        typer.echo(message, err=True)


Commands.on_refusal = staticmethod(_refuse)
Commands.on_interrupt = staticmethod(_stop)
