"""How many young people live another life in one scenario than in another, and in what way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carepath_sim.experiments.flows import one_future
from carepath_sim.experiments.outcome import Lives
from carepath_sim.model import Bools, Ints

PATHWAYS_COLUMNS = ("scenario", "measure", "of", "value", "low", "high")
MEASURES = {
    "different": "live in other settings, or enter them on other days",
    "avoid_move": "move fewer times between placements",
    "gain_move": "move more times between placements",
    "avoid_breakdown": "have fewer breakdowns (narrow)",
    "gain_breakdown": "have more breakdowns (narrow)",
    "avoid_care": "are looked after in the baseline and not here",
    "enter_care": "are looked after here and not in the baseline",
}
"""What is counted, of all young people who live in either scenario; someone absent from one has nothing there."""


def pathways_frame(scenario: str, baseline: Sequence[Lives], other: Sequence[Lives]) -> pd.DataFrame:
    """For each measure: mean number of young people a replication, 10th and 90th percentile, and out of how many.

    The n-th of `baseline` and the n-th of `other` are the same replication. Columns: `PATHWAYS_COLUMNS`.
    """
    pairs = [compare_lives(one, two) for one, two in zip(baseline, other, strict=True)]
    everyone = float(np.mean([len(pair["different"]) for pair in pairs]))
    rows = []
    for measure in MEASURES:
        counts = np.array([pair[measure].sum() for pair in pairs])
        low, high = one_future(counts)
        rows.append((scenario, measure, everyone, float(counts.mean()), float(low), float(high)))
    return pd.DataFrame(rows, columns=list(PATHWAYS_COLUMNS))


def compare_lives(one: Lives, other: Lives) -> dict[str, Bools]:
    """Each measure for every young person who lives in either of two runs of one replication, by ascending id."""
    people = np.union1d(one.person, other.person)
    places = [np.searchsorted(people, lives.person) for lives in (one, other)]

    def aligned(*columns: np.ndarray) -> list[np.ndarray]:
        return [_spread(values, place, len(people)) for values, place in zip(columns, places, strict=True)]

    here, there = aligned(*(np.ones(len(place), dtype=bool) for place in places))
    pathway = aligned(one.pathway, other.pathway)
    moves = aligned(one.moves, other.moves)
    breakdowns = aligned(one.breakdowns, other.breakdowns)
    looked_after = aligned(one.looked_after, other.looked_after)
    return {
        "different": ~(here & there) | (pathway[0] != pathway[1]),
        "avoid_move": moves[1] < moves[0],
        "gain_move": moves[1] > moves[0],
        "avoid_breakdown": breakdowns[1] < breakdowns[0],
        "gain_breakdown": breakdowns[1] > breakdowns[0],
        "avoid_care": looked_after[0] & ~looked_after[1],
        "enter_care": ~looked_after[0] & looked_after[1],
    }


def _spread(values: np.ndarray, places: Ints, count: int) -> np.ndarray:
    """Values at their places among `count`; zero for anyone who does not live in this run."""
    found = np.zeros(count, dtype=values.dtype)
    found[places] = values
    return found
