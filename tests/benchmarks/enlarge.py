"""A council many times its size: everything in the same proportions, so that queues for a place stay what they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from carepath_sim.model import Ints, Model

PEOPLE_OF_ENGLAND = 80_000
"""Looked after at one time, about; as many enter in two and a half to three years."""

CASELOAD = tuple(f"caseload_{column}" for column in ["setting", "born", "entered", "in_care", "need", "worker_since"])


def enlarged(model: Model, times: int) -> Model:
    """A model with `times` the places, posts, entries and starting caseload; teams grow, and stay as many."""
    caseload = {name: np.tile(getattr(model, name), times) for name in CASELOAD}
    return replace(
        model,
        places=model.places * times,
        staffed=_staffed(model.staffed, times),
        keep_free=model.keep_free * times,
        posts_open=model.posts_open * times,
        post_team=np.repeat(model.post_team, times),
        entry_rate=model.entry_rate * times,
        entry_ceiling=model.entry_ceiling * times,
        **caseload,
        max_events=model.max_events * times,
        max_people=model.max_people * times,
        max_rows=model.max_rows * times,
    )


def _staffed(staffed: Ints, times: int) -> Ints:
    """Places that filled posts keep open, where it takes `times` as many posts for `times` the places."""
    if staffed.shape[1] == 1:
        return staffed
    return np.repeat(staffed, times, axis=1) * times


def country(model: Model) -> tuple[Model, int]:
    """As many looked-after young people as England has, and how many such councils that takes."""
    here = int(model.is_looked_after[model.caseload_setting].sum())
    times = round(PEOPLE_OF_ENGLAND / here)
    return enlarged(model, times), times
