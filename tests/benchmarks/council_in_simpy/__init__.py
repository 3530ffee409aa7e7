"""A whole council as an idiomatic SimPy program: what an analyst who knows SimPy well would write for the same work.

A process for each young person, post and relationship, a PriorityResource for each pool of
places, AnyOf for what competes, interrupts for what breaks in. It reads the tables of the same
`Model` and writes rows of the same kinds, with random numbers of its own, taken in sequence;
it promises the same distribution and not the same log. It knows no calendar pieces, holds,
panels, closures and practices, and refuses models that use them.
"""

from __future__ import annotations

import numpy as np

from carepath_sim.model import NOWHERE, Model
from tests.benchmarks.council_in_simpy.council import Council
from tests.benchmarks.reduced.rows import Rows


def simulate(model: Model, seed: int, replication: int) -> Rows:
    """One replication. Raises ValueError for a model that uses what this program leaves out."""
    left_out = {
        "calendar pieces": len(model.piece_start) > 1,
        "practices": bool(model.practices),
        "holds": bool(((model.fill_to[:, :, 0] > 0) & (model.hold_limit > 0)).any()),
        "panels": bool((model.fill_to[:, :, 0].max(axis=1) > 0)[model.panel_to != NOWHERE].any()),
        "transitions that keep the place": bool(model.is_same_place.any()),
        "staying on in another pool": not _keeps_pools(model),
    }
    used = [name for name, is_used in left_out.items() if is_used]
    if used:
        raise ValueError(f"this program does not know {', '.join(used)}")
    return Council(model, seed, replication).run()


def _keeps_pools(model: Model) -> bool:
    """Whether those who stay in their place at a leaving age stay in its pool."""
    settings, places = np.nonzero(model.age_same_place & (model.age_to != NOWHERE))
    return bool((model.setting_pool[settings] == model.setting_pool[model.age_to[settings, places]]).all())
