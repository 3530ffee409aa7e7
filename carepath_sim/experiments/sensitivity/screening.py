"""Screening of all factors by elementary effects: which of many numbers matter at all.

Morris, Technometrics 33 (1991); Campolongo, Cariboni and Saltelli, Environmental Modelling
& Software 22 (2007) for the mean absolute effect. Sample and measures are SALib's; what
luck makes of them is told apart in `noise`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan

import numpy as np
import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.decision import (
    ROUNDING,
    Decision,
    at_quantiles,
    filled,
    sub_seed,
)
from carepath_sim.experiments.sensitivity.needing import salib, unit_problem
from carepath_sim.experiments.sensitivity.noise import chances_of_luck, discovered, either, luck_alone
from carepath_sim.model import Bools, Floats

LEVELS = 4
SCREENING_COLUMNS = (
    *("scenario", "outcome", "factor", "label", "role"),
    *("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma", "noise"),
    *("slope", "slope_low", "slope_high", "chance", "stands_out", "touches", "trajectories"),
)
"""A row for each factor, other scenario and outcome: changes of the difference from one end of a range to the other.

`mu_star`, `mu` and `sigma` are the mean absolute elementary effect, the mean effect and the
spread of the effects, `noise` the `mu_star` to expect from luck alone; `slope` is the
steady push that plausible worlds show (`worlds`; empty where they are too few). Intervals
are 95% ones over the sample. `chance` is that of seeing as much by luck, and `stands_out`
allows for how many were looked at. Where `touches` is false, the factor changed the
difference in no future at all.
"""


def screening(decision: Decision, trajectories: int, replications: int) -> pd.DataFrame:
    """Every factor of a decision screened: columns `SCREENING_COLUMNS`.

    Raises UsageError where nothing may be varied, too few runs are asked for, or an outcome has no difference.
    """
    if not decision.factors:
        raise UsageError("no number of these scenarios has a range, so there is nothing to analyse")
    if trajectories < 2 or replications < 2:
        raise UsageError("screening needs at least 2 trajectories and 2 replications, to tell effects from luck")
    _check_defined(decision, replications)
    problem = unit_problem([factor.name for factor in decision.factors])
    seed = sub_seed(decision.seed, "screening")
    sample = salib("sample.morris").sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    # The levels as they are, without what adding fractions left over: equal points are then one study.
    quantiles = np.rint(sample * (LEVELS - 1)) / (LEVELS - 1)
    differences = decision.differences(at_quantiles(decision.factors, quantiles), replications)
    return pd.DataFrame(list(_rows(decision, quantiles, differences)), columns=list(SCREENING_COLUMNS))


def _rows(decision: Decision, quantiles: Floats, differences: Floats) -> Iterator[tuple[object, ...]]:
    for other, scenario in enumerate(decision.others):
        for place, outcome in enumerate(decision.outcomes):
            found = filled(differences[:, other, :, place])
            ran = _ran(decision, found)
            if np.count_nonzero(ran) < 2 * (len(decision.factors) + 1):
                raise UsageError(_why_none(decision, outcome.name))
            yield from _table(decision, (scenario, outcome.name), quantiles[ran], found[ran])


def _ran(decision: Decision, differences: Floats) -> Bools:
    """Which points belong to a trajectory that was run to its end."""
    size = len(decision.factors) + 1
    return np.repeat(np.isfinite(differences).all(axis=1).reshape(-1, size).all(axis=1), size)


def _check_defined(decision: Decision, replications: int) -> None:
    """Raise UsageError, before anything else is run, for an outcome that has no difference as things are."""
    found = decision.differences([{}], replications)[0]
    nothing = [
        f"there is no difference in {outcome.name} between {decision.scenarios[0]} and {scenario}: "
        + (decision.too_short(outcome) or "one of them does not have it. Choose an outcome that both have")
        for other, scenario in enumerate(decision.others)
        for place, outcome in enumerate(decision.outcomes)
        if not np.isfinite(found[other, :, place]).any()
    ]
    if nothing:
        raise UsageError("\n".join(nothing))


def _why_none(decision: Decision, outcome: str) -> str:
    if decision.impossible:
        first = next(iter(decision.impossible.values()))
        return f"too few points could be built to screen anything. The first that could not: {first}"
    return f"too few trajectories could be run to their end to screen {outcome}; ask for more"


def _table(
    decision: Decision, named: tuple[str, str], quantiles: Floats, differences: Floats
) -> Iterator[tuple[object, ...]]:
    """The rows of one scenario and outcome, of differences [points, replications]."""
    effects = elementary_effects(quantiles, differences)
    measures = salib("analyze.morris").analyze(
        unit_problem([factor.name for factor in decision.factors]),
        quantiles,
        differences.mean(axis=1),
        num_levels=LEVELS,
        seed=sub_seed(decision.seed, "intervals"),
    )
    touches = (effects != 0).any(axis=(1, 2))
    mu_star, mu, sigma, half = (
        np.where(touches, np.asarray(measures[name], dtype=np.float64), 0.0)
        for name in ("mu_star", "mu", "sigma", "mu_star_conf")
    )
    noise, chance = luck_alone(effects), chances_of_luck(effects)
    clear = discovered(chance)
    for row, factor in enumerate(decision.factors):
        yield (
            *(*named, factor.name, factor.label, factor.role),
            *(mu_star[row], max(mu_star[row] - half[row], 0.0), mu_star[row] + half[row], mu[row], sigma[row]),
            *(noise[row], nan, nan, nan, chance[row], bool(clear[row]), bool(touches[row]), float(effects.shape[1])),
        )


def elementary_effects(quantiles: Floats, differences: Floats) -> Floats:
    """The change by each factor in each trajectory, over its step: [factors, trajectories, replications].

    What is smaller than adding in another order leaves behind is exactly 0.
    """
    factors = quantiles.shape[1]
    steps = np.diff(quantiles.reshape(-1, factors + 1, factors), axis=1)
    changes = np.diff(differences.reshape(-1, factors + 1, differences.shape[1]), axis=1)
    changes[np.abs(changes) <= ROUNDING * np.abs(differences).max()] = 0.0
    moved = np.abs(steps).argmax(axis=2)
    trajectory, step = np.indices(moved.shape)
    effects = np.empty((factors, len(changes), differences.shape[1]))
    effects[moved, trajectory] = changes / steps[trajectory, step, moved][..., None]
    return effects


def with_slopes(screened: pd.DataFrame, pushes: pd.DataFrame) -> pd.DataFrame:
    """The table with the steady pushes of plausible worlds, and what stands out by either sample.

    `pushes` has the columns scenario, outcome, factor, slope, slope_low, slope_high and chance.
    """
    keys = ["scenario", "outcome", "factor"]
    told = screened[keys].merge(pushes, on=keys, how="left", validate="one_to_one")
    found = screened.copy()
    for name in ("slope", "slope_low", "slope_high"):
        found[name] = told[name].to_numpy(np.float64)
    pushed = told["chance"].to_numpy(np.float64)
    alone = screened["chance"].to_numpy(np.float64)
    found["chance"] = np.where(np.isnan(found["slope"]), alone, either(alone, pushed))
    for _, rows in found.groupby(["scenario", "outcome"], sort=False):
        found.loc[rows.index, "stands_out"] = discovered(rows["chance"].to_numpy())
    return found


def sizes(screened: pd.DataFrame) -> pd.Series:
    """How much each row moves the difference: its steady push, or its mean absolute effect beyond what luck gives."""
    beyond_luck = (screened["mu_star"] - screened["noise"]).clip(lower=0.0)
    return screened["slope"].abs().fillna(0.0).clip(lower=beyond_luck)


def leading(screened: pd.DataFrame, factors: Sequence[Factor], most: int) -> list[Factor]:
    """The factors that stand out, at most so many: the first of each outcome and scenario, then their second ones."""
    out = screened[screened["stands_out"]].assign(size=sizes)
    ranked = [
        rows.sort_values("size", ascending=False, kind="stable")["factor"].tolist()
        for _, rows in out.groupby(["outcome", "scenario"], sort=False)
    ]
    longest = max(map(len, ranked), default=0)
    in_turn = [names[place] for place in range(longest) for names in ranked if place < len(names)]
    by_name = {factor.name: factor for factor in factors}
    return [by_name[name] for name in list(dict.fromkeys(in_turn))[:most]]
