"""The answers of a sweep in words: which choice leads, how sure that is, and what no choice changes."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.frontier import COST, STABILITY
from carepath_sim.report.experimenting.amounts import Amounts, is_cost
from carepath_sim.report.experimenting.contrasting import rate_alone, scale_of, sides_of
from carepath_sim.report.experimenting.spreads import Spread, spreads
from carepath_sim.report.experimenting.swept import Compared, Swept
from carepath_sim.report.experimenting.widening import Estimate, estimate
from carepath_sim.report.words import Scale, fit, unit_words

STABILITIES = (STABILITY, "breakdown_rate", "breakdowns", "moves")
OFTEN = {"moves_rate": "young people move", "breakdown_rate": "placements break down"}
"""Rates that are said as what happens to people."""
MOST_TOLD = 3
"""Scenarios whose plausible worlds are told."""


def leads(swept: Swept) -> list[str]:
    """What was found, a sentence or two each: by cost, by stability, over plausible worlds, and what did not move."""
    judged = [each for each in (_named(swept, COST), _first(swept)) if each is not None] or [
        each for each in swept.design.outcomes if each.better != "neither"
    ][:2]
    if not swept.compared:
        return [_best_level(swept, outcome, swept.design.scenarios[0]) for outcome in judged]
    alone = [each for each in swept.design.outcomes if not swept.is_compared(each)]
    judged = [each for each in judged if each not in alone]
    found = [_best(swept, outcome) for outcome in judged]
    if swept.worlds > 1:
        found += [_over_worlds(swept, outcome) for outcome in judged]
    others = [each for each in swept.design.outcomes if each not in (*judged, *alone)]
    told = [_uncompared(swept, outcome) for outcome in alone]
    return [sentence for sentence in [*found, _unmoved(swept, others), *told] if sentence]


def _named(swept: Swept, name: str) -> OutcomePath | None:
    return next((each for each in swept.design.outcomes if each.name == name), None)


def _first(swept: Swept) -> OutcomePath | None:
    return next((found for name in STABILITIES if (found := _named(swept, name)) is not None), None)


def _best(swept: Swept, outcome: OutcomePath) -> str:
    """The choice whose difference is best, whether it is clear, and how the others stand."""
    known = [each for each in swept.differing(outcome) if isfinite(each.own.mean)]
    if not known:
        return f"{outcome.label}: no difference could be worked out."
    lower = outcome.better != "higher"
    best = (min if lower else max)(known, key=_mean)
    amounts = Amounts(outcome, scale_of([each.own for each in known], outcome.unit))
    is_own = swept.is_alone and (best.own.mean >= 0) == lower
    figure = f"{amounts.change(best.own.mean)} than {_than(swept, outcome)} ({amounts.between(best.own)})"
    sentence = f"{_who(swept, outcome, best, len(known), is_own)}: {figure}{_doubt(best.own)}."
    tail = _counted(swept, known, best) if len(known) > 1 else ""
    return " ".join([sentence, *([tail] if tail else []), *rate_alone(swept, outcome)])


def _who(swept: Swept, outcome: OutcomePath, best: Compared, many: int, is_own: bool) -> str:
    """Which choice leads, as the head of a sentence; `is_own` if a scenario's own values lead and this comes next."""
    title, at = swept.title(best.scenario), _levels(swept, best)
    if is_own:
        at = f" at its own values; next comes{at.removeprefix(' with')}"
    most = "most" if outcome.better == "higher" else "least"
    if is_cost(outcome):
        if len(swept.compared) > 1:
            return f"The cheapest of {many} choices is {in_sentence(title)}{at}"
        return f"{title} costs least{at}"
    under = f"under {in_sentence(title)}{at}"
    head = f"Of {many} choices, " if len(swept.compared) > 1 else ""
    if outcome.name in OFTEN:
        said = f"{OFTEN[outcome.name]} {most} often {under}"
    else:
        said = f"{in_sentence(outcome.label)}: {'highest' if most == 'most' else 'lowest'} {under}"
    return f"{head}{said}" if head else f"{said[:1].upper()}{said[1:]}"


def _levels(swept: Swept, best: Compared) -> str:
    return f" with {swept.words(best.levels)}" if swept.levers and len(swept.combinations) > 1 else ""


def _than(swept: Swept, outcome: OutcomePath) -> str:
    if swept.is_alone:
        return f"at {swept.against}"
    return swept.against if is_cost(outcome) else f"under {swept.against}"


def _doubt(own: Estimate) -> str:
    if not isfinite(own.low):
        return ""
    if not own.is_backed:
        return ", which is not clear: the number behind the rate does not differ the same way"
    return "" if own.is_clear else ", which is not clear"


def _counted(swept: Swept, known: list[Compared], best: Compared) -> str:
    """How all differences of an outcome stand; one that alone is clear is named."""
    below, above, open_ones = sides_of(known)
    many = len(known)
    if open_ones == many:
        return f"None of the {many} choices differs clearly."
    if max(below, above) == many:
        return f"All {many} choices are clearly {'lower' if below else 'higher'}."
    clear = [each for each in known if each.own.is_clear]
    only = f" ({_choice(swept, clear[0])})" if len(clear) == 1 and clear[0] is not best else ""
    words = (("clearly lower", below), ("clearly higher", above), ("not clear", open_ones))
    told = [
        f"{count} {'is' if count == 1 else 'are'} {word}{only if word != 'not clear' else ''}"
        for word, count in words
        if count
    ]
    return f"Of the {many} choices {listed(told)}."


