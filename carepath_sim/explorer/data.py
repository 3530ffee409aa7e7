"""What the page carries: scenarios, measures, and the value of each measure in each replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from carepath_sim.metrics import ALL
from carepath_sim.model import Floats


class Key(NamedTuple):
    """What one row of values is of."""

    metric: str
    setting: str
    period: str


@dataclass(frozen=True)
class Offered:
    """A scenario a reader may choose; `parameters` are what a sweep set it to, by the name of the column."""

    name: str
    label: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """A metric as a reader needs it; `count` names the number that a rate is told with (see `verdicts.COUNTS`).

    `absent`, `tolerance` and `floor` are the registry's.
    """

    name: str
    label: str
    unit: str
    better: str
    definition: str
    group: str
    headline: bool = False
    absent: float = float("nan")
    tolerance: float = 0.1
    floor: float = 0.0
    count: str = ""


@dataclass(frozen=True, eq=False)
class Exploration:
    """Everything on the page. `values` is [keys, scenarios, replications], in which NaN is not defined.

    `present` [keys, scenarios] says which scenarios have the key at all; where one has and
    another has not, `Measure.absent` stands for the missing one. `periods` gives the words for
    each period. Scenarios share the luck of each replication, so any may be held against any.
    Raises ValueError if the shapes do not agree.
    """

    title: str
    subtitle: str
    scenarios: tuple[Offered, ...]
    measures: tuple[Measure, ...]
    periods: Mapping[str, str]
    keys: tuple[Key, ...]
    values: Floats
    present: np.ndarray
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.keys), len(self.scenarios))
        if self.values.ndim != 3 or self.values.shape[:2] != shape or self.present.shape != shape:
            raise ValueError(f"values {self.values.shape} and presence {self.present.shape} are not of {shape}")

    @property
    def replications(self) -> int:
        """How many values each key has in each scenario."""
        return int(self.values.shape[2])

    def only(self, kept: np.ndarray) -> Exploration:
        """The same page with some of the keys, a truth for each."""
        keys = tuple(key for key, is_kept in zip(self.keys, kept, strict=True) if is_kept)
        metrics = {key.metric for key in keys}
        measures = tuple(measure for measure in self.measures if measure.name in metrics)
        return replace(self, keys=keys, measures=measures, values=self.values[kept], present=self.present[kept])

    def is_split(self) -> np.ndarray:
        """Which keys are of a part (a setting, team, age, need, payer or heading) and not of the whole."""
        return np.array([key.setting != ALL for key in self.keys], dtype=bool)

    def is_of_a_year(self) -> np.ndarray:
        """Which keys are of one year and not of the whole study."""
        return np.array([key.period != ALL for key in self.keys], dtype=bool)
