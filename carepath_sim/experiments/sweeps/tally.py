"""How much a sweep is: its cells, how many of them are different, and the runs that these took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from carepath_sim.catalogue.wording import counted


@dataclass(frozen=True)
class Tally:
    """Cells, which are scenarios at points, and what they took.

    Those that are the same, as a baseline is that lacks every lever, are run once: `different` counts those left, and
    `runs` their replications.
    """

    cells: int
    different: int
    runs: int

    @classmethod
    def of(cls, cells: Iterable[tuple[str, int]]) -> Tally:
        """That of cells by key, with the replications of each."""
        each = list(cells)
        most: dict[str, int] = {}
        for key, replications in each:
            most[key] = max(replications, most.get(key, 0))
        return cls(len(each), len(most), sum(most.values()))

    @property
    def words(self) -> str:
        """It in a sentence."""
        cells = f"{counted(self.runs, 'run')} of {counted(self.cells, 'cell')} (a scenario at a point)"
        if self.different == self.cells:
            return f"{cells}."
        return f"{cells}, {self.different:,} of them different: what is the same at several points is run once."

    def facts(self) -> dict[str, Any]:
        """It as plain data."""
        return asdict(self)
