"""What charts of a sweep share: which outcomes are drawn, their scales, titles and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import replace
from math import isfinite

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.frontier import COST, STABILITY
from carepath_sim.report.experimenting.swept import Compared, Level, Swept, level_words
from carepath_sim.report.experimenting.widening import Estimate, widened_words
from carepath_sim.report.words import Scale, fit, is_share, message, unit_words

LEADING = (COST, STABILITY, "breakdown_rate", "breakdowns")
"""The outcomes that come first, where they were measured."""
COARSE = 6
"""Figures are written in steps of about a fifth of the width of their interval; `fit` takes a thirtieth of a width."""
MOST_OUTCOMES = 6
"""So many outcomes are drawn; the table of every point has them all."""


def outcomes_drawn(swept: Swept) -> tuple[OutcomePath, ...]:
    """The outcomes that are drawn: cost and stability first, then in the order of the design."""
    ranks = {name: rank for rank, name in enumerate(LEADING)}
    ordered = sorted(swept.design.outcomes, key=lambda each: ranks.get(each.name, len(LEADING)))
    return tuple(ordered[:MOST_OUTCOMES])


def scale_of(estimates: Iterable[Estimate], unit: str, differences: bool = True) -> Scale:
    """The scale on which means read well: no finer than their intervals bear."""
    found = [each for each in estimates if isfinite(each.mean)]
    widths = [each.high - each.low for each in found if each.high > each.low]
    ends = [end for each in found for end in (each.mean, each.low, each.high)]
    scale = fit(ends, unit, COARSE * float(np.median(widths)) if widths else 0.0)
    return scale.bare if differences and is_share(unit) else scale


def bare(scale: Scale) -> Scale:
    """The same scale without the sign of its unit, which then stands elsewhere."""
    return replace(scale, prefix="", suffix="")


def unit_of(scale: Scale, unit: str) -> str:
    """The unit of bare figures on a scale: `£m per year`, `points`."""
    if is_share(unit):
        return "per cent" if scale.suffix else "points"
    sign = f"{scale.prefix}{scale.suffix}"
    return f"{sign} {unit_words(unit)}".strip()


def sides_of(found: Sequence[Compared]) -> tuple[int, int, int]:
    """How many differences are clearly below zero, clearly above, and not clear."""
    sides = [each.own.side() for each in found]
    return sides.count(-1), sides.count(1), sides.count(0)


def title_of(outcome: OutcomePath, found: Sequence[Compared]) -> str:
    """The message of a chart of differences, in ten words or fewer."""
    below, above, open_ones = sides_of(found)
    label, many = brief(outcome), len(found)
    if many == 0:
        return message(f"{label} at every point", "Levels at every point")
    if max(below, above) == many:
        word = "lower" if below else "higher"
        return message(
            f"{label}: clearly {word} at every point", f"{label}: {word} everywhere", f"Clearly {word} everywhere"
        )
    if open_ones == many:
        return message(
            f"{label}: no point is clearly different", f"{label}: nothing clear", "No point is clearly different"
        )
    if not (below and above):
        word, count = ("lower", below) if below else ("higher", above)
        tail = f"{word} at {count} of {many}"
        return message(f"{label}: clearly {tail}", f"{label}: {tail}", f"Clearly {tail}")
    return message(
        f"{label}: {below} of {many} lower, {above} higher",
        f"{label}: {below} lower, {above} higher",
        f"{below} of {many} clearly lower, {above} clearly higher",
    )


def brief(outcome: OutcomePath) -> str:
    """The name of an outcome in a title."""
    return outcome.label.replace(" (narrow)", "")


def subtitle_of(swept: Swept, what: str) -> str:
    """What differences of a sweep are, and how sure."""
    against = f"Difference from {swept.against}"
    worlds = f", mean of {counted(swept.worlds, 'plausible world')}" if swept.worlds > 1 else ""
    return f"{against} at the same point{worlds}, in {what}. {widened_words(swept.looked_at)}."


def rate_alone(swept: Swept, outcome: OutcomePath) -> tuple[str, ...]:
    """What is to be said of a rate whose number was not measured; nothing of anything else."""
    count = swept.behind(outcome)
    if count is None or count in swept.design.outcomes:
        return ()
    return (
        "This is the rate alone, which also falls when more young people are looked after: the number behind it "
        f"({in_sentence(count.label)}) was not measured.",
    )


def table_of(swept: Swept, outcome: OutcomePath) -> pd.DataFrame:
    """Every difference of an outcome, with the means it comes from."""
    found = swept.differing(outcome)
    scale = scale_of([each.own for each in found], outcome.unit)
    rows = []
    for each in found:
        own, level = each.own, swept.level(outcome, each.scenario, each.levels)
        rows.append(
            {
                **({"Scenario": swept.title(each.scenario)} if len(swept.compared) > 1 else {}),
                **named_levels(swept.levers, each.levels),
                f"Mean ({outcome.unit})": fit([level.mean], outcome.unit).write(level.mean),
                "Difference": scale.write(own.mean, True),
                "Interval": scale.between(own.low, own.high, True) if isfinite(own.low) else "not known",
                "Reading": reading(own),
            }
        )
    return pd.DataFrame(rows)


def named_levels(levers: Sequence[Factor], levels: Sequence[Level]) -> dict[str, str]:
    """The columns of a table that say at which levels a row stands."""
    return {factor.label: level_words(factor, level) for factor, level in zip(levers, levels, strict=True)}


def reading(own: Estimate) -> str:
    """What may be said of a difference."""
    if not isfinite(own.low):
        return "one value: no interval"
    if not own.is_backed:
        return "not clear: the number behind it does not differ so"
    return ("not clear", "clearly higher", "clearly lower")[own.side()]


def summary_of(swept: Swept, outcome: OutcomePath) -> str:
    """How many points are clear, and the two furthest apart, in words."""
    found = [each for each in swept.differing(outcome) if isfinite(each.own.mean)]
    if not found:
        return "No difference could be worked out."
    below, above, open_ones = sides_of(found)
    scale = scale_of([each.own for each in found], outcome.unit)
    words = (("clearly lower at", below), ("clearly higher at", above), ("not clear at", open_ones))
    counts = f"{listed([f'{word} {count}' for word, count in words if count])} of {len(found)}"
    ends = []
    for word, each in (("Lowest", min(found, key=_mean)), ("highest", max(found, key=_mean))):
        who = f"{in_sentence(swept.title(each.scenario))}, " if len(swept.compared) > 1 else ""
        figure = f"{scale.write(each.own.mean, True)} ({scale.between(each.own.low, each.own.high, True)})"
        ends.append(f"{word} with {who}{swept.words(each.levels)}: {figure}")
    said = f"{counts[:1].upper()}{counts[1:]}" if below or above else f"Not clear at any of {len(found)}"
    return f"{said}. {ends[0]}; {ends[1]}."


def _mean(each: Compared) -> float:
    return each.own.mean


def rest(items: Sized, most: int, what: str) -> tuple[str, ...]:
    """A note that some of many are not drawn."""
    left = len(items) - most
    return (f"{left:,} more {what} are in the table below and in results.parquet.",) if left > 0 else ()
