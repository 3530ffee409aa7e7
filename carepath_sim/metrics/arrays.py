"""Sums, shares and names of tables of numbers by run, kind and window."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, prod

import numpy as np

from carepath_sim.model import Floats, Ints


def sums(place: Sequence[Ints], shape: Sequence[int], amounts: Ints | Floats | None = None) -> Floats:
    """A table of a shape with amounts (1 each if there are none) added where they belong, in the order they stand.

    `place` has the position of each amount along each axis.
    """
    index = place[0]
    for position, size in zip(place[1:], shape[1:], strict=True):
        index = index * size + position
    found = np.bincount(index, amounts, minlength=prod(shape))
    return found.reshape(shape).astype(np.float64, copy=False)


def in_order(values: Floats, axis: int) -> Floats:
    """The sum along an axis, one after the other: `sum` adds in an order that depends on the whole shape."""
    total = np.zeros(np.delete(values.shape, axis))
    for each in np.moveaxis(values, axis, 0):
        total += each
    return total


def named(names: Sequence[str], values: Floats) -> dict[str, Floats]:
    """Values by kind, [runs, kinds, windows], as a mapping from names to values by run and window."""
    return dict(zip(names, values.swapaxes(0, 1), strict=True))


def ratios(parts: Floats, wholes: Floats) -> Floats:
    """Shares or rates, NaN where there is nothing to divide by."""
    found: Floats = np.divide(parts, wholes, out=np.full(parts.shape, nan), where=wholes != 0)
    return found
