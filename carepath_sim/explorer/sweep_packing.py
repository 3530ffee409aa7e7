"""How a sweep travels in a page: every value, or what is known of each cell where that would be too much."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Literal

import numpy as np

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.frontier import COST, STABILITY
from carepath_sim.explorer.packing import quantiles
from carepath_sim.explorer.sweep_data import Sweeping
from carepath_sim.metrics.uncertainty import half_width, probability_better
from carepath_sim.model import Floats
from carepath_sim.report import canvas
from carepath_sim.report.experimenting.lining import marks_of
from carepath_sim.report.experimenting.swept import Level, choice_words, level_short, level_words
from carepath_sim.report.experimenting.widening import estimate

Extent = Literal["values", "cells and worlds", "cells", "means"]
"""What of a sweep a page carries: from every value to the mean of each cell with its interval and three quantiles."""
WIDTH = {"values": 8, "cells and worlds": 4, "cells": 4, "means": 4}
"""Bytes of a number: 8 where a page works something out, 4 (seven digits) of what was worked out."""
TWENTIETHS = tuple(round(place / 20, 2) for place in range(21))
SHARES = {"values": (), "cells and worlds": TWENTIETHS, "cells": TWENTIETHS, "means": (0.1, 0.5, 0.9)}
"""The quantiles of one future that are carried."""
CELL = ("mean", "half", "number", "replications", "better")
SHOWN = ("value", "difference")
STABILITIES = (STABILITY, "breakdown_rate", "breakdowns")


def values(found: Sweeping) -> Floats:
    """Every value, [outcomes, scenarios, points, replications]; NaN where there is none."""
    stacked = np.stack([found.swept.values[name] for name in found.swept.design.scenarios])
    return np.ascontiguousarray(stacked.transpose(3, 0, 1, 2))


def digest(found: Sweeping, extent: Extent) -> Floats:
    """What is known of each cell, and of each world unless `extent` leaves them out, as one list of numbers.

    Cells come first: for value and difference, each outcome, scenario and combination, `CELL` and then the quantiles
    of one future. Worlds follow: for value and difference, each outcome, scenario and point, mean and half-width.
    """
    cells: list[float] = []
    worlds: list[float] = []
    swept = found.swept
    for shown, outcome, scenario in product(SHOWN, found.outcomes, swept.design.scenarios):
        of = swept.levels if shown == "value" else swept.differences
        means = np.full((len(swept.design.points), 2), np.nan)
        every = [of(outcome, scenario, levels) for levels in swept.combinations]
        cells += together(every, outcome, SHARES[extent])
        for levels, own in zip(swept.combinations, every, strict=True):
            if extent == "cells and worlds":
                means[swept.members(levels)] = [world(row) for row in own]
        worlds += means.ravel().tolist() if extent == "cells and worlds" else []
    return np.array(cells + worlds)


def together(every: Sequence[Floats], outcome: OutcomePath, shares: Sequence[float]) -> list[float]:
    """What is known of each of some cells, one after another: at once where each is one world without a gap."""
    if any(own.shape[0] > 1 or own.shape[1] < 2 or not np.isfinite(own).all() for own in every):
        return [number for own in every for number in cell(own, outcome, shares)]
    values = np.concatenate(list(every))
    count = values.shape[1]
    halves = values.std(axis=1, ddof=1) * quantiles(count)[count] / np.sqrt(count)
    counts = np.full(len(values), float(count))
    better = np.full(len(values), np.nan)
    if outcome.better != "neither":
        wins = values < 0 if outcome.better == "lower" else values > 0
        better = wins.mean(axis=1) + 0.5 * (values == 0).mean(axis=1)
    spread = np.quantile(values, shares, axis=1)
    found: list[float] = (
        np.column_stack([values.mean(axis=1), halves, counts, counts, better, *spread]).ravel().tolist()
    )
    return found


def cell(own: Floats, outcome: OutcomePath, shares: Sequence[float]) -> list[float]:
    """What is known of values [worlds, replications]: `CELL`, then quantiles of one future."""
    pooled = own[np.isfinite(own)]
    if not len(pooled):
        return [np.nan, np.nan, 0.0, 0.0, np.nan, *[np.nan] * len(shares)]
    known = estimate(own)
    has = np.isfinite(own)
    lengths = [int(has.any(axis=side).sum()) for side in (0, 1)]
    number = min((length for length in lengths if length > 1), default=1)
    better = probability_better(pooled, outcome.better)
    spread = np.quantile(pooled, shares).tolist()
    return [known.mean, known.high - known.mean, float(number), float(len(pooled)), better, *spread]


def world(row: Floats) -> tuple[float, float]:
    """The mean of one world and half its interval."""
    kept = row[np.isfinite(row)]
    return (float(kept.mean()), half_width(kept)) if len(kept) else (np.nan, np.nan)


def facts(found: Sweeping, extent: Extent) -> str:
    """All but the values, as JSON; a number that is not defined is null."""
    swept = found.swept
    looked = {outcome: found.looked_at(outcome) for outcome in found.outcomes}
    most = max(found.replications, swept.worlds)
    marks = marks_of(swept)
    told = {
        "extent": extent,
        "width": WIDTH[extent],
        "shares": SHARES[extent],
        "replications": found.replications,
        "points": len(swept.design.points),
        "worlds": swept.worlds,
        "drawn": [factor.label for factor in swept.drawn],
        "isAlone": swept.is_alone,
        "against": swept.against,
        "default": found.default,
        "lookedAt": swept.looked_at,
        "quantiles": {str(many): quantiles(most, many) for many in sorted({1, swept.looked_at, *looked.values()})},
        "scenarios": [
            {
                "name": name,
                "label": swept.title(name),
                "mark": vars(marks[name]),
                "isCompared": name in swept.compared,
            }
            for name in swept.design.scenarios
        ],
        "outcomes": [_outcome(found, outcome, looked[outcome]) for outcome in found.outcomes],
        "first": _first(found.outcomes),
        "levers": [_lever(factor) for factor in swept.levers],
        "combinations": [found.places(levels) for levels in swept.combinations],
        "combinationOf": found.combination_of,
        **drawing(),
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def drawing() -> dict[str, Any]:
    """What drawings on an explorer page share."""
    return {
        "config": canvas.CONFIG,
        "dark": canvas.DARK,
        "colours": {"ink": canvas.INK, "muted": canvas.MUTED, "grid": canvas.GRID, "paper": canvas.PAPER},
        "font": canvas.FONT,
    }


def _outcome(found: Sweeping, outcome: OutcomePath, looked_at: int) -> dict[str, Any]:
    """An outcome; `behind` is the place of the number that a rate comes from, `lackedBy` are scenarios without it."""
    swept, behind = found.swept, found.swept.behind(outcome)
    having = swept.has(outcome)
    return {
        "behind": found.outcomes.index(behind) if behind in found.outcomes else None,
        "lackedBy": [place for place, name in enumerate(swept.design.scenarios) if name not in having],
        "name": outcome.name,
        "label": outcome.label,
        "unit": outcome.unit,
        "better": outcome.better,
        "definition": outcome.described.definition,
        "lookedAt": looked_at,
    }


def _lever(factor: Factor) -> dict[str, Any]:
    return {
        "name": factor.name,
        "label": factor.label,
        "unit": "" if factor.choices else factor.unit,
        "isNumber": not factor.choices,
        "levels": [_level(factor, level) for level in factor.levels],
        "default": next((place for place, level in enumerate(factor.levels) if level == factor.default), None),
    }


def _level(factor: Factor, level: Level) -> dict[str, Any]:
    return {
        "name": level if isinstance(level, str) else f"{level:.15g}",
        "value": level,
        "short": level_short(factor, level),
        "words": level_words(factor, level),
        "said": choice_words([factor], [level]),
    }


def _first(outcomes: Iterable[OutcomePath]) -> dict[str, str]:
    """What a page begins with: an outcome, and the two of the frontier where there are two."""
    known = {outcome.name: outcome for outcome in outcomes}
    judged = [name for name, outcome in known.items() if outcome.better != "neither"]
    cost = COST if COST in known else (judged or list(known))[0]
    others = [name for name in (*STABILITIES, *judged) if name in known and name != cost]
    pair = {"x": cost, "y": others[0]} if others and len(judged) > 1 else {}
    return {"outcome": cost, **pair}
