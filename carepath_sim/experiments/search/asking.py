"""A search as somebody asks for it on a command line, made ready: everything wrong is told before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from carepath_sim.errors import Gathering, UsageError
from carepath_sim.experiments.search.amounts import amount
from carepath_sim.experiments.search.levels import Level, levels
from carepath_sim.experiments.search.study import check, outcomes_of
from carepath_sim.experiments.sweeps.cells import Base
from carepath_sim.experiments.sweeps.design import Design
from carepath_sim.experiments.sweeps.planning import prepared
from carepath_sim.experiments.sweeps.request import Place
from carepath_sim.experiments.sweeps.vary_options import from_options

FROM_TO = re.compile(r"(?P<start>[^=]*=[^=:,]+:[^=:,]+)")
"""Values from the first to the last without a step, which is then one."""


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
) -> Wish:
    """What the options of a command ask for: `settings.hub.places=2:20` goes by steps of one.

    Raises BadInput with everything that is wrong with them.
    """
    gathering, found = Gathering(), list[Level]()
    share: float | None = None
    stated = list(require)
    try:
        found += levels(stated)
    except UsageError as error:
        gathering.problems += [Place("--require").told(line, "") for line in str(error).splitlines()]
    try:
        share = chance(breach) if breach else None
    except UsageError as error:
        gathering.problems.append(Place(f"--breach {breach}").told(str(error), ""))
    request = from_options(
        [scenario],
        [_stepped(text) for text in vary],
        set_=set_,
        outcomes=[outcome.name for outcome in outcomes_of(found)],
        replications=replications,
        seed=seed,
    )
    places = {level.outcome: Place(f"--require '{text}'") for level, text in zip(found, stated, strict=False)}
    request = replace(request, outcomes={**request.outcomes, **places})
    if not request.varied:
        nothing = Place("--vary").problem("Nothing is varied", "what may be chosen, such as settings.hub.places=2:20")
        request = replace(request, problems=(*request.problems, nothing))
    ready: list[tuple[Design, Sequence[Base]]] = []
    with gathering.step():
        ready.append(prepared(request, catalogue))
    if ready:
        try:
            check(ready[0][0], found or None, share)
        except UsageError as error:
            gathering.problems += [Place("--vary").problem(line) for line in str(error).splitlines()]
    gathering.end()
    design, bases = ready[0]
    return Wish(design, tuple(bases), tuple(found), share)


def _stepped(text: str) -> str:
    return f"{text}:1" if FROM_TO.fullmatch(text) else text


def chance(text: str) -> float:
    """A chance of breach that is allowed, such as 10%; raises UsageError."""
    try:
        found = amount(text)
    except ValueError:
        found = None
    if found is None or found.kind != "share" or found.a_year or found.noun or not 0 <= found.number < 1:
        raise UsageError(f"{text!r} is not a chance. Allowed: a percentage from 0% to below 100%, such as 10%")
    return found.number
