"""The command that finds out which unknown numbers could change the decision: sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from carepath_sim.catalogue.wording import counted
from carepath_sim.cli.app import Engine, Json, Open, Workers, command, progress
from carepath_sim.cli.designing import (
    Cluster,
    Constants,
    Luck,
    Outcomes,
    Scenarios,
    Store,
    called,
    check_workers,
    finish,
    folder_for,
    page_or_why_not,
    tell,
    tell_who_waits,
)
from carepath_sim.cli.later import (
    laboratories,
    planning,
    requests,
    sensitivities,
    sensitivity_folder,
    sensitivity_page,
    stores,
    vary_options,
)
from carepath_sim.errors import Problem
from carepath_sim.experiments.engines import AUTO

if TYPE_CHECKING:
    from carepath_sim.experiments.sensitivity.study import Sensitivity

CALL = "carepath sensitivity"
Trajectories = Annotated[int, typer.Option(min=2, help="Of the screening: how often each number is moved.")]
Screened = Annotated[int, typer.Option("--screening-replications", min=2, help="Of each point of a sample.")]
Many = Annotated[int, typer.Option("--replications", "-n", min=2, help="Of each bar and each switching value.")]
Method = Annotated[str, typer.Option(help="How the indices are worked out: sobol or pawn.")]
Samples = Annotated[int, typer.Option(min=8, help="Of the indices: base samples, a power of two for sobol.")]
Worlds = Annotated[int, typer.Option(min=10, help="Plausible worlds in which the decision is taken again.")]
Levers = Annotated[bool, typer.Option("--levers-too", help="Also move what a council decides, over its own range.")]


@command
def sensitivity(
    files: Scenarios,
    outcome: Outcomes = None,
    constants: Constants = None,
    method: Method = "sobol",
    samples: Samples = 64,
    trajectories: Trajectories = 6,
    screening_replications: Screened = 10,
    replications: Many = 40,
    worlds: Worlds = 128,
    levers_too: Levers = False,
    seed: Luck = None,
    engine: Engine = AUTO,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Store = None,
    open_page: Open = False,
    as_json: Json = False,
) -> None:
    """Find out which numbers nobody knows could change the decision between scenarios, and at which value they do."""
    problems: list[Problem] = []
    if len(files) < 2:
        what = "Sensitivity needs two scenario files or more: the baseline, and what is to be decided on"
        problems.append(requests.Place(CALL).problem(what))
    plan = sensitivities.Plan(
        trajectories=trajectories,
        replications=screening_replications,
        tornado_replications=replications,
        method=cast("Any", method),
        samples=samples,
        worlds=worlds,
    )
    with requests.Place(f"--method {method} --samples {samples}").keeping(problems):
        plan.check()
    check_workers(problems, engine, cluster)
    request = vary_options.from_options(files, set_=constants or (), outcomes=outcome or (), seed=seed)
    bases = planning.bases_of(replace(request, place=requests.Place(CALL)), also=problems, tell=tell)
    outcomes = tuple(request.outcomes) or sensitivities.DEFAULT_OUTCOMES
    factors, kept = sensitivities.unknowns(bases, levers_too)
    folder = folder_for(out, "sensitivity_of", [base.scenario for base in bases])
    sensitivity_folder.check_folder(folder)
    setup = laboratories.Setup(request.seed, outcomes, engine, workers, cluster)
    setup.check()
    tell_who_waits(engine, cluster)
    with stores.at_work_in(folder, "an analysis of sensitivity", tell) as store, progress(1) as on_progress:
        laboratory = laboratories.Laboratory(store, setup, on_progress)
        found = sensitivities.sensitivity(bases, factors, laboratory, plan, kept, None if as_json else tell)
        resolved = [base.resolved for base in bases]
        page, missing = page_or_why_not(lambda: sensitivity_page.render(found, resolved))
        documents = {base.name: base.resolved.to_yaml() for base in bases}
        sensitivity_folder.write(folder, found, called(), documents, page)
    sentences = (*found.notes, *_switching(found))
    finish(_facts(found), sentences, folder, missing, found.failures, open_page, as_json)


def _switching(found: Sensitivity) -> Iterator[str]:
    """At which values within their ranges the decision turns, and where the rest is told."""
    frame = found.switching
    frame = frame[frame["outcome"] == found.outcomes[0].name]
    is_within = frame["within_range"].astype(bool)
    yield from frame.loc[is_within, "sentence"]
    others = int((~is_within).sum())
    if others:
        who = (
            f"{counted(others, 'other number')} did"
            if is_within.any()
            else f"{counted(others, 'number')} looked at did"
        )
        yield f"{who} not turn it within the range of its own: how far each was tried stands in the report."


def _facts(found: Sensitivity) -> dict[str, Any]:
    return {
        "scenarios": dict(found.scenarios),
        "outcomes": [outcome.name for outcome in found.outcomes],
        "findings": list(found.notes),
        "switching_values": [str(sentence) for sentence in found.switching["sentence"]],
        "factors": len(found.factors),
        "seed": found.seed,
        "failures": list(found.failures),
    }
