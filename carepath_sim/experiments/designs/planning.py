"""Makes the design of a request, having checked everything that can be before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from carepath_sim.errors import BadInput, Gathering, Problem
from carepath_sim.experiments.designs import sampling, scope, trying
from carepath_sim.experiments.designs.bases import Base, make_bases
from carepath_sim.experiments.designs.choices import check_known
from carepath_sim.experiments.designs.constants import constants as read_constants
from carepath_sim.experiments.designs.constants import with_constants
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.finding import Atlas
from carepath_sim.experiments.designs.plan import Plan
from carepath_sim.experiments.designs.request import DEFAULT_SAMPLES, Request, Tell
from carepath_sim.experiments.designs.wanted import Refusal
from carepath_sim.scenario.units import Written

MOST_NAMED = 3
"""Factors in a title that is made of them."""


def prepared(
    request: Request,
    catalogue: Path | None = None,
    also: Sequence[Problem] = (),
    tell: Tell | None = None,
) -> tuple[Design, list[Base]]:
    """The design of a request and the bases it is over; raises BadInput with everything that is wrong with it.

    `also` are problems found elsewhere in the same call. `tell` hears of numbers that may be a slip, in a line each.
    """
    gathering = Gathering()
    gathering.problems += also
    slips: list[str] = []
    constants, bases = _bases(request, gathering, catalogue, slips)
    found: list[Design] = []
    with gathering.step():
        found.append(design(request, bases, constants, catalogue, slips))
    gathering.end()
    _tell(slips, tell)
    return found[0], bases


def bases_of(
    request: Request,
    catalogue: Path | None = None,
    also: Sequence[Problem] = (),
    tell: Tell | None = None,
) -> list[Base]:
    """The bases of a request in which nothing varies; as `prepared`."""
    gathering = Gathering()
    gathering.problems += also
    slips: list[str] = []
    _, bases = _bases(request, gathering, catalogue, slips)
    plan = Plan(request, Atlas(bases, catalogue))
    plan.check_outcomes()
    plan.check_comparable()
    gathering.problems += plan.problems
    gathering.end()
    _tell(slips, tell)
    return bases


def _tell(sentences: Iterable[str], tell: Tell | None) -> None:
    if tell is not None:
        for sentence in sentences:
            tell(sentence)


def _bases(
    request: Request, gathering: Gathering, catalogue: Path | None, slips: list[str]
) -> tuple[dict[str, Written], list[Base]]:
    """The constants of a request, and its bases with them; ends with the problems found where there are no bases."""
    gathering.problems += request.problems
    choices = _known_choices(request, catalogue, gathering)
    bases: list[Base] = []
    with gathering.step(), request.place.keeping(gathering.problems):
        bases = make_bases(request.scenarios, choices, catalogue)
    if not bases or request.is_torn:
        gathering.end()
    constants: dict[str, Written] = {}
    with gathering.step():
        atlas = Atlas(bases, catalogue)
        constants = read_constants(request.constants, atlas)
        slips += scope.slips_of_constants(constants, atlas.numbers) if constants else ()
        bases = with_constants(constants, bases)
    return constants, bases


def design(
    request: Request,
    bases: Sequence[Base],
    constants: Mapping[str, Written] | None = None,
    catalogue: Path | None = None,
    slips: list[str] | None = None,
) -> Design:
    """The design of a request over some bases, in which its constants are already set; raises BadInput.

    What may be a slip is added to `slips`, in a sentence each.
    """
    plan = Plan(request, Atlas(bases, catalogue))
    factors = plan.factors()
    listed, drawn = plan.parted(factors)
    plan.check_kind(listed, drawn)
    plan.check_size(listed, drawn)
    plan.check_outcomes()
    plan.check_comparable()
    plan.problems += trying.problems(factors, plan.places, bases)
    if plan.problems:
        raise BadInput(list(dict.fromkeys(plan.problems)))
    if slips is not None:
        slips += scope.slips([*listed, *drawn], plan.atlas.numbers)
    kind = plan.kind(drawn)
    seed = request.seed if request.sample_seed is None else request.sample_seed
    samples = request.samples or DEFAULT_SAMPLES
    return Design(
        title=request.question or " × ".join(factor.label for factor in [*listed, *drawn][:MOST_NAMED]),
        scenarios=tuple(dict.fromkeys(base.scenario for base in bases)),
        factors=(*listed, *drawn),
        constants=dict(constants or {}),
        outcomes=plan.outcomes(),
        kind=kind,
        points=sampling.crossed(listed, drawn, kind, samples, seed),
        replications=request.most,
        seed=request.seed,
        until=request.until,
        least=request.least,
    )


def _known_choices(request: Request, catalogue: Path | None, gathering: Gathering) -> tuple[str, ...]:
    """The choices of policies of which every policy is known."""
    found = []
    for asked in (item for item in request.asked if item.choices):
        for choice in asked.choices:
            try:
                check_known([choice], catalogue)
            except Refusal as refusal:
                gathering.problems.append(asked.place.refused(refusal))
            else:
                found.append(choice)
        break
    return tuple(found)
