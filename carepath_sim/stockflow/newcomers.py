"""What becomes of people in the step in which they arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carepath_sim.model import Bools, Floats, Ints, Model
from carepath_sim.stockflow.spells import Spells
from carepath_sim.stockflow.stays import Stays
from carepath_sim.stockflow.workers import Relationships


@dataclass(frozen=True, eq=False)
class Newcomers:
    """The chances of newcomers to each setting within their first step.

    Those `leaving` go at their birthday in that step. `kept_late` and `ended_late` are for people who arrive after a
    birthday that changes their chances; they equal `kept` and `ended` elsewhere.
    """

    kept: Floats  # [S, G, B]
    ended: Floats  # [T, G, B]
    leaving: Bools  # [S, 1, B]
    kept_late: Floats
    ended_late: Floats

    def live(self, origin: Ints, arrived: Floats, late: Floats) -> tuple[Floats, Floats, Floats]:
        """Of those who arrived, [S, G, B], and of them `late`: what comes due, [T, G, B], who leaves and who stays.

        `origin` is the setting of each transition.
        """
        early = arrived - late
        due = early[origin] * self.ended + late[origin] * self.ended_late
        left = early * self.kept
        leaving = np.where(self.leaving, left, 0.0)
        return due, leaving, left - leaving + late * self.kept_late


def newcomers(
    model: Model, step: int, spells: Sequence[Spells], tables: Sequence[Stays], relations: Relationships
) -> Newcomers:
    """The chances of everybody who arrives in a step; `tables` are those of each setting's spells in it."""
    found = []
    ended = np.zeros((len(model.transitions), *spells[0].people.shape[:2]))
    for setting, (own, table) in enumerate(zip(spells, tables, strict=True)):
        ways = own.endings.transitions
        found.append(own.fresh(step, table, relations.of_newcomers(setting, ways, step)))
        ended[ways] = found[-1].ended
    kept, leaving = np.array([each.kept for each in found]), np.array([each.leaving for each in found])
    kept_late, ended_late = kept.copy(), ended.copy()
    for setting, each in enumerate(found):
        for rows, stay, gone in each.late:
            kept_late[setting, :, rows] = stay
            ended_late[spells[setting].endings.transitions, :, rows] = gone
    return Newcomers(kept, ended, leaving[:, None, :], kept_late, ended_late)
