"""The command that looks for the smallest capacity that keeps stated service levels: search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from carepath_sim.cli.app import Engine, File, Json, Open, Workers, command, progress
from carepath_sim.cli.designing import (
    Cluster,
    Constants,
    Luck,
    Store,
    called,
    check_workers,
    finish,
    folder_for,
    page_or_why_not,
    tell,
    tell_who_waits,
)
from carepath_sim.cli.later import laboratories, search_folder, search_page, searching, stores, wishes
from carepath_sim.errors import Problem
from carepath_sim.experiments.engines import AUTO

if TYPE_CHECKING:
    from carepath_sim.experiments.search.study import Search

Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH=FIRST:LAST[:STEP]",
        help="What may be chosen: settings.hub.places=2:14. Given several times, the cheapest choice is looked for.",
    ),
]
Require = Annotated[
    list[str] | None,
    typer.Option(
        "--require",
        metavar="'OUTCOME <= VALUE'",
        help="A service level: 'days_full.hub <= 5%', 'overflow_placements < 2 a year'. Each has to be kept.",
    ),
]
Breach = Annotated[
    str, typer.Option(metavar="CHANCE", help="How often one future may break a level: 10%. Left out: it is only told.")
]
Many = Annotated[int, typer.Option("--replications", "-n", min=2, help="How many times to run each choice.")]


@command
def search(
    file: File,
    vary: Vary = None,
    require: Require = None,
    breach: Breach = "",
    constants: Constants = None,
    replications: Many = 100,
    seed: Luck = None,
    engine: Engine = AUTO,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Store = None,
    open_page: Open = False,
    as_json: Json = False,
) -> None:
    """Find the smallest capacity that keeps stated service levels, and the chance that a future breaks them."""
    problems: list[Problem] = []
    check_workers(problems, engine, cluster)
    wish = wishes.wish(
        file, vary or (), require or (), breach, constants or (), replications, seed, also=problems, tell=tell
    )
    folder = folder_for(out, "search_of", wish.design.scenarios)
    search_folder.check_folder(folder)
    setup = laboratories.Setup(wish.design.seed, wish.design.outcomes, engine, workers, cluster)
    setup.check()
    tell_who_waits(engine, cluster)
    with stores.at_work_in(folder, "a search", tell) as store, progress(1) as on_progress:
        laboratory = laboratories.Laboratory(store, setup, on_progress)
        found = searching.search(wish.design, wish.bases, wish.levels, laboratory, wish.breach)
        store.tell_unused(laboratory.keys.values(), found.replications)
        resolved = [base.resolved for base in wish.bases]
        page, missing = page_or_why_not(lambda: search_page.render(found, resolved))
        documents = {base.name: base.resolved.to_yaml() for base in wish.bases}
        search_folder.write(folder, found, called(), documents, page)
    finish(_facts(found), found.sentences, folder, missing, found.failures, open_page, as_json)


def _facts(found: Search) -> dict[str, Any]:
    return {
        "scenario": found.scenario,
        "answer": None if found.answer is None else dict(found.answer),
        "findings": list(found.sentences),
        "levels": [level.words for level in found.levels],
        "replications": found.replications,
        "seed": found.seed,
        "failures": list(found.failures),
    }
