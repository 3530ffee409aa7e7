"""Numbers laid one behind the other, and the addresses at which they begin."""

from __future__ import annotations

from typing import Any

import numpy as np

from carepath_sim.engines.compiled import layout as at


class Addresses:
    """Hands out addresses, and lays tables one behind the other."""

    def __init__(self) -> None:
        self.m: list[int] = [0] * at.HEADER
        self.f: list[float] = []

    def records(self, count: int, size: int) -> tuple[range, int]:
        """Room for so many records of a size: their addresses, and where they end."""
        begin = len(self.m)
        self.m += [0] * (count * size)
        return range(begin, len(self.m), size) if count else range(begin, begin), len(self.m)

    def table(self, values: Any) -> int:
        """A table of whole numbers; returns its address."""
        begin = len(self.m)
        self.m += np.asarray(values, dtype=np.int64).ravel().tolist()
        return begin

    def floats(self, values: Any) -> int:
        """A table of floats; returns its address in `f`."""
        begin = len(self.f)
        self.f += np.asarray(values, dtype=np.float64).ravel().tolist()
        return begin

    def fill(self, record: int, fields: dict[int, int]) -> None:
        """Set fields of a record, or of the header at 0."""
        for field, value in fields.items():
            self.m[record + field] = int(value)
