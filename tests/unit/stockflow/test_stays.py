"""What a step does to cells of spells, against minute-by-minute sums."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.stockflow.stays import multiplied, stays, turning, until_birthday

WIDTH = 10.0
EDGES = np.array([0.0, 3.0, 25.0, 31.5])
RATES = np.array([[0.08, 0.02, 0.001, 4.0], [0.05, 0.0, 0.03, 0.5]]).reshape(2, 1, 1, 4)
FINE = 4000


def by_hand(count: int) -> tuple[list[float], list[np.ndarray]]:
    """Kept and ended of each step after the first, by adding up many spells that began evenly over a step."""
    began = (np.arange(FINE) + 0.5) / FINE * WIDTH
    rates = RATES[:, 0, 0]

    def used(duration: np.ndarray) -> np.ndarray:
        spans = np.clip(duration[:, None] - EDGES, 0, np.append(np.diff(EDGES), np.inf))
        return spans @ rates.T

    kept, ended = [], []
    for step in range(1, count + 1):
        before, grid = began + (step - 1) * WIDTH, np.linspace(0, WIDTH, FINE + 1)
        alive = np.exp(-used(before).sum(axis=1))
        after = np.exp(-used(before + WIDTH).sum(axis=1))
        kept.append(after.sum() / alive.sum())
        gone = np.zeros(2)
        for place in range(20, FINE, 40):
            moments = before[place] + grid
            survival = np.exp(-used(moments).sum(axis=1))
            middle = (survival[1:] * survival[:-1]) ** 0.5
            gone += (np.diff(used(moments), axis=0) * middle[:, None]).sum(axis=0)
        ended.append(gone / alive[20::40].sum())
    return kept, ended


def test_a_cell_keeps_and_loses_what_its_spells_do() -> None:
    table = stays(RATES, EDGES, WIDTH, 4)
    kept, ended = by_hand(3)
    assert table.aged_kept[0, 0, :3] == pytest.approx(kept, rel=2e-3, abs=1e-6)
    assert table.aged_ended[0, 0, :3] == pytest.approx(np.array(ended), rel=2e-2, abs=1e-4)


def test_nobody_is_lost_or_made() -> None:
    table = stays(RATES, EDGES, WIDTH, 12)
    assert table.fresh_kept + table.fresh_ended.sum(axis=-1) == pytest.approx(1.0)
    assert table.aged_kept + table.aged_ended.sum(axis=-1) == pytest.approx(1.0)
    other = stays(RATES * 0.3, EDGES, WIDTH, 12)
    for kept, ended in (
        multiplied(table.aged_kept, table.aged_ended, np.array([1.7, 0.2])),
        until_birthday(table.aged_kept, table.aged_ended),
        turning(table.aged_kept, table.aged_ended, other.aged_kept, other.aged_ended),
    ):
        assert kept + ended.sum(axis=-1) == pytest.approx(1.0)
        assert (ended >= 0).all()


def test_a_stay_without_end_never_ends() -> None:
    table = stays(RATES * 0, EDGES, WIDTH, 3)
    assert (table.aged_kept == 1).all()
    assert (table.aged_ended == 0).all()


def test_half_a_step_under_each_hazard_ends_as_many_as_their_mean() -> None:
    small = [stays(RATES[..., :1] * part, np.zeros(1), WIDTH, 2) for part in (0.01, 0.03, 0.02)]
    kept, _ = turning(small[0].aged_kept, small[0].aged_ended, small[1].aged_kept, small[1].aged_ended)
    assert kept == pytest.approx(small[2].aged_kept, rel=1e-4)
