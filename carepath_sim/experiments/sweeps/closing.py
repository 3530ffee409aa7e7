"""The close of a sweep: the tables are made of its blocks alone, whoever ran these, when and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.designs.comparable import Lacks
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.laboratory.growing import Name, Rule
from carepath_sim.experiments.laboratory.store import BlockStore
from carepath_sim.experiments.sweeps.papers import put
from carepath_sim.experiments.sweeps.results import writing_results
from carepath_sim.experiments.sweeps.summary import Summary, default_point
from carepath_sim.experiments.sweeps.tally import Tally
from carepath_sim.experiments.tables import to_csv
from carepath_sim.model import Floats

SUMMARY = "summary.csv"


@dataclass(frozen=True, eq=False)
class Findings:
    """Where the values of a sweep are: its blocks, by the key of each cell, and the cells that could not be run.

    `lacking` says which outcomes are not compared.
    """

    store: BlockStore
    design: Design
    keys: Mapping[Name, str]
    failed: Set[Name]
    at_most: int
    rule: Rule | None = None
    lacking: Lacks = field(default_factory=dict)

    def at(self, point: Point) -> dict[str, Floats]:
        """The values of each scenario that could be run at a point: the same replications of each.

        With a rule they are as many as it finds enough; then a scenario that could not be run takes the others with it.
        """
        names = [(scenario, point.number) for scenario in self.design.scenarios]
        if self.rule is not None and any(name in self.failed for name in names):
            return {}
        outcomes = [outcome.name for outcome in self.design.outcomes]
        found: dict[str, Floats] = {}
        for name in names:
            if name in self.keys and name not in self.failed:
                values, has = self.store.values(self.keys[name], self.at_most, outcomes)
                found[name[0]] = values[: int(np.argmin(np.append(has, False)))]
        count = min(map(len, found.values()), default=0)
        if self.rule is not None and count:
            count = self.rule([values[:count] for values in found.values()]) or count
        return {scenario: values[:count] for scenario, values in found.items()} if count else {}


def close(folder: Path, findings: Findings, points: Iterable[Point]) -> tuple[pd.DataFrame, Tally]:
    """Write `results.parquet` and `summary.csv`, and give the summary and how much it is of.

    Raises ResourceError if the disk says no.
    """
    default = default_point(findings.design)
    first = findings.design.scenarios[0]
    defaults = None if default is None else findings.at(default).get(first)
    summary, runs = Summary(findings.design, defaults, findings.lacking), list[tuple[str, int]]()
    try:
        with writing_results(folder, findings.design) as writer:
            for point in points:
                found = findings.at(point)
                for scenario, values in found.items():
                    writer.add(scenario, point, values)
                    runs.append((findings.keys[scenario, point.number], len(values)))
                summary.add(point, found)
    except OSError as error:
        raise ResourceError(f"cannot write to {folder}: {error.strerror or error}; all blocks are there") from error
    frame = summary.frame()
    put(folder / SUMMARY, to_csv(frame))
    return frame, Tally.of(runs)
