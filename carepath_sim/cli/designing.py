"""Options that the commands share which run designs: what varies, what is measured, and who runs it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from carepath_sim.cli.app import FOUND, say, wrapped
from carepath_sim.cli.later import levels, requests
from carepath_sim.cli.opening import opened
from carepath_sim.errors import Problem, ResourceError, plain
from carepath_sim.experiments.engines import chosen, notice

if TYPE_CHECKING:
    from carepath_sim.experiments.search.levels import Level

Page = TypeVar("Page")
Found = TypeVar("Found")
Scenarios = Annotated[list[Path], typer.Argument(help="Scenario files; the first is the baseline.", show_default=False)]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH[=VALUES]",
        help="What to vary: first:last:step (settings.hub.places=6:18:2), a list (6,8,12), policies=none,stable_team. "
        "A PATH alone is drawn from its own range, as LOW..HIGH is from that one.",
    ),
]
Uncertain = Annotated[
    list[str] | None,
    typer.Option(
        "--uncertain",
        metavar="PATH[=LOW..HIGH]",
        help="A number nobody knows, drawn from its own range or the one given; 'all' is every number with a range.",
    ),
]
Constants = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="A number set to one value everywhere.")
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="METRIC[.PART]", help="What to measure: cost_per_year, days_full.hub ..."),
]
Many = Annotated[
    int | None, typer.Option("--replications", "-n", min=1, help="How many times to run each cell; 40 if left out.")
]
Luck = Annotated[
    int | None, typer.Option("--seed", min=0, help="Seed of the random numbers, the same everywhere; 2026 if left out.")
]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler that shares out the work: tcp://127.0.0.1:8786.")
]
Store = Annotated[
    Path | None, typer.Option("--out", help="Folder for results; what an earlier run left there is gone on with.")
]
Levels = Annotated[
    list[str] | None,
    typer.Option(
        "--require",
        metavar="'OUTCOME <= VALUE'",
        help="A service level to draw into its heat map, such as 'overflow_placements < 2 a year'.",
    ),
]


def tried(problems: list[Problem], option: str, text: str | None, read: Callable[[str], Found]) -> Found | None:
    """What an option says, if it is given; a UsageError about it goes to `problems`, to be told with all others."""
    with requests.Place(f"{option} {text}").keeping(problems):
        if text:
            return read(text)
    return None


def levels_of(texts: Sequence[str]) -> tuple[Level, ...]:
    """The service levels that somebody wrote, or none. Raises UsageError, a line for each that cannot be read."""
    return levels.levels(texts) if texts else ()


def check_workers(problems: list[Problem], engine: str, cluster: str | None) -> None:
    """Add to `problems` what is wrong with who is to do the work."""
    tried(problems, "--engine", engine, chosen)
    tried(problems, "--cluster", cluster, _check_address)


def _check_address(address: str) -> None:
    from carepath_sim.experiments.scheduler import check_address  # loaded for whoever has a cluster

    check_address(address)


def called() -> str:
    """The command as it was typed."""
    return shlex.join(["carepath", *sys.argv[1:]])


def tell(words: str) -> None:
    """A line for whoever watches, beside what the command prints."""
    typer.echo(plain(words), err=True)


def tell_who_waits(engine: str, cluster: str | None) -> None:
    """Say why nothing seems to happen at first, where something has to be compiled here."""
    told = None if cluster else notice(engine)
    if told is not None:
        typer.echo(told, err=True)


def folder_for(out: Path | None, what: str, names: Sequence[str]) -> Path:
    """Where results go if nobody says."""
    return out or Path("results") / f"{what}_{'_and_'.join(names)}"


def page_or_why_not(render: Callable[[], Page]) -> tuple[Page | None, ResourceError | None]:
    """A page, or the reason why there can be none: the tables must not be lost with it."""
    try:
        return render(), None
    except ResourceError as error:
        return None, error


def finish(
    facts: Mapping[str, Any],
    sentences: Iterable[str],
    folder: Path,
    missing: ResourceError | None,
    failures: Collection[str],
    open_page: bool,
    as_json: bool,
) -> None:
    """Say what was found and where, and end with the code that goes with it; `missing` says why there is no page."""
    page = None if missing else folder / "report.html"
    found = {**facts, "folder": str(folder), "report": page and str(page), **opened(page, open_page)}
    lines = [line for sentence in sentences for line in wrapped(sentence)]
    say(as_json, found, [*lines, f"Report: {page}" if page else f"Tables: {folder}"])
    if missing is not None:
        typer.echo(f"{missing} The tables are written, report.html is not.", err=True)
        raise SystemExit(missing.exit_code)
    if failures:
        raise SystemExit(FOUND)