def _choice(swept: Swept, each: Compared) -> str:
    who = in_sentence(swept.title(each.scenario)) if len(swept.compared) > 1 else ""
    at = _levels(swept, each)
    return f"{who}{at}" if who else at.removeprefix(" with ")


def _mean(each: Compared) -> float:
    return each.own.mean


def _over_worlds(swept: Swept, outcome: OutcomePath) -> str:
    """In how many plausible worlds each scenario that is compared lies on the side on which most worlds lie."""
    found = spreads(swept, outcome)
    base = f"at {swept.against}" if swept.is_alone else swept.against
    told: list[str] = []
    for who in swept.compared[:MOST_TOLD]:
        own = [each for each in found if each.scenario == who]
        if own:
            is_below = bool(np.mean([each.below for each in own]) >= 0.5)
            less, more = ("costs less", "costs more") if is_cost(outcome) else ("has lower", "has higher")
            what = f"{less if is_below else more}{'' if is_cost(outcome) else f' {in_sentence(outcome.label)}'}"
            title = swept.title(who) if not told else in_sentence(swept.title(who))
            told.append(f"{title} {what} than {base} in {_share(own, is_below)}")
    return f"{listed(told)} (mean of each world)." if told else ""


def _share(own: Sequence[Spread], is_below: bool) -> str:
    """In how many of the worlds the difference lies below or above nothing, at the least and at the most."""
    many = len(own[0].differences)
    counts = [int((each.differences < 0 if is_below else each.differences > 0).sum()) for each in own]
    low, high = min(counts), max(counts)
    worlds = f"{many:,} plausible worlds"
    if low == high:
        whatever = ", whatever the levers" if len(own) > 1 else ""
        return f"{f'all {worlds}' if low == many else f'{low:,} of {worlds}'}{whatever}"
    return f"{low:,} to {high:,} of {worlds}, depending on the levers"


def _unmoved(swept: Swept, others: Sequence[OutcomePath]) -> str:
    """The outcomes, of those not told before, for which no choice is clear."""
    found = {each: [one for one in swept.differing(each) if isfinite(one.own.mean)] for each in others}
    still = [in_sentence(each.label) for each, own in found.items() if own and not any(one.own.is_clear for one in own)]
    if still:
        return f"No choice clearly changes {listed(still)}."
    return "Each of the other outcomes differs clearly for some choice." if any(found.values()) else ""


def _uncompared(swept: Swept, outcome: OutcomePath) -> str:
    """An outcome that the baseline has not: what the scenarios come to that have it."""
    part = in_sentence(outcome.part.replace("_", " "))
    base = swept.title(swept.design.scenarios[0])
    having = [who for who in swept.has(outcome) if who in swept.compared]
    told = " ".join(
        f"{swept.title(who)}: {_best_level(swept, outcome, who).removeprefix(f'{outcome.label}: ')}" for who in having
    )
    return f"{base} has no {part}, so that there is nothing to compare in {in_sentence(outcome.label)}. {told}".strip()


def _best_level(swept: Swept, outcome: OutcomePath, scenario: str) -> str:
    """One scenario by itself: its lowest and highest choice, and the paired difference between the two."""
    means = [swept.level(outcome, scenario, each).mean for each in swept.combinations]
    known = [place for place, mean in enumerate(means) if isfinite(mean)]
    if not known:
        return f"{outcome.label}: no value could be worked out."
    least, most = min(known, key=means.__getitem__), max(known, key=means.__getitem__)
    own = swept.level(outcome, scenario, swept.combinations[least])
    scale = fit([own.mean, means[most]], outcome.unit, (own.high - own.low) * 3 if isfinite(own.low) else 0.0)
    lowest = _figure(scale, own.mean, outcome)
    if least == most or not swept.levers:
        between = f" ({scale.between(own.low, own.high)})" if isfinite(own.low) else ""
        return f"{outcome.label}: {lowest}{between} over {counted(len(swept.design.points), 'point')}."
    apart = _apart(swept, outcome, scenario, least, most)
    amounts = Amounts(outcome, scale_of([apart], outcome.unit))
    ends = [swept.words(swept.combinations[place]) for place in (least, most)]
    return (
        f"{outcome.label}: lowest with {ends[0]} ({lowest}) and highest with {ends[1]} "
        f"({_figure(scale, means[most], outcome)}), {amounts.change(apart.mean)} ({amounts.between(apart)})"
        f"{_doubt(apart)}."
    )


def _figure(scale: Scale, value: float, outcome: OutcomePath) -> str:
    return f"{scale.write(value)} {unit_words(outcome.unit)}".strip()


def _apart(swept: Swept, outcome: OutcomePath, scenario: str, least: int, most: int) -> Estimate:
    """The paired difference between two choices taken from all pairs."""
    low, high = (swept.levels(outcome, scenario, swept.combinations[place]) for place in (least, most))
    pairs = len(swept.combinations) * (len(swept.combinations) - 1) // 2
    if low.shape != high.shape:
        return Estimate(float(np.nanmean(high) - np.nanmean(low)), float("nan"), float("nan"))
    return estimate(high - low, pairs)
