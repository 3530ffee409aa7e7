"""What was tested in this run, as a page prints it: what failed apart from what did not."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from carepath_sim.catalogue.wording import held_by
from carepath_sim.report.data import ReportData


@dataclass(frozen=True)
class CheckRow:
    """A check, of which scenarios it is said, and what was found; those that found the same share a row.

    `begins` says that it is the first row of its check.
    """

    check: str
    scenarios: str
    found: str
    begins: bool = True


@dataclass(frozen=True)
class Checked:
    """The rows of checks that failed and of those that were passed, and how many checks there were of each."""

    failed: tuple[CheckRow, ...]
    passed: tuple[CheckRow, ...]
    failures: int
    passes: int

    @property
    def total(self) -> int:
        """How many checks there were, each scenario's counted by itself."""
        return self.failures + self.passes


def checked(data: ReportData) -> Checked:
    """The checks of a run; none if it recorded none."""
    frame = data.checks
    passed = frame["passed"].astype(bool)
    return Checked(
        failed=_rows(data, frame[~passed]),
        passed=_rows(data, frame[passed]),
        failures=int((~passed).sum()),
        passes=int(passed.sum()),
    )


def _rows(data: ReportData, frame: pd.DataFrame) -> tuple[CheckRow, ...]:
    """One check after another, in the order in which they first come."""
    rows = []
    for check, of_check in frame.groupby("check", sort=False):
        for place, (found, names) in enumerate(of_check.groupby("found", sort=False)["scenario"]):
            held = held_by([data.scenario_label(name) for name in names], len(data.scenarios))
            rows.append(CheckRow(str(check), held, str(found), place == 0))
    return tuple(rows)
