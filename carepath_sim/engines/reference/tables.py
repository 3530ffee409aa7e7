"""The Model as plain nested lists, which the interpreter reads many times faster than arrays."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from carepath_sim.model import NOWHERE, Model

DESTINATION_LISTS = ("to", "age_to", "closure_to")


def plain(model: Model) -> Any:
    """Every array of the model as nested lists under its own name, with what the engine looks up most made ready.

    Destination lists lose their filling. Beside the model's fields: `exits[s]` the
    transitions out of a setting, `rates` the hazards flat, `stride` how many of them each
    (transition, group) has, `can_happen` where any of them is above 0, and `age_bands`,
    `durations`, `pieces` the lower ends of every band but the first.
    """
    values = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in vars(model).items()}
    for name in DESTINATION_LISTS:
        values[name] = [_without_filling(row) for row in values[name]]
    values["or_else"] = [[_without_filling(row) for row in by_piece] for by_piece in values["or_else"]]
    values["entry_list"] = [[_without_filling(row) for row in lists] for lists in values["entry_list"]]
    values["exits"] = [np.flatnonzero(model.transition_from == s).tolist() for s in range(len(model.settings))]
    values["team_posts"] = [np.flatnonzero(model.post_team == m).tolist() for m in range(len(model.teams))]
    values["rates"] = model.hazard.ravel().tolist()
    values["can_happen"] = (model.hazard > 0).any(axis=(2, 3, 4)).tolist()
    values["stride"] = int(np.prod(model.hazard.shape[2:], dtype=np.int64))
    values["groups"] = model.n_groups
    values["age_bands"] = values["age_band"][1:]
    values["durations"] = values["duration_band"][1:]
    values["pieces"] = values["piece_start"][1:]
    return SimpleNamespace(**values)


def _without_filling(row: list[int]) -> list[int]:
    return [destination for destination in row if destination != NOWHERE]
