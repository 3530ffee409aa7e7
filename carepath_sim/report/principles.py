"""Which principle each measure speaks to, and the outcomes for young people that no measure here can see."""

from __future__ import annotations

from dataclasses import dataclass

from carepath_sim.catalogue.outcomes import SERVICE, Principle, Unseen
from carepath_sim.catalogue.wording import listed
from carepath_sim.metrics.equality import AS_ASSUMED
from carepath_sim.report.data import Definition, ReportData

FIRST = "participation"
"""Comes first among what is not modelled: no figure here holds anything of it."""
SHOWN = 2
BY_NEED = "_by_need"
"""How the name of a measure ends that is given for each need group."""


@dataclass(frozen=True)
class Spoken:
    """One principle with the measures that speak to it, by name, and what is not modelled of it.

    `caution` is what has to stand beside a measure that tells groups apart.
    """

    principle: Principle
    measures: tuple[str, ...]
    unseen: tuple[Unseen, ...]
    caution: str = ""


def by_principle(data: ReportData) -> list[Spoken]:
    """Every principle, participation first, and figures about the service alone last."""
    if data.outcomes is None:
        return []
    ordered = sorted(data.outcomes.principles, key=lambda each: (each.name != FIRST, each.name == SERVICE))
    return [
        Spoken(
            principle,
            tuple(each.label for each in data.definitions if each.principle == principle.name),
            tuple(each for each in data.outcomes.not_modelled if each.principle == principle.name),
            AS_ASSUMED if any(_tells_groups_apart(each, principle) for each in data.definitions) else "",
        )
        for principle in ordered
    ]


def _tells_groups_apart(definition: Definition, principle: Principle) -> bool:
    return definition.principle == principle.name and definition.name.endswith(BY_NEED)


def unseen_line(data: ReportData) -> str:
    """The first outcomes that the model cannot see and how many more there are; nothing if none is known."""
    names = [each.outcome for spoken in by_principle(data) for each in spoken.unseen]
    if not names:
        return ""
    more = [f"{len(names) - SHOWN} more outcomes"] if len(names) > SHOWN else []
    shown = [name[:1].lower() + name[1:] for name in names[:SHOWN]]
    return f"Not modelled, which is not the same as zero: {listed([*shown, *more])}."
