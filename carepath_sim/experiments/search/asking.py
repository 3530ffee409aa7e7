"""A search as somebody asks for it on a command line, made ready: everything wrong is told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from carepath_sim.errors import Gathering, Problem, UsageError
from carepath_sim.experiments.designs.cells import Base
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.planning import prepared
from carepath_sim.experiments.designs.request import Place, Tell
from carepath_sim.experiments.designs.vary_options import from_options
from carepath_sim.experiments.search.amounts import amount
from carepath_sim.experiments.search.levels import Level, levels
from carepath_sim.experiments.search.study import check, outcomes_of


@dataclass(frozen=True, eq=False)
class Wish:
    """A search ready to be run; `breach` is the chance of breach allowed, if one was stated."""

    design: Design
    bases: tuple[Base, ...]
    levels: tuple[Level, ...]
    breach: float | None


def wish(
    scenario: str | Path,
    vary: Iterable[str],
    require: Iterable[str],
    breach: str = "",
    set_: Iterable[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    catalogue: Path | None = None,
    also: Sequence[Problem] = (),
    tell: Tell | None = None,
) -> Wish:
    """What the options of a command ask for; raises BadInput with everything that is wrong with them.

    `also` are problems found elsewhere in the same call. `tell` hears of numbers that may be a slip, in a line each.
    """
    gathering, found = Gathering(), list[Level]()
    gathering.problems += also
    share: float | None = None
    stated = list(require)
    with Place("--require").keeping(gathering.problems):
        found += levels(stated)
    with Place(f"--breach {breach}").keeping(gathering.problems):
        share = chance(breach) if breach else None
    request = from_options(
        [scenario],
        vary,
        set_=set_,
        outcomes=[outcome.name for outcome in outcomes_of(found)],
        replications=replications,
        seed=seed,
    )
    places = {level.outcome: Place(f"--require '{text}'") for level, text in zip(found, stated, strict=False)}
    request = replace(request, outcomes={**request.outcomes, **places}, place=Place("carepath search"))
    if not request.varied:
        nothing = Place("--vary").problem("Nothing is varied", "what may be chosen, such as settings.hub.places=2:20")
        request = replace(request, problems=(*request.problems, nothing))
    ready: list[tuple[Design, Sequence[Base]]] = []
    with gathering.step():
        ready.append(prepared(request, catalogue, tell=tell))
    if ready:
        with Place("--vary").keeping(gathering.problems):
            check(ready[0][0], found or None, share)
    gathering.end()
    design, bases = ready[0]
    return Wish(design, tuple(bases), tuple(found), share)


def chance(text: str) -> float:
    """A chance of breach that is allowed, such as 10%; raises UsageError."""
    try:
        found = amount(text)
    except ValueError:
        found = None
    if found is None or found.kind != "share" or found.a_year or found.noun or not 0 <= found.number < 1:
        raise UsageError(f"{text!r} is not a chance. Allowed: a percentage from 0% to below 100%, such as 10%")
    return found.number
