"""The heatmaps of a sweep: differences around zero, and service levels around their bounds, over two levers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.lengths import Days
from carepath_sim.experiments.search.levels import Level as ServiceLevel
from carepath_sim.report.canvas import Chart, Panel
from carepath_sim.report.experimenting import heating
from carepath_sim.report.experimenting.contrasting import (
    bare,
    named_levels,
    outcomes_drawn,
    rate_alone,
    rest,
    scale_of,
    subtitle_of,
    summary_of,
    table_of,
    title_of,
    unit_of,
)
from carepath_sim.report.experimenting.swept import Level, Levels, Swept
from carepath_sim.report.experimenting.widening import Estimate, estimate, widened_words
from carepath_sim.report.words import Scale, fit, is_share, message

LEAST_LEVERS = 2
MOST_PANELS = 6
WIDE = 7
"""Columns from which a heatmap takes the whole width."""
Cells = dict[Levels, Estimate]


def _no_days(_: OutcomePath) -> float:
    return 0.0


def heatmaps(swept: Swept, levels: Sequence[ServiceLevel] = (), days: Days = _no_days) -> list[Chart]:
    """A heatmap of each outcome that leads, and of each service level; none with fewer than two levers."""
    if len(swept.levers) < LEAST_LEVERS:
        return []
    compared = [outcome for outcome in outcomes_drawn(swept) if swept.is_compared(outcome)] if swept.compared else []
    found = [_differences(swept, outcome) for outcome in compared]
    return found + [_kept(swept, level, days) for level in levels if level.outcome in swept.design.outcomes]


def _differences(swept: Swept, outcome: OutcomePath) -> Chart:
    having = [who for who in swept.compared if who in swept.has(outcome)]
    cells = {who: {each: swept.compare(outcome, who, each) for each in swept.combinations} for who in having}
    every = [each for own in cells.values() for each in own.values()]
    scale = scale_of(every, outcome.unit)
    panels = _panels(swept, cells, outcome.label, scale, 0.0)
    return Chart(
        key=f"heat-{outcome.name}",
        title=title_of(outcome, swept.differing(outcome)),
        subtitle=subtitle_of(swept, f"{in_sentence(outcome.label)} ({unit_of(scale, outcome.unit)})"),
        panels=tuple(panels[:MOST_PANELS]),
        table=table_of(swept, outcome),
        summary=summary_of(swept, outcome),
        legend=heating.legend("Clearly less", "Clearly more", "The sign of the difference changes here"),
        notes=rate_alone(swept, outcome) + rest(panels, MOST_PANELS, "drawings") + _thinned(swept.levers),
    )


def _kept(swept: Swept, level: ServiceLevel, days: Days) -> Chart:
    """Values of an outcome held against the bound that somebody stated."""
    moved = [who for who in swept.has(level.outcome) if _is_moved(swept, level, who)]
    looked_at = len(swept.combinations) * max(1, len(moved))
    cells: dict[str, Cells] = {}
    period = days(level.outcome)
    for who in moved or swept.has(level.outcome)[:1]:
        found = {each: level.converted(swept.levels(level.outcome, who, each), period) for each in swept.combinations}
        cells[who] = {each: estimate(values, looked_at) for each, values in found.items()}
    means = [each for own in cells.values() for each in own.values()]
    unit = "share" if level.of_days or is_share(level.outcome.unit) else level.outcome.unit
    scale = fit([each.mean for each in means], unit)
    panels = _panels(swept, cells, level.words, scale, level.bound, signed=False)
    keeping = [bool(level.is_met(each.high if level.is_upper else each.low)) for each in means]
    kept, many = sum(keeping), len(keeping)
    return Chart(
        key=f"level-{level.outcome.name}",
        title=message(
            f"{level.outcome.label}: kept at {kept} of {many} points", f"Level kept at {kept} of {many} points"
        ),
        subtitle=f"Mean held against the level that was stated, {level.words}. {widened_words(looked_at)}.",
        panels=tuple(panels[:MOST_PANELS]),
        table=_kept_table(swept, cells, level),
        summary=f"The level is clearly kept at {kept} of {many}: the whole interval of the mean lies within it. One "
        "future may still breach it.",
        legend=heating.legend("Clearly below the level", "Clearly above", "The level is crossed here"),
        notes=(
            *(_held(swept, level, days, who) for who in swept.has(level.outcome) if who not in cells),
            *rest(panels, MOST_PANELS, "drawings"),
            *_thinned(swept.levers),
        ),
    )


def _is_moved(swept: Swept, level: ServiceLevel, who: str) -> bool:
    """Whether an outcome of a scenario differs at all between the points."""
    values = swept.values[who][..., swept.place(level.outcome)]
    return not bool(np.array_equal(values, np.broadcast_to(values[:1], values.shape), equal_nan=True))


def _held(swept: Swept, level: ServiceLevel, days: Days, who: str) -> str:
    own = estimate(level.converted(swept.levels(level.outcome, who, swept.combinations[0]), days(level.outcome)))
    between = f"{level.written(own.low)} to {level.written(own.high)}"
    return f"{swept.title(who)}, whatever the levers: {level.written(own.mean)} ({between})."


def _panels(
    swept: Swept, cells: dict[str, Cells], words: str, scale: Scale, threshold: float, signed: bool = True
) -> list[Panel]:
    """A heatmap for each scenario and each level of the levers beyond the first two."""
    rows, columns = heating.sides(swept.levers)
    places = (swept.levers.index(rows), swept.levers.index(columns))
    others = [place for place in range(len(swept.levers)) if place not in places]
    largest = max((abs(each.mean - threshold) for own in cells.values() for each in own.values()), default=0.0)
    width = "wide" if len(columns.levels) > WIDE or (len(cells) == 1 and not others) else "half"
    panels = []
    for who, fixed in product(cells, product(*(swept.levers[place].levels for place in others))):
        own = {
            (levels[places[0]], levels[places[1]]): each
            for levels, each in cells[who].items()
            if all(levels[place] == level for place, level in zip(others, fixed, strict=True))
        }
        heading = _heading(swept, who, len(cells), [swept.levers[place] for place in others], fixed)
        caption = f"{words}{f': {heading}' if heading else ''}"
        drawn = heating.drawn(heating.Grid(rows, columns, own, bare(scale), threshold, largest, caption, signed))
        panels.append(Panel(heading, None, "wide" if width == "wide" else "half", drawn))
    return panels


def _heading(swept: Swept, who: str, many: int, others: Sequence[Factor], fixed: Sequence[Level]) -> str:
    parts = [swept.title(who)] if many > 1 else []
    parts += [heating.told_at(others, fixed)] if others else []
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def _thinned(levers: Sequence[Factor]) -> tuple[str, ...]:
    rows, columns = heating.sides(levers)
    if len(rows.levels) <= heating.MOST_ROWS and len(columns.levels) <= heating.MOST_COLUMNS:
        return ()
    return ("Levels between those drawn are in the table.",)


def _kept_table(swept: Swept, cells: dict[str, Cells], level: ServiceLevel) -> pd.DataFrame:
    rows = []
    for who, own in cells.items():
        for levels, each in own.items():
            surely, perhaps = (
                bool(level.is_met(end)) for end in ((each.high, each.low) if level.is_upper else (each.low, each.high))
            )
            rows.append(
                {
                    **({"Scenario": swept.title(who)} if len(cells) > 1 else {}),
                    **named_levels(swept.levers, levels),
                    "Mean": level.written(each.mean),
                    "Interval": f"{level.written(each.low)} to {level.written(each.high)}",
                    "Reading": "clearly kept" if surely else "not clear" if perhaps else "clearly not kept",
                }
            )
    return pd.DataFrame(rows)
