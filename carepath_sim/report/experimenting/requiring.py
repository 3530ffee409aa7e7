"""Which choices of a sweep keep the service levels that somebody stated, and which of them costs least, in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.lengths import Days
from carepath_sim.experiments.search.levels import Level
from carepath_sim.report.experimenting.amounts import COSTS
from carepath_sim.report.experimenting.swept import Levels, Swept
from carepath_sim.report.experimenting.widening import Estimate, estimate
from carepath_sim.report.words import fit, unit_words

MOST_NAMED = 4
Choice = tuple[str, Levels]
"""A scenario and the levels of its levers; none where whatever the levers it is the same."""


def requiring(swept: Swept, levels: Sequence[Level], days: Days) -> list[str]:
    """The answer: how many choices keep every level on average, and the cheapest of them; then what was left out.

    A scenario that has not the part of some level is not held against any.
    """
    measured = [level for level in levels if level.outcome in swept.design.outcomes]
    missing = [level for level in levels if level not in measured]
    said = [_answer(swept, measured, days)] if measured else []
    said += _left_out(swept, measured)
    said += [
        f"{level.outcome.name} was not measured, so that it cannot be said which points keep {level.named}. Fix: add "
        f"--outcome {level.outcome.name}"
        for level in missing
    ]
    return said + [level.reading for level in measured if level.reading]


def _answer(swept: Swept, levels: Sequence[Level], days: Days) -> str:
    held = [choice for who in _held(swept, levels) for choice in _choices(swept, who)]
    keeping = [choice for choice in held if all(_keeps(swept, level, choice, days) for level in levels)]
    which = "every level" if len(levels) > 1 else "the level"
    stated = "; ".join(level.words for level in levels)
    if not keeping:
        return f"None of {counted(len(held), 'choice')} keeps {which} on average ({stated})."
    do = "keeps" if len(keeping) == 1 else "keep"
    told = [_named(swept, choice) for choice in keeping[:MOST_NAMED]]
    more = [f"{len(keeping) - MOST_NAMED} more"] if len(keeping) > MOST_NAMED else []
    head = f"Of {counted(len(held), 'choice')}, {len(keeping):,} {do} {which} on average ({stated}): "
    return f"{head}{listed(told + more)}. {_cheapest(swept, levels, keeping, days)}".strip()


def _cheapest(swept: Swept, levels: Sequence[Level], keeping: Sequence[Choice], days: Days) -> str:
    cost = next((each for each in swept.design.outcomes if each.name in COSTS), None)
    if cost is None:
        return "What they cost was not measured: add --outcome cost_per_year."
    costs = {choice: _level(swept, cost, choice) for choice in keeping}
    known = [choice for choice in keeping if isfinite(costs[choice].mean)]
    if not known:
        return ""
    best = min(known, key=lambda choice: costs[choice].mean)
    own = costs[best]
    scale = fit([own.mean], cost.unit, (own.high - own.low) * 3 if isfinite(own.low) else 0.0)
    between = f" ({scale.between(own.low, own.high)})" if isfinite(own.low) else ""
    fares = "; ".join(f"{level.named}: {_fares(swept, level, best, days)}" for level in levels)
    lead = "It costs" if len(keeping) == 1 else f"The cheapest of them is {_named(swept, best)}:"
    return f"{lead} {scale.write(own.mean)} {unit_words(cost.unit)}{between}; {fares}.".replace("  ", " ")


def _held(swept: Swept, levels: Sequence[Level]) -> list[str]:
    """The scenarios that have the part of every level."""
    return [who for who in swept.design.scenarios if all(who in swept.has(level.outcome) for level in levels)]


def _left_out(swept: Swept, levels: Sequence[Level]) -> list[str]:
    without: dict[str, list[str]] = {}
    for level in levels:
        for who in swept.design.scenarios:
            if who not in swept.has(level.outcome):
                without.setdefault(who, []).append(in_sentence(level.outcome.part.replace("_", " ")))
    return [
        f"{swept.title(who)} has no {listed(list(dict.fromkeys(parts)))} and is not held against that level."
        for who, parts in without.items()
    ]


def _choices(swept: Swept, who: str) -> list[Choice]:
    """What may be chosen of a scenario: each combination of levels, or the scenario if none moves anything."""
    if swept.is_still(who):
        return [(who, ())]
    return [(who, levels) for levels in swept.combinations]


def _level(swept: Swept, outcome: OutcomePath, choice: Choice) -> Estimate:
    who, levels = choice
    return swept.level(outcome, who, levels or swept.combinations[0])


def _own(swept: Swept, level: Level, choice: Choice, days: Days) -> Estimate:
    who, levels = choice
    values = swept.levels(level.outcome, who, levels or swept.combinations[0])
    return estimate(level.converted(values, days(level.outcome)))


def _keeps(swept: Swept, level: Level, choice: Choice, days: Days) -> bool:
    mean = _own(swept, level, choice, days).mean
    return isfinite(mean) and bool(level.is_met(mean))


def _fares(swept: Swept, level: Level, choice: Choice, days: Days) -> str:
    own = _own(swept, level, choice, days)
    between = f" ({level.between(own.low, own.high)})" if isfinite(own.low) else ""
    return f"{level.written(own.mean)}{between}"


def _named(swept: Swept, choice: Choice) -> str:
    who, levels = choice
    title = in_sentence(swept.title(who))
    return f"{title} with {swept.words(levels)}" if levels and swept.levers else title
