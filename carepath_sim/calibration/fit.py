"""Scales the catalogue's hazards and entry rates until its council, run for decades, meets the published rates.

Every move from a placement has the same Weibull shape and a multiplier, `times`. With a
falling hazard a yearly rate depends on how long people stay, which depends on all the
multipliers, so they are found by iteration: run, compare each group of endings with its
published rate, multiply, and run again. Splits within a group, being assumptions, stay
as they are. Entry rates are fitted so that starts, which include those the model makes
itself (from the edge of care and after leaving care), meet published starts.

`python -m carepath_sim.calibration.fit` rewrites the numbers in the catalogue.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carepath_sim.calibration import long_run
from carepath_sim.calibration.targets import (
    FOSTER,
    OLDER,
    OTHER,
    RETURNS,
    YOUNGER,
    rate_of,
    starts,
)
from carepath_sim.catalogue.documents import KeyPath, read
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.vary import with_values

STEP = 0.7
"""Power of each correction. A falling hazard answers more than in proportion, since every move starts it anew."""

STOCK = 82_650
"""Mean stock of England in 2024-25, (83,530 + 81,770) / 2: the denominator of the published rates of moves."""
NARROW, BROAD_ONLY, CARE_PLAN = 12_750 / STOCK, 15_570 / STOCK, 20_170 / STOCK
FOSTER_TO_ALL, OTHER_TO_ALL = 0.53 / 0.589, 0.73 / 0.589
"""Published moves a year from foster care, and from elsewhere, over those from all placements."""

NARROW_ENDINGS = ("breakdown", "breakdown_to_residential")
BROAD_ENDINGS = ("other_change",)


@dataclass(frozen=True)
class Group:
    """Endings that are scaled together until they happen at a published rate a year."""

    label: str
    rate: float
    measure: Callable[[Reading, Window], float]
    numbers: tuple[str, ...]  # paths of the hazards, as `settings.<name>.endings.<name>.hazard`


@dataclass(frozen=True)
class Flow:
    """An entry stream that is scaled until starts at some ages meet the published number."""

    label: str
    starts: float
    measure: Callable[[Reading, Window], float]
    stream: str


def planned_endings(study: Study, settings: Sequence[str]) -> tuple[str, ...]:
    """Names of the planned endings of some settings that lead to another placement."""
    names = {
        name
        for setting in settings
        for name, ending in study.settings[setting].endings.items()
        if ending.planned and name not in RETURNS
    }
    return tuple(sorted(names))


def _paths(study: Study, settings: Sequence[str], endings: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        f"settings.{setting}.endings.{ending}.hazard"
        for setting in settings
        for ending in endings
        if ending in study.settings[setting].endings
    )


def groups(study: Study) -> list[Group]:
    """The groups of endings and the published rate of each."""
    found = []
    for label, settings, factor in (("foster care", FOSTER, FOSTER_TO_ALL), ("other settings", OTHER, OTHER_TO_ALL)):
        planned = planned_endings(study, settings)
        for kind, endings, rate in (
            ("narrow breakdown", NARROW_ENDINGS, NARROW),
            ("other change", BROAD_ENDINGS, BROAD_ONLY),
            ("planned move", planned, CARE_PLAN),
        ):
            paths = _paths(study, settings, endings)
            found.append(Group(f"{label}, {kind}", rate * factor, _rate(settings, endings), paths))
    return found


def _rate(settings: Sequence[str], endings: Sequence[str]) -> Callable[[Reading, Window], float]:
    return lambda reading, window: rate_of(reading, window, settings, endings)


FLOWS = (
    Flow("starts at 10 to 15", 8660 * 165 / 32270, starts(YOUNGER), "direct_10_to_15"),
    Flow("starts at 16 to 17", 9110 * 165 / 32270, starts(OLDER), "direct_16_to_17"),
)


@dataclass(frozen=True)
class Step:
    """What one round found: for each label, the published figure and the simulated one."""

    figures: tuple[tuple[str, float, float], ...]

    @property
    def worst(self) -> float:
        """The largest relative miss."""
        return max(abs(simulated / published - 1) for _, published, simulated in self.figures)


def fit(resolved: Resolved, rounds: int, replications: int) -> tuple[dict[str, str], Step]:
    """New values for the fitted numbers, by path, and what the last round found before it set them.

    Raises BadInput where a number would leave its range.
    """
    fitted: dict[str, str] = {}
    for _ in range(rounds):
        changes: dict[str, str] = {}
        readings = long_run.run(resolved, replications)
        windows = [long_run.settled_window(reading) for reading in readings]
        figures = []
        for group in groups(resolved.study):
            simulated = _mean(group.measure, readings, windows)
            figures.append((group.label, group.rate, simulated))
            by = (group.rate / simulated) ** STEP
            changes |= dict.fromkeys(group.numbers, f"{by:.6f}")
            fitted |= {path: f"{_times(resolved.study, path) * by:.4f}" for path in group.numbers}
        for flow in FLOWS:
            simulated = _mean(flow.measure, readings, windows)
            figures.append((flow.label, flow.starts, simulated))
            now = resolved.study.demand.streams[flow.stream].rate.amount * 365.25
            rate = max(now + flow.starts - simulated, 0.1)
            changes[f"demand.streams.{flow.stream}.rate"] = f"{rate:.1f} per year"
        step = Step(tuple(figures))
        _show(step)
        resolved = with_values(resolved, changes, "fitted")
    return fitted | {path: rate for path, rate in changes.items() if path.startswith("demand")}, step


def _mean(measure: Callable[[Reading, Window], float], readings: Sequence[Reading], windows: Sequence[Window]) -> float:
    return sum(measure(r, w) for r, w in zip(readings, windows, strict=True)) / len(readings)


def _times(study: Study, path: str) -> float:
    _, setting, _, ending, _ = path.split(".")
    times = study.settings[setting].endings[ending].hazard.times
    return 1.0 if times is None else times.amount


def _show(step: Step) -> None:
    for label, published, simulated in step.figures:
        print(f"{label:<32} {published:8.3f} {simulated:8.3f}", file=sys.stderr)
    print(f"largest miss {step.worst:.1%}\n", file=sys.stderr)


def write(values: Mapping[str, str], catalogue: Path = HERE) -> None:
    """Put fitted values into the catalogue's files, leaving every other character of them alone."""
    for path, value in values.items():
        kind, name, *rest = path.split(".")
        if kind == "settings":
            _replace(catalogue / "settings" / f"{name}.yaml", (*rest, "times"), value)
        else:
            _replace(catalogue / f"{kind}.yaml", (name, *rest, "value"), value)


def _replace(file: Path, keys: KeyPath, value: str) -> None:
    document, problems = read(file, str(file))
    if problems or keys not in document.marks:
        raise ValueError(f"{file} has no {'.'.join(map(str, keys))} to rewrite")
    lines = file.read_text(encoding="utf-8").split("\n")
    number = document.marks[keys].line - 1
    lines[number] = re.sub(r"^(\s*\w+: ).*$", lambda match: match[1] + value, lines[number])
    file.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Fit and rewrite."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--dry-run", action="store_true", help="show the fit and leave the catalogue as it is")
    options = parser.parse_args()
    values, _ = fit(long_run.study(), options.rounds, options.replications)
    if not options.dry_run:
        write(values)


if __name__ == "__main__":
    main()
