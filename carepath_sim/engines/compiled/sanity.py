"""What must be true of a model's tables before a kernel may follow them without looking where it steps.

The reference engine would end in an IndexError on such a model; compiled code would read
whatever lies there. Looked at once for each model, so that no run pays for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from carepath_sim.errors import ModelFault
from carepath_sim.model import NOWHERE, OUT, Model

RULE = 49
"""The rule under which a model that build would have refused is refused here."""


def check(model: Model) -> None:
    """Raise ModelFault, naming the first table that is wrong, if a number in a table points where nothing is."""
    for name, is_right in (*_indices(model), *_numbers(model)):
        if not is_right:
            raise ModelFault(RULE, f"the table {name} of the model points where nothing is", None, "")


def _within(values: Any, low: int, high: int) -> bool:
    """Whether all values are at least `low` and below `high`."""
    found = np.asarray(values)
    return bool(((found >= low) & (found < high)).all())


def _indices(model: Model) -> Iterator[tuple[str, bool]]:
    """Every table that holds indices, by the axis they belong to."""
    settings, pools, teams = len(model.settings), len(model.pools), len(model.teams)
    needs, ages = len(model.needs), model.last_age
    for name in ("age_to", "closure_to", "or_else", "to", "entry_list"):
        yield name, _within(getattr(model, name), OUT, settings)
    for name in ("transition_from", "placed_setting", "caseload_setting"):
        yield name, _within(getattr(model, name), 0, settings)
    yield "panel_to", _within(model.panel_to, NOWHERE, settings)
    yield "setting_pool", _within(model.setting_pool, 0, pools)
    yield "pool_team", _within(model.pool_team, NOWHERE, teams)
    yield "team_of", _within(model.team_of, NOWHERE, teams)
    yield "post_team", _within(model.post_team, 0, teams) and bool((np.diff(model.post_team) >= 0).all())
    yield "caseload_need", _within(model.caseload_need, 0, needs)
    yield "caseload_born", _within((model.start_day - model.caseload_born) / 365.25, 0, ages + 0.01)  # type: ignore[arg-type]
    yield "entry_age_share", not bool(model.entry_age_share[:, ages:].any())
    yield "to", bool((model.to[:, :1] != NOWHERE).all())


def _numbers(model: Model) -> Iterator[tuple[str, bool]]:
    """Numbers that loops count by or divide by, and edges that must rise."""
    posts = np.bincount(model.post_team, minlength=len(model.teams))
    yield "posts_open", bool(((model.posts_open >= 0) & (model.posts_open <= posts[:, None])).all())
    yield "fill_to", bool((model.fill_to[..., 1] > 0).all())
    yield "staffed", model.staffed.shape[1] > 0 or bool((model.pool_team == NOWHERE).all())
    yield "entry_list", model.entry_list.shape[1] > 0 or len(model.entry_streams) == 0
    yield (
        "placed_first",
        bool((np.diff(model.placed_first) >= 0).all())
        and _within(model.placed_first, 0, len(model.placed_setting) + 1),
    )
    placed = np.diff(model.placed_first)[model.already_placed]
    yield "already_placed", bool((placed > 0).all())
    for name in ("age_band", "duration_band", "piece_start"):
        edges = getattr(model, name)
        yield name, len(edges) > 0 and edges[0] == 0 and bool((np.diff(edges) >= 0).all())
    yield "horizon", model.horizon > 0
    yield "hazard", not bool(np.isnan(model.hazard).any())
