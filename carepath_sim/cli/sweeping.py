"""The commands that run designs: sweep, and merge, which makes one sweep of several stores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carepath_sim.cli.app import Engine, Json, Open, Workers, command, progress, say
from carepath_sim.cli.designing import (
    Cluster,
    Constants,
    Levels,
    Luck,
    Many,
    Outcomes,
    Store,
    Uncertain,
    Vary,
    called,
    check_workers,
    finish,
    folder_for,
    levels_of,
    page_or_why_not,
    tell,
    tell_who_waits,
    tried,
)
from carepath_sim.cli.later import (
    forecasts,
    laboratories,
    merging,
    planning,
    requests,
    sweep_page,
    sweeps,
    vary_options,
)
from carepath_sim.cli.reading import hashes
from carepath_sim.errors import Problem
from carepath_sim.experiments.engines import AUTO
from carepath_sim.experiments.sweeps.parts import part

if TYPE_CHECKING:
    from carepath_sim.experiments.search.levels import Level
    from carepath_sim.experiments.sweeps.sweep import Sweep

Files = Annotated[
    list[Path],
    typer.Argument(help="Scenario files, the first the baseline; or one sweep file.", show_default=False),
]
Kind = Annotated[str, typer.Option("--design", help="grid, latin (a Latin hypercube) or sobol.")]
Samples = Annotated[
    int | None, typer.Option(min=2, help="Points of the sample of what is drawn; 128 if left out.", show_default=False)
]
Until = Annotated[
    str,
    typer.Option(
        "--until",
        metavar="'PATH ± X'",
        help="Run each point until every difference is as precise as this: see compare.",
    ),
]
AtMost = Annotated[
    int | None,
    typer.Option(min=1, help="Replications after which --until gives up; 1,000 if left out.", show_default=False),
]
PartOf = Annotated[str, typer.Option("--part", metavar="K/N", help="Run only one of N equal shares of the points.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how large it is and how long it would take.")]


@command
def sweep(
    files: Files,
    vary: Vary = None,
    uncertain: Uncertain = None,
    constants: Constants = None,
    outcome: Outcomes = None,
    kind: Kind = "",
    samples: Samples = None,
    replications: Many = None,
    seed: Luck = None,
    until: Until = "",
    at_most: AtMost = None,
    engine: Engine = AUTO,
    workers: Workers = None,
    cluster: Cluster = None,
    share: PartOf = "",
    require: Levels = None,
    out: Store = None,
    dry_run: DryRun = False,
    open_page: Open = False,
    as_json: Json = False,
) -> None:
    """Run scenarios at many values of their numbers; the same command goes on where it was stopped."""
    problems: list[Problem] = []
    which, levels = tried(problems, "--part", share, part), tuple["Level", ...]()
    with requests.Place("--require").keeping(problems):
        levels = levels_of(require or ())
    check_workers(problems, engine, cluster)
    request = vary_options.from_options(
        files,
        vary=vary or (),
        uncertain=uncertain or (),
        set_=constants or (),
        outcomes=outcome or (),
        design=kind,
        samples=samples,
        replications=replications,
        seed=seed,
        until=until,
        at_most=at_most,
    )
    request = request.measuring([level.outcome for level in levels])
    design, bases = planning.prepared(request, also=problems, tell=tell)
    setup = laboratories.Setup(design.seed, design.outcomes, engine, workers, cluster)
    setup.check()
    tell_who_waits(engine, cluster)
    if dry_run:
        size = forecasts.forecast(design, bases, setup, which)
        say(as_json, {"forecast": size.facts()}, size.lines)
        return
    folder = folder_for(out, "sweep_of", design.scenarios)
    read = dict.fromkeys([*files, *map(Path, request.scenarios)])
    papers = sweeps.Papers(called(), hashes(list(read)))
    with progress(1) as on_progress:
        found = sweeps.sweep(
            design, bases, folder, setup, part=which, on_progress=on_progress, tell=tell, papers=papers
        )
    _finish(found, open_page, as_json, levels)


@command
def merge(
    stores: Annotated[list[Path], typer.Argument(help="Folders of one sweep, run in parts.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Folder for the sweep that they make.", show_default=False)],
    open_page: Open = False,
    as_json: Json = False,
) -> None:
    """Make one sweep of parts of it that were run apart; each of them stays as it is."""
    _finish(merging.merge(stores, out, tell=tell, papers=sweeps.Papers(called())), open_page, as_json)


def _finish(found: Sweep, open_page: bool, as_json: bool, levels: Sequence[Level] = ()) -> None:
    """Write the page of a sweep, say what was found and where, and end with the code that goes with it."""
    folder, failures, resolved = found.folder, list(found.failures.values()), found.resolved()
    findings, page = list(sweep_page.findings(found, resolved, levels)), folder / "report.html"
    _, missing = page_or_why_not(lambda: sweep_page.write(found, page, resolved, levels))
    facts = {"findings": findings, "results": str(folder / "results.parquet"), **found.facts()}
    told = [*findings, *found.beforehand.remarks, *failures, *([found.tally.words] if found.tally else [])]
    finish(facts, told, folder, missing, failures, open_page, as_json)
