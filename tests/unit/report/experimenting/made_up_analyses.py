"""A made-up sensitivity analysis and a made-up search. No figure in them describes a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.search.levels import Level, level
from carepath_sim.experiments.search.study import capacity_columns
from carepath_sim.experiments.search.telling import EVERY_LEVEL
from carepath_sim.experiments.sensitivity.indices import INDICES_COLUMNS
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, ALL_TEAMS_LABEL
from carepath_sim.experiments.sensitivity.screening import SCREENING_COLUMNS
from carepath_sim.experiments.sensitivity.study import Sensitivity
from carepath_sim.experiments.sensitivity.switching import SWITCHING_COLUMNS
from carepath_sim.experiments.sensitivity.tornado import TORNADO_COLUMNS
from carepath_sim.experiments.sensitivity.worlds import VARIANCE_COLUMNS
from tests.unit.report.experimenting.made_up import breakdowns, factor, link, places, price, turnover

SIZES = {"cost_per_year": 1e5, "moves_rate": 0.01}
OUTCOMES = tuple(SIZES)


def numbers(count: int) -> tuple[Factor, ...]:
    """Some uncertainties, the link and a price among them."""
    more = tuple(
        factor(
            f"settings.setting_{place}.endings.return_home.hazard",
            role="uncertainty",
            label=f"Hazard of returning home, setting {place}",
            unit="per year",
            after=" per year",
            whole=False,
            default=0.2,
            low=0.1,
            high=0.4,
        )
        for place in range(count)
    )
    return (breakdowns(), price(), link(), *more)


def analysis(scenarios: tuple[str, ...] = ("baseline", "hub"), count: int = 14, seed: int = 3) -> Sensitivity:
    """An analysis in which breakdowns turn the answer and luck is most of the spread."""
    luck = np.random.default_rng(seed)
    varied = numbers(count)
    titles = {name: name.replace("_", " ").capitalize() for name in scenarios}
    frames: dict[str, list[tuple[object, ...]]] = {name: [] for name in FRAMES}
    for outcome in OUTCOMES:
        for scenario in scenarios[1:]:
            _fill(frames, varied, outcome, scenario, luck)
    return Sensitivity(
        scenarios=titles,
        question="Does the hub cost more than it saves?",
        outcomes=tuple(outcome_path(name) for name in OUTCOMES),
        factors=varied,
        constants_count=312,
        **{name: pd.DataFrame(rows, columns=list(FRAMES[name])) for name, rows in frames.items()},
        notes=tuple(f"Finding {number} of this made-up analysis." for number in range(8)),
        seed=11,
        plan=PLAN,
        failures=(),
        timing={"screening": 12.0, "runs": 4321.0, "seconds": 30.5},
    )


FRAMES: Mapping[str, tuple[str, ...]] = {
    "screening": SCREENING_COLUMNS,
    "indices": INDICES_COLUMNS,
    "tornado": TORNADO_COLUMNS,
    "switching": SWITCHING_COLUMNS,
    "variance": VARIANCE_COLUMNS,
}


@dataclass(frozen=True)
class Plan:
    """As much of a plan as a page reads."""

    tornado_replications: int = 40
    trajectories: int = 6
    method: str = "sobol"


PLAN: Any = Plan()


def _fill(
    frames: dict[str, list[tuple[object, ...]]],
    varied: tuple[Factor, ...],
    outcome: str,
    scenario: str,
    luck: np.random.Generator,
) -> None:
    size = SIZES[outcome]
    default = 1.6 * size
    joint = (ALL_TEAMS, ALL_TEAMS_LABEL, "times", 1.0, 1.46, 1.2)
    told = [(each.name, each.label, each.unit, each.low, each.high, each.default) for each in varied] + [joint]
    for place, known in enumerate(told):
        pull = size * (3.0, -2.2, 0.5)[place] if place < 3 else size * float(luck.normal(0, 0.25))
        low, high, half = default - pull * 0.8, default + pull, 0.5 * size
        frames["tornado"].append(
            (
                *(*known, outcome, scenario),
                *(low, low - half, low + half, high, high - half, high + half),
                *(default, default - half, default + half),
                *(high - low, high - low - half, high - low + half, "assumed", ""),
            )
        )
        within = place == 0
        value = 0.12 if within else float("nan")
        if outcome == OUTCOMES[0]:
            frames["switching"].append(
                (
                    *(*known[:3], outcome, scenario, known[5], known[3], known[4]),
                    *(value, 0.13 if within else np.nan, 0.11 if within else np.nan),
                    *(size, size * 0.5, size * 1.5, -size, -size * 1.5, -size * 0.5),
                    *(within, np.nan, np.nan, 0.05, 0.6),
                    f"{scenario}: what happens with {known[1]} is told in this sentence.",
                )
            )
        if known[0] == ALL_TEAMS:
            continue
        star = abs(pull) + 0.1 * size
        noise = 0.3 * size
        frames["screening"].append(
            (
                *(scenario, outcome, known[0], known[1], "uncertainty"),
                *(star, star * 0.7, star * 1.3, pull, size * 0.2, noise),
                *(pull, pull - half, pull + half, 0.01, star > 2 * noise, True, 6),
            )
        )
        if place < 8:
            total = max(0.02, 0.6 / (place + 1))
            frames["indices"].append(
                (
                    *(scenario, outcome, known[0], known[1], total * 0.8, total * 0.5, total),
                    *(total, total * 0.7, total * 1.3, "sobol", total, total, 0.1),
                )
            )
    frames["variance"].append(
        (
            *(outcome, scenario, 0.22, 0.78, size, 3 * size, default, default - 2 * size, default + 2 * size),
            *(0.84, 0.78, 0.9, 0.82, 256, len(varied)),
            *(default - size / 2, default + size / 2, 0.15, 0.3),
        )
    )


@dataclass(frozen=True)
class Found:
    """What a page reads of a search."""

    scenario: str
    title: str
    question: str
    factors: tuple[Factor, ...]
    levels: tuple[Level, ...]
    breach: float | None
    answer: Mapping[str, float | str] | None
    is_steady: bool
    combinations: int
    capacity: pd.DataFrame
    frontier: pd.DataFrame
    sentences: tuple[str, ...]
    seed: int = 7
    replications: int = 50
    failures: tuple[str, ...] = ()
    timing: Mapping[str, float] = field(default_factory=lambda: {"seconds": 12.5, "choices": 5.0})


LEVELS = ("days_full.hub <= 5%", "overflow_placements fewer than 2 a year")


def search(values: tuple[float, ...] = (6.0, 10.0, 12.0, 13.0, 14.0, 18.0), answer: float | None = 13.0) -> Found:
    """A search along the places of a hub."""
    lever = places(*map(float, range(6, 19)))
    stated = tuple(level(text) for text in LEVELS)
    return _found((lever,), [(value,) for value in values], stated, None if answer is None else {lever.name: answer})


def search_of_two() -> Found:
    """A search over places and turnover."""
    levers = (places(8.0, 12.0, 16.0), turnover(10.0, 30.0))
    choices = [(one, other) for one in levers[0].values for other in levers[1].values]
    stated = tuple(level(text) for text in LEVELS)
    return _found(levers, choices, stated, {levers[0].name: 16.0, levers[1].name: 10.0})


def _found(
    levers: tuple[Factor, ...],
    choices: list[tuple[float, ...]],
    stated: tuple[Level, ...],
    answer: Mapping[str, float | str] | None,
) -> Found:
    rows: list[tuple[object, ...]] = []
    fronts: list[tuple[object, ...]] = []
    for number, choice in enumerate(choices):
        strain = 14.0 - choice[0] + (choice[1] / 10 if len(choice) > 1 else 0.0)
        capacity = choice[0] if len(choice) == 1 else np.nan
        met = []
        for each, size in zip(stated, (0.012, 0.35), strict=True):
            value = max(0.0, each.bound + size * (strain - 0.5))
            half = 0.6 * size
            met.append(value < each.bound)
            chance = float(np.clip(0.3 + 0.15 * strain, 0.02, 0.99))
            rows.append(
                (
                    *("hub", capacity, *choice, each.words, each.outcome.name, each.bound),
                    *(value, max(0.0, value - half), value + half, chance, max(0, chance - 0.1), min(1, chance + 0.1)),
                    *(met[-1], abs(value - each.bound) > half, 50),
                )
            )
        whole = float(np.clip(0.35 + 0.15 * strain, 0.04, 1.0))
        rows.append(
            (
                *("hub", capacity, *choice, EVERY_LEVEL, "", np.nan, np.nan, np.nan, np.nan),
                *(whole, max(0, whole - 0.1), min(1, whole + 0.1), all(met), number % 2 == 0, 50),
            )
        )
        cost, moves = 3.05e7 - 9e4 * strain, 0.64 + 0.004 * strain
        fronts.append(
            (
                "hub",
                number,
                *choice,
                cost,
                cost - 1e5,
                cost + 1e5,
                moves,
                moves - 0.004,
                moves + 0.004,
                number != 1,
                0.9,
            )
        )
    names = [each.name for each in levers]
    front_columns = ["scenario", "point", *names, "cost", "cost_low", "cost_high"]
    front_columns += ["stability", "stability_low", "stability_high", "on_frontier", "chance_on_frontier"]
    return Found(
        scenario="hub",
        title="Hub, neutral",
        question="How many places does the hub need?",
        factors=levers,
        levels=stated,
        breach=None,
        answer=answer,
        is_steady=True,
        combinations=len(levers[0].values) * (len(levers[1].values) if len(levers) > 1 else 1),
        capacity=pd.DataFrame(rows, columns=list(capacity_columns(names))),
        frontier=pd.DataFrame(fronts, columns=front_columns),
        sentences=(
            "The smallest number of places that keeps every level on average is 13 places.",
            "With 12 places: not every level.",
        ),
    )
