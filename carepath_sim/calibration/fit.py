"""Scales the catalogue's hazards, entry rates and handovers until its council, run for decades, meets published rates.

Every fitted ending of a placement has the same Weibull shape and a multiplier, `times`.
With a falling hazard a yearly rate depends on how long people stay, which depends on all
the multipliers, so they are found by iteration: run, compare each group of endings with
its published rate, multiply, and run again. Splits within a group (between destinations,
settings and needs), being assumptions, stay as they are. Entry rates are fitted so that
starts, which include those the model makes itself (from the edge of care and after going
home), meet published starts; handovers so that as many have a change of social worker.

`python -m carepath_sim.calibration.fit` rewrites the numbers in the catalogue.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from carepath_sim.calibration import studies
from carepath_sim.calibration.measures import people, workers
from carepath_sim.calibration.rewriting import write
from carepath_sim.calibration.view import View
from carepath_sim.catalogue import councils
from carepath_sim.catalogue.published import by_key
from carepath_sim.metrics.arrays import ratios
from carepath_sim.model import Bools, Floats, Ints
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Ending, Setting, Study
from carepath_sim.scenario.vary import with_values

STEP = 0.7
"""Power of each correction. A falling hazard answers more than in proportion, since every move starts it anew."""

FOSTER = "foster"
BREAKDOWNS = ("none", "broad", "narrow")

STREAMS = {"starts_10_to_15": "direct_10_to_15", "starts_16_to_17": "direct_16_to_17"}
"""The published figure that each stream is fitted to."""
TEAM = "social_work"


@dataclass(frozen=True)
class Group:
    """Endings that are scaled together until they happen at a published rate a year."""

    label: str
    is_foster: bool
    breakdown: str  # narrow or broad; `none` stands for planned moves
    rate: float
    numbers: tuple[str, ...]  # paths of the hazards, as `settings.<name>.endings.<name>.hazard`

    def measure(self, view: View) -> Floats:
        """How often these endings lead to another placement, for each year looked after there: [runs]."""
        settings = in_group(view, self.is_foster)
        spells, rows = view.reading.spells, view.reading.moves
        left = spells.previous[rows]
        is_of_kind = _kind(view, spells.end_cause[left].astype(np.int64)) == BREAKDOWNS.index(self.breakdown)
        rows = rows[settings[spells.setting[left]] & is_of_kind]
        return ratios(view.count(spells.run[rows], spells.start[rows]), view.years(settings))


def in_group(view: View, is_foster: bool) -> Bools:
    """The settings, by number, in which young people are looked after in foster care, or elsewhere."""
    chosen: Bools = (view.settings(FOSTER) == is_foster) & view.looked_after
    return chosen


def _kind(view: View, causes: Ints) -> Ints:
    """The place in BREAKDOWNS of what each cause of a move counts as; causes that are no transition count as none."""
    level = np.array(view.reading.words.breakdown, dtype=np.int64)
    found: Ints = np.where(causes >= 0, level[np.maximum(causes, 0)], 0)
    return found


def groups(study: Study) -> list[Group]:
    """The groups of endings and the published rate of each."""
    published = {key: figure.value for key, figure in by_key().items()}
    narrow, broad, planned = (published[key] for key in ("breakdowns", "breakdowns_broad", "planned_moves"))
    moves = round(published["moves"], 3)  # to the digits of those they are set beside
    found = []
    for label, is_foster, factor in (
        ("foster care", True, published["moves_from_foster"] / moves),
        ("other settings", False, published["moves_from_other"] / moves),
    ):
        for kind, breakdown, rate in (
            ("narrow breakdown", "narrow", narrow),
            ("other change", "broad", broad - narrow),
            ("planned move", "none", planned),
        ):
            paths = tuple(
                f"settings.{name}.endings.{key}.hazard"
                for name, setting in study.settings.items()
                if setting.looked_after and (setting.family == FOSTER) == is_foster
                for key, ending in setting.endings.items()
                if is_fitted(ending) and ending.breakdown == breakdown
            )
            found.append(Group(f"{label}, {kind}", is_foster, breakdown, rate * factor, paths))
    return found


def is_fitted(ending: Ending) -> bool:
    """Whether an ending is one of those that are fitted: calibrated, with a multiplier to fit."""
    return ending.hazard.status == "calibrated" and ending.hazard.times is not None


@dataclass(frozen=True)
class Correction:
    """One published figure with its simulated one, what to change, and what the catalogue is to say then."""

    figure: tuple[str, float, float]
    changes: dict[str, str]
    fitted: dict[str, str]


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
    step = Step(())
    for _ in range(rounds):
        views = list(studies.views(resolved, studies.once_filled, replications, studies.LONG_RUN_SEED))
        found = corrections(resolved.study, views)
        step = Step(tuple(part.figure for part in found))
        _show(step)
        changes = {path: value for part in found for path, value in part.changes.items()}
        fitted |= {path: value for part in found for path, value in part.fitted.items()}
        resolved = with_values(resolved, changes, "fitted")
    return fitted, step


def corrections(study: Study, views: Sequence[View]) -> list[Correction]:
    """Every published figure that is fitted beside the simulated one, and what to change for it."""
    return [*_endings(study, views), *_starts(study, views), *_handovers(study, views)]


def _endings(study: Study, views: Sequence[View]) -> list[Correction]:
    found = []
    for group in groups(study):
        simulated = _mean(group.measure, views)
        by = (group.rate / simulated) ** STEP
        fitted = {path: f"{_times(study.settings, path) * by:.4f}" for path in group.numbers}
        changes = dict.fromkeys(group.numbers, f"{by:.6f}")
        found.append(Correction((group.label, group.rate, simulated), changes, fitted))
    return found


def _times(settings: dict[str, Setting], path: str) -> float:
    _, setting, _, ending, _ = path.split(".")
    times = settings[setting].endings[ending].hazard.times
    assert times is not None
    return times.amount


def _starts(study: Study, views: Sequence[View]) -> list[Correction]:
    found = []
    for key, stream in STREAMS.items():
        figure = by_key()[key]
        ages, published = figure.arguments["ages"], figure.value * councils.typical_share()
        simulated = _mean(partial(people.starts, ages=ages), views)
        now = study.demand.streams[stream].rate.amount * 365.25
        change = {f"demand.streams.{stream}.rate": f"{max(now + published - simulated, 0.1):.1f} per year"}
        found.append(Correction((f"starts at {ages}", published, simulated), change, change))
    return found


def _handovers(study: Study, views: Sequence[View]) -> list[Correction]:
    published = by_key()["worker_changed"].value
    simulated = _mean(workers.worker_changed, views)
    now = study.teams[TEAM].handover_rate.amount * 365.25
    by = np.log1p(-published) / np.log1p(-simulated)
    change = {f"teams.{TEAM}.handover_rate": f"{now * by:.2f} per year"}
    return [Correction(("a change of social worker", published, simulated), change, change)]


def _mean(measure: Callable[[View], Floats], views: Sequence[View]) -> float:
    return float(np.nanmean(np.concatenate([measure(view) for view in views])))


def _show(step: Step) -> None:
    for label, published, simulated in step.figures:
        print(f"{label:<32} {published:8.3f} {simulated:8.3f}", file=sys.stderr)
    print(f"largest miss {step.worst:.1%}\n", file=sys.stderr)


def main() -> None:
    """Fit and rewrite."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--dry-run", action="store_true", help="show the fit and leave the catalogue as it is")
    options = parser.parse_args()
    values, _ = fit(studies.in_the_long_run(studies.council()), options.rounds, options.replications)
    if not options.dry_run:
        write(values)


if __name__ == "__main__":
    main()
