"""How often pools of places are full, told from how many live there and queue for them on average.

A mean alone never fills a pool: expected occupancy of 52 in 57 places would turn nobody
away. What turns people away is chance, so each pool is given the distribution that a loss
system with a queue has at that mean: Poisson below the places that planned admissions may
take, above that as many as unplanned arrivals bring, and a queue that people also leave.
The one number that is fitted, each step, is the load that has this mean. Pools that are
tried one after another are taken together as one pool: when one is full its overflow fills
the next, so that they are full together far more often than by chance.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from math import ceil, floor, log

import numpy as np

from carepath_sim.model import Floats

LONGEST_QUEUE = 80
TOLERANCE = 1e-8
TINY = 1e-12


@dataclass(frozen=True)
class Pressure:
    """What a pool met in the last step, in terms of the rate at which one person leaves it.

    `planned_share` of those who ask for a place from outside are planned, `unplanned_load` is
    how many people unplanned arrivals alone would make live there, and `queue_loss` the rate
    at which one person leaves the queue without a place.
    """

    planned_share: float = 0.5
    unplanned_load: float = 0.0
    queue_loss: float = 1.0


@dataclass(frozen=True)
class Fullness:
    """Chances that an arrival finds no place and that somebody queues, and how many queue on average."""

    planned_refused: float
    unplanned_refused: float
    somebody_queues: float
    queue: float


NEVER_FULL = Fullness(0.0, 0.0, 0.0, 0.0)


@dataclass
class Closure:
    """The chances of pools from their means; it remembers where it last found each load, to look there first."""

    _loads: dict[object, float] = field(default_factory=dict)
    _steps: dict[int, Floats] = field(default_factory=dict)

    def alone(self, name: object, people: float, places: float, kept_free: int, pressure: Pressure) -> Fullness:
        """Of one pool with `people` living there and queueing. Expected places may lie between two numbers."""
        low, part = floor(places), places - floor(places)
        below = self._alone((name, 0), people, low, kept_free, pressure)
        if part < TOLERANCE:
            return below
        above = self._alone((name, 1), people, ceil(places), kept_free, pressure)
        return Fullness(*(one + part * (two - one) for one, two in zip(astuple(below), astuple(above), strict=True)))

    def together(self, name: object, people: float, places: float) -> float:
        """The chance that several pools, taken as one, are full."""
        count = max(0, round(places))
        if count == 0 or people <= TOLERANCE:
            return float(count == 0)
        number = np.arange(count + 1.0)
        return float(self._fitted(name, number, number, self._held(count), people)[-1])

    def _held(self, places: int) -> Floats:
        if places not in self._steps:
            self._steps[places] = np.concatenate([[0.0], -np.cumsum(np.log(np.arange(1, places + 1)))])
        return self._steps[places]

    def _alone(self, name: object, people: float, places: int, kept_free: int, pressure: Pressure) -> Fullness:
        if places <= 0:
            return Fullness(1.0, 1.0, 1.0 if people > 0 else 0.0, max(0.0, people))
        if people <= TOLERANCE:
            return NEVER_FULL
        bound = max(0, places - kept_free)
        kept, queue = np.arange(places - bound + 1), np.arange(LONGEST_QUEUE + 1)
        extra = log(pressure.unplanned_load + TINY) - np.log(np.maximum(bound + kept, 1))
        above = np.cumsum(np.where(kept > 0, extra, 0.0))
        thins = log(max(pressure.planned_share, TINY)) - np.log(bound + pressure.queue_loss * queue + TINY)
        waiting = np.cumsum(np.where(queue > 0, thins, 0.0))
        held = self._held(bound)
        beyond = held[-1] + above[:, None] + waiting[None, :]
        living = np.concatenate([np.arange(bound), np.repeat(bound + kept, len(queue))]).astype(float)
        queued = np.concatenate([np.zeros(bound), np.tile(queue, len(kept))])
        weight = np.concatenate([held[:-1], beyond.ravel()])
        chance = self._fitted(name, living + queued, np.minimum(living, bound) + queued, weight, people)
        joint = chance[bound:].reshape(beyond.shape)
        return Fullness(float(joint.sum()), float(joint[-1].sum()), float(joint[:, 1:].sum()), float(chance @ queued))

    def _fitted(self, name: object, number: Floats, power: Floats, weight: Floats, people: float) -> Floats:
        """Chances in proportion to exp(weight + power log load) that make the mean of `number` equal `people`.

        Newton's method, kept within bounds that close in.
        """
        target = min(people, float(number.max()) - 0.5)
        low, high = -30.0, 30.0
        load = self._loads.get(name, log(target))
        chance = weight
        for _ in range(60):
            exponent = weight + power * load
            chance = np.exp(exponent - exponent.max())
            chance /= chance.sum()
            average = float(chance @ number)
            if abs(average - target) < TOLERANCE * max(1.0, target):
                break
            low, high = (load, high) if average < target else (low, load)
            slope = float(chance @ (number * power)) - average * float(chance @ power)
            step = load + (target - average) / slope if slope > 0 else low
            load = step if low < step < high else (low + high) / 2
        self._loads[name] = load
        return chance
