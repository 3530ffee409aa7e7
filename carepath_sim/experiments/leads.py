"""The sentence about a scenario that is read first, aloud if need be: what it costs, and how steady lives are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.verdicts import COUNTS, Found, clear_way, is_nil, sign, study_years
from carepath_sim.experiments.wording import listed, percent, plain, pounds, way
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.uncertainty import Difference

COST = "cost_per_year"
MOVES, BREAKDOWNS, THREE = "moves_rate", "breakdown_rate", "three_placements"
IN_WORDS = {MOVES: "moves", BREAKDOWNS: "breakdowns", THREE: "three or more placements in the year"}
EACH = {MOVES: " a person-year", BREAKDOWNS: " a person-year", THREE: ""}
PULLED = "supply_induced_admissions"
MILLION = " million"


def lead(found: Found, title: str, base: str) -> str:
    """Cost and stability of a scenario against another in one sentence, whichever way they go and if that is not clear.

    `found` has `cost_per_year`, the measures of stability and the numbers behind them.
    """
    if all(is_nil(row) for row in found.values()):
        return f"{title} and {in_sentence(base)} do not differ in any figure, in any replication."
    return f"{cost(found[COST, ALL], title, in_sentence(base))}, and {_stability(found)}."


def how_many(scenarios: int) -> int:
    """How many findings lead: one a scenario but the baseline, and where two are left, one between them.

    A hub against no hub and one way of running it against another are two questions; the second is often the one asked.
    """
    return 3 if scenarios == 3 else scenarios - 1


def pulled_in(found: Found) -> str:
    """How many are admitted because places were free, where two scenarios differ clearly in that; otherwise nothing."""
    row, years = found.get((PULLED, ALL)), study_years(found)
    if row is None or not years or not sign(row):
        return ""
    counts = f"{plain(row.value / years, '')} against {plain(row.baseline / years, '')}"
    return f" Admissions to fill a place: {counts} a year."


def cost(row: Difference, title: str, base: str, interval: str = "") -> str:
    """Which costs more and by how much, or that this is not clear; `interval` stands before the bounds."""
    if is_nil(row):
        return f"{title} costs exactly as much as {base} in every replication"
    if isnan(row.low):
        return f"{title} costs {_change(row.difference, ' a year')} than {base} in the one replication that was run"
    if row.low <= 0 <= row.high:
        doubt = f"{_change(row.low)} to {_change(row.high)}"
        return f"It is not clear whether {in_sentence(title)} costs more or less than {base} ({interval}{doubt} a year)"
    return f"{title} costs {_change(row.difference, ' a year')} than {base} ({interval}{_span(row)})"


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
    ways = {metric: clear_way(row, _count(found, metric)) for metric, row in rows.items()}
    clear = list(_clear(rows, ways))
    # Three placements in the year come of moves: they are named alone where they say something else.
    told = (MOVES, BREAKDOWNS, THREE) if not clear else (MOVES, BREAKDOWNS)
    open_rows = {metric: row for metric, row in rows.items() if metric in told and not ways[metric]}
    if not open_rows:
        return "; ".join(clear)
    return "; ".join([*clear, ("" if clear else "there is ") + _not_clear(open_rows)])


def _count(found: Found, metric: str) -> Difference | None:
    return found[COUNTS[metric], ALL] if metric in COUNTS else None


def _clear(rows: Mapping[str, Difference], ways: Mapping[str, int]) -> Iterator[str]:
    """What differs clearly, in per cent of what it is held against: moves first."""
    moves, broken, three = (ways.get(metric, 0) for metric in (MOVES, BREAKDOWNS, THREE))
    if moves:
        yield f"young people move {_by(rows[MOVES])} {_often(moves)} ({_of(MOVES, rows[MOVES], ' moves')})"
    if three and three != moves:
        more = "more" if three > 0 else "fewer"
        yield f"{more} young people have {IN_WORDS[THREE]} ({_both(THREE, rows[THREE])})"
    if broken:
        values = _of(BREAKDOWNS, rows[BREAKDOWNS])
        yield f"placements break down {_by(rows[BREAKDOWNS])} {_often(broken)} ({values})"


def _not_clear(rows: Mapping[str, Difference]) -> str:
    """The measures that do not differ clearly, with both values."""
    yet = "" if all(row.precise for row in rows.values()) else " yet"
    named = [f"{IN_WORDS[metric]} ({_both(metric, row)})" for metric, row in rows.items()]
    return f"no clear difference{yet} in {listed(named, 'or')}"


def _by(row: Difference) -> str:
    return percent(row.difference / row.baseline) if row.baseline else "clearly"


def _of(metric: str, row: Difference, what: str = "") -> str:
    """Between which per cents the change lies, and both values."""
    values = _both(metric, row, f"{what}{EACH[metric]}")
    if not row.baseline:
        return values
    low, high = sorted((abs(row.low), abs(row.high)))
    return f"{percent(low / row.baseline)} to {percent(high / row.baseline)}: {values}"


def _often(direction: int) -> str:
    return "more often" if direction > 0 else "less often"


def _both(metric: str, row: Difference, what: str = "") -> str:
    """The value, what it counts, and the value it is held against."""
    unit = METRICS[metric].unit
    return f"{plain(row.value, unit)}{what} against {plain(row.baseline, unit)}"
