"""Heatmaps: a number in every cell, colour only where it is clear, and a line where the threshold is crossed.

They are tables, not drawings: a number in a cell is read, printed, enlarged and spoken like any other text, and colour
only adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, isfinite

from markupsafe import Markup, escape

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.report.canvas import DARK, INK, PALETTE, PAPER, Key, Mark
from carepath_sim.report.experimenting.swept import Level, axis_words, choice_words, level_short, level_words
from carepath_sim.report.experimenting.widening import Estimate
from carepath_sim.report.words import Scale

OPEN = "open"
STEPS = 4
"""How many shades there are on either side of the threshold."""
STRONGEST = 0.48
"""How much of the pure colour the strongest shade has: ink on it keeps 4.5 to 1."""
BELOW, ABOVE = PALETTE[1], PALETTE[2]
MOST_COLUMNS, MOST_ROWS = 12, 24
"""Cells a reader can take in at once; levels between them are left to the table."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A heatmap of two levers: what is in each cell, on which scale, and the threshold it is held against."""

    rows: Factor
    columns: Factor
    cells: Mapping[tuple[Level, Level], Estimate]
    scale: Scale
    threshold: float
    largest: float
    caption: str
    signed: bool = True


def drawn(grid: Grid) -> Markup:
    """The heatmap as a table. Cells whose interval holds the threshold have no colour, and stand in brackets.

    Where none is clear there is no line either: it would only follow the noise.
    """
    is_lined = any(shade(each, grid.threshold, grid.largest) != OPEN for each in grid.cells.values())
    rows, columns = (thinned(levels_of(grid, place), most) for place, most in ((0, MOST_ROWS), (1, MOST_COLUMNS)))
    head = "".join(f'<th scope="col">{escape(level_short(grid.columns, column))}</th>' for column in columns)
    body = "".join(_row(grid, rows, columns, place, is_lined) for place in range(len(rows)))
    across, down = (escape(axis_words(factor)) for factor in (grid.columns, grid.rows))
    return Markup(
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(grid.caption)}"><table class="heat">'
        f'<caption class="unseen">{escape(grid.caption)}</caption>'
        f'<thead><tr><th class="down" rowspan="2" scope="col">{down}</th>'
        f'<th class="across" colspan="{len(columns)}" scope="colgroup">{across}</th></tr><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def levels_of(grid: Grid, place: int) -> list[Level]:
    """The levels on one side of a grid, in the order of their lever."""
    factor = (grid.rows, grid.columns)[place]
    found = {key[place] for key in grid.cells}
    return [level for level in factor.levels if level in found]


def thinned(levels: Sequence[Level], most: int) -> list[Level]:
    """At most so many levels, evenly taken, the first and the last among them."""
    if len(levels) <= most:
        return list(levels)
    return [levels[round(place * (len(levels) - 1) / (most - 1))] for place in range(most)]


def _row(grid: Grid, rows: Sequence[Level], columns: Sequence[Level], place: int, is_lined: bool) -> str:
    cells = "".join(_cell(grid, rows, columns, (place, across), is_lined) for across in range(len(columns)))
    return f'<tr><th scope="row">{escape(level_short(grid.rows, rows[place]))}</th>{cells}</tr>'


def _cell(grid: Grid, rows: Sequence[Level], columns: Sequence[Level], place: tuple[int, int], is_lined: bool) -> str:
    """A cell of the grid, with a line on its upper or left side where `is_lined` and the threshold is there."""
    down, across = place
    own = grid.cells.get((rows[down], columns[across]))
    if own is None or not isfinite(own.mean):
        return '<td class="absent">–</td>'
    classes = [shade(own, grid.threshold, grid.largest)]
    above = grid.cells.get((rows[down - 1], columns[across])) if down else None
    left = grid.cells.get((rows[down], columns[across - 1])) if across else None
    sides = (("over", above), ("beside", left)) if is_lined else ()
    classes += [name for name, other in sides if _crossed(own, other, grid.threshold)]
    written = grid.scale.write(own.mean, grid.signed)
    between = grid.scale.between(own.low, own.high, grid.signed)
    text = f"({written})" if classes[0] == OPEN else written
    said = f"{level_words(grid.rows, rows[down])}, {level_words(grid.columns, columns[across])}: {written}, {between}"
    return f'<td class="{" ".join(classes)}" title="{escape(said)}">{escape(text)}</td>'


def shade(own: Estimate, threshold: float, largest: float) -> str:
    """The class of a cell: `open` if its interval holds the threshold, else how far it is from it, `less3` say."""
    side = own.side(threshold)
    if not side:
        return OPEN
    step = max(1, min(STEPS, ceil(abs(own.mean - threshold) / largest * STEPS - 1e-9))) if largest > 0 else 1
    return f"{'more' if side > 0 else 'less'}{step}"


def _crossed(own: Estimate, other: Estimate | None, threshold: float) -> bool:
    """Whether the threshold lies between two cells that stand beside each other."""
    if other is None or not isfinite(other.mean):
        return False
    return (own.mean > threshold) != (other.mean > threshold)


def legend(below: str, above: str, crossing: str) -> tuple[Key, ...]:
    """How cells are read."""
    return (
        Key(below, Mark(BELOW, "", "", "", ""), "band", STRONGEST),
        Key(above, Mark(ABOVE, "", "", "", ""), "band", STRONGEST),
        Key("In brackets, no colour: not clear", Mark(INK, "", "", "", ""), "bar", 0.0),
        Key(crossing, Mark(INK, "solid", "", "", "")),
    )


def styles() -> str:
    """The shades of cells as style sheet rules, by day and by night."""

    def rules(night: bool) -> str:
        return "".join(f".heat .{name}{{background:{tone(name, night)}}}" for name in names())

    return f"{rules(False)}@media screen and (prefers-color-scheme:dark){{{rules(True)}}}\n"


def names() -> list[str]:
    """The classes of shaded cells."""
    return [f"{side}{step}" for side, step in product(("less", "more"), range(1, STEPS + 1))]


def tone(name: str, night: bool) -> str:
    """The colour of a shade: so much of the side's own on the paper."""
    pure, paper = BELOW if name.startswith("less") else ABOVE, PAPER
    if night:
        pure, paper = DARK[pure], DARK[paper]
    share = STRONGEST * int(name[-1]) / STEPS
    mixed = (round(share * one + (1 - share) * other) for one, other in zip(_parts(pure), _parts(paper), strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def sides(levers: Sequence[Factor]) -> tuple[Factor, Factor]:
    """Which two levers make up a heatmap: the first two; the one with fewer levels lies across, for narrow screens."""
    one, other = levers[:2]
    return (one, other) if len(one.levels) >= len(other.levels) else (other, one)


def told_at(levers: Sequence[Factor], rest: Sequence[Level]) -> str:
    """At which levels the levers stand that are on no side of a heatmap."""
    return choice_words(levers, rest)
