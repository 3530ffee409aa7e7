"""Groups of young people who live alike: need and practices only as far as the model tells them apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.model import Floats, Ints, Model


@dataclass(frozen=True, eq=False)
class Groups:
    """Classes of the model's groups. `member[g]` is one group of class `g`, `need[g]` its need.

    `share[need, g]` is the part of the people with a need who belong to a class, by their
    uptake of practices.
    """

    member: Ints
    need: Ints
    share: Floats  # [N, G]

    def __len__(self) -> int:
        return len(self.member)


def groups_of(model: Model) -> Groups:
    """Groups with the same hazards in the same places, as one."""
    practices = len(model.practices)
    seen: dict[tuple[bytes, ...], int] = {}
    member: list[int] = []
    rows: list[tuple[int, int, float]] = []
    for group in range(model.n_groups):
        need, taken = group >> practices, group & ((1 << practices) - 1)
        chance = 1.0
        for practice in range(practices):
            uptake = float(model.uptake[practice, need])
            chance *= uptake if taken >> practice & 1 else 1 - uptake
        if chance == 0.0:
            continue
        alike = (model.hazard[:, group].tobytes(), model.allowed[:, :, need].tobytes(), model.team_of[group].tobytes())
        if alike not in seen:
            seen[alike] = len(member)
            member.append(group)
        rows.append((need, seen[alike], chance))
    share = np.zeros((len(model.needs), len(member)))
    for need, at, chance in rows:
        share[need, at] += chance
    members = np.array(member, dtype=np.int64)
    return Groups(members, members >> practices, share)
