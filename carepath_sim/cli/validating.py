"""The command that sets a council beside published figures: validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carepath_sim.cli.app import FOUND, Engine, Json, Replications, Seed, command, progress, say
from carepath_sim.cli.later import keeping, table
from carepath_sim.cli.later import validating as published
from carepath_sim.cli.reading import build_all, read
from carepath_sim.errors import UsageError
from carepath_sim.experiments.engines import AUTO, notice
from carepath_sim.experiments.study import DEFAULT_SEED, VALIDATED_REPLICATIONS

Scenario = Annotated[Path | None, typer.Argument(help="A scenario file; the catalogue's council if left out.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep what is found in the catalogue, for the report.")]


@command
def validate(
    file: Scenario = None,
    replications: Replications = VALIDATED_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    engine: Engine = AUTO,
    keep: Keep = False,
    as_json: Json = False,
) -> None:
    """Set a simulated council beside published figures; ends with 1 if a comparable one is missed or none is judged."""
    if keep and file is not None:
        raise UsageError("--keep is for the catalogue's own council: leave the scenario out")
    scenario = None
    if file is not None:
        (scenario,) = read([file])
        build_all([scenario])
    told = notice(engine)
    if told is not None:
        typer.echo(told, err=True)
    with progress(published.runs(scenario, replications)) as on_progress:
        found = published.validate(scenario, replications, seed, engine, on_progress)
    kept = [str(path) for path in keeping.keep(found)] if keep else []
    lines = [*table.lines(found), *(f"Kept: {path}" for path in kept)]
    say(as_json, table.facts(found) | {"kept": kept}, lines)
    if not found.is_met:
        raise SystemExit(FOUND)
