"""The sentence about a scenario that is read first: what it costs, and how steady young people's lives are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.verdicts import COUNTS, clear_way, is_nil
from carepath_sim.experiments.wording import plain, pounds, way
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.uncertainty import Difference

COST = "cost_per_year"
MOVES, BREAKDOWNS, THREE = "moves_rate", "breakdown_rate", "three_placements"
IN_WORDS = {MOVES: "moves", BREAKDOWNS: "breakdowns", THREE: "three or more placements in the year"}
EACH = {MOVES: " a person-year", BREAKDOWNS: " a person-year", THREE: ""}
MILLION = " million"

Found = Mapping[tuple[str, str], Difference]


def lead(found: Found, title: str, base: str) -> str:
    """Cost and stability of a scenario against another in one sentence, whichever way they go and if that is not clear.

    `found` has `cost_per_year`, the measures of stability and the numbers behind them.
    """
    if all(is_nil(row) for row in found.values()):
        return f"{title} and {in_sentence(base)} do not differ in any figure, in any replication."
    return f"{_cost(found[COST, ALL], title, in_sentence(base))}, and {_stability(found)}."


def _cost(row: Difference, title: str, base: str) -> str:
    if is_nil(row):
        return f"{title} costs exactly as much as {base} in every replication"
    if isnan(row.low):
        return f"{title} costs {_change(row.difference, ' a year')} than {base} in the one replication that was run"
    if row.low <= 0 <= row.high:
        doubt = f"{_change(row.low)} to {_change(row.high)}"
        return f"It is not clear whether {in_sentence(title)} costs more or less than {base} ({doubt} a year)"
    return f"{title} costs {_change(row.difference, ' a year')} than {base} ({_span(row)})"


def _change(amount: float, every: str = "") -> str:
    return f"{pounds(amount)}{every} {way(amount)}"


def _span(row: Difference) -> str:
    """The bounds of a clear change in cost, the smaller first; a unit that both have is written once."""
    low, high = (pounds(bound) for bound in sorted((row.low, row.high), key=abs))
    both = low.endswith(MILLION) and high.endswith(MILLION)
    return f"{low.removesuffix(MILLION) if both else low} to {high}"


def _stability(found: Found) -> str:
    rows = {metric: found[metric, ALL] for metric in IN_WORDS if found[metric, ALL].replications}
    if not rows:
        return "moves and breakdowns are not defined in so short a study"
    if all(is_nil(row) for row in rows.values()):
        return "young people move and placements break down exactly as often"
    if any(isnan(row.low) for row in rows.values()):
        return "; ".join(f"{IN_WORDS[metric]} {_both(metric, row, EACH[metric])}" for metric, row in rows.items())
    ways = {metric: _way(found, metric, row) for metric, row in rows.items()}
    parts = list(_clear(rows, ways))
    open_rows = {metric: row for metric, row in rows.items() if not ways[metric]}
    if open_rows:
        parts.append(("" if parts else "there is ") + _not_clear(open_rows))
    return "; ".join(parts)


def _way(found: Found, metric: str, row: Difference) -> int:
    return clear_way(row, found[COUNTS[metric], ALL] if metric in COUNTS else None)


def _clear(rows: Mapping[str, Difference], ways: Mapping[str, int]) -> Iterator[str]:
    """What differs clearly, moves first; three placements stand with the moves that go the same way."""
    moves, broken, three = (ways.get(metric, 0) for metric in (MOVES, BREAKDOWNS, THREE))
    if moves:
        told = f"young people move {_often(moves)}: {_both(MOVES, rows[MOVES], ' moves a person-year')}"
        told += f" ({_interval(MOVES, rows[MOVES])})"
        yield f"{told}, {_both(THREE, rows[THREE], ' with ' + IN_WORDS[THREE])}" if three == moves else told
    if three and three != moves:
        more = "more" if three > 0 else "fewer"
        values = f"{_both(THREE, rows[THREE])} ({_interval(THREE, rows[THREE])})"
        yield f"{more} young people have {IN_WORDS[THREE]}: {values}"
    if broken:
        values = f"{_both(BREAKDOWNS, rows[BREAKDOWNS], ' a person-year')} ({_interval(BREAKDOWNS, rows[BREAKDOWNS])})"
        yield f"placements break down {_often(broken)}: {values}"


def _not_clear(rows: Mapping[str, Difference]) -> str:
    """The measures that do not differ clearly; rates with both values."""
    yet = "" if all(row.precise for row in rows.values()) else " yet"
    named = [f"{IN_WORDS[m]} ({_both(m, row, EACH[m])})" for m, row in rows.items()]
    return f"no clear difference{yet} in {', '.join(named[:-1])}{' or ' if named[:-1] else ''}{named[-1]}"


def _often(direction: int) -> str:
    return "more often" if direction > 0 else "less often"


def _both(metric: str, row: Difference, what: str = "") -> str:
    """The value, what it counts, and the value it is held against."""
    unit = METRICS[metric].unit
    return f"{plain(row.value, unit)}{what} against {plain(row.baseline, unit)}"


def _interval(metric: str, row: Difference) -> str:
    unit = METRICS[metric].unit
    low, high = plain(row.low, unit, True), plain(row.high, unit, True)
    return f"{low.removesuffix(' points')} to {high}"
