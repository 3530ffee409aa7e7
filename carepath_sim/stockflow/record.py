"""What a course of stocks and flows leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.model import Floats, Model
from carepath_sim.stockflow.grid import Grid


@dataclass(frozen=True, eq=False)
class Record:
    """Stocks at the start and the end of every step, and the flows of each step."""

    stock: Floats  # [step + 1, S] people by setting
    waiting: Floats  # [step + 1, T] of them, waiting for a planned move to be possible
    held: Floats  # [step + 1, T] of them, held back
    queue: Floats  # [step + 1, L] people outside a pool who wait for a place in it
    flow: Floats  # [step, S + 1, S + 1] people by where from and where to; the last is outside
    moves: Floats  # [step, T] transitions that happened
    aged: Floats  # [step, S] people who left at the leaving age
    entries: Floats  # [step, E]
    pulled: Floats  # [step, L] people whom a panel moved in
    open: Floats  # [step, L] places open
    refused: Floats  # [step, L] the chance that an unplanned arrival finds no place

    @classmethod
    def empty(cls, model: Model, grid: Grid) -> Record:
        """A record with nothing in it."""
        settings, pools, ways = len(model.settings), len(model.pools), len(model.transitions)
        steps = grid.steps
        return cls(
            stock=np.zeros((steps + 1, settings)),
            waiting=np.zeros((steps + 1, ways)),
            held=np.zeros((steps + 1, ways)),
            queue=np.zeros((steps + 1, pools)),
            flow=np.zeros((steps, settings + 1, settings + 1)),
            moves=np.zeros((steps, ways)),
            aged=np.zeros((steps, settings)),
            entries=np.zeros((steps, len(model.entry_streams))),
            pulled=np.zeros((steps, pools)),
            open=np.zeros((steps, pools)),
            refused=np.zeros((steps, pools)),
        )
