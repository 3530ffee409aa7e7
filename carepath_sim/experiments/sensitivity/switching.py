"""Switching values: how far one number alone has to lie from where it is for the decision to turn.

Each is looked for along its own range first and beyond it after that (`turning`), under the same luck everywhere, and
is told only if the model, run past it at a value that was not run before, gives the other answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import nan

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.along import Search
from carepath_sim.experiments.sensitivity.crossings import Estimate, Turning
from carepath_sim.experiments.sensitivity.decision import Decision, Numbers
from carepath_sim.experiments.sensitivity.key_worker import links, together
from carepath_sim.experiments.sensitivity.switching_words import sentence
from carepath_sim.experiments.sensitivity.turning import turning
from carepath_sim.model import Floats

SWITCHING_COLUMNS = (
    *("factor", "label", "unit", "outcome", "scenario", "default", "low", "high"),
    *("value", "before", "beyond"),
    *("difference_before", "difference_before_low", "difference_before_high"),
    *("difference_beyond", "difference_beyond_low", "difference_beyond_high"),
    *("within_range", "unclear_from", "clear_from", "looked_low", "looked_high", "sentence"),
)
"""`value` is where the decision turns, `unclear_from` the first value at which the interval of the difference holds
zero, `clear_from`, where there is no clear answer as things are, the first at which there is one; each is empty if
none was found from `looked_low` to `looked_high`. What was found `before` and `beyond` stands with 95% intervals."""

Name = tuple[str, str]
"""A search: the factor and the scenario."""


def switching(
    decision: Decision, factors: Iterable[Factor], replications: int, titles: Mapping[str, str], outcome: int = 0
) -> pd.DataFrame:
    """A row for each factor and each scenario but the baseline, and for the key-worker links of all teams together.

    A factor that has neither a number nor a range, such as `never` or policies, is left out. `outcome` is the place of
    the decision's main outcome. Columns `SWITCHING_COLUMNS`.
    """
    along = _varied(decision, factors)
    found = _searched(decision, along, replications, outcome)
    path = decision.outcomes[outcome]
    rows = [
        _row(along[factor][0], scenario, path.name, turned, sentence(along[factor][0], turned, path, scenario, titles))
        for (factor, scenario), turned in found.items()
    ]
    return pd.DataFrame(rows, columns=list(SWITCHING_COLUMNS))


def _varied(decision: Decision, factors: Iterable[Factor]) -> dict[str, tuple[Factor, tuple[str, ...]]]:
    """Each factor to go along, and the names of the decision's factors that are set together for it."""
    every_link = links(decision.factors)
    joint = together(every_link)
    found: dict[str, tuple[Factor, tuple[str, ...]]] = {
        factor.name: (factor, (factor.name,)) for factor in factors if not factor.choices
    }
    if joint is not None:
        if len(every_link) == 1:
            found.pop(every_link[0].name, None)
        found[joint.name] = (joint, tuple(factor.name for factor in every_link))
    return {
        name: (factor, names)
        for name, (factor, names) in found.items()
        if factor.default is not None or (factor.low is not None and factor.high is not None)
    }


def _searched(
    decision: Decision, along: Mapping[str, tuple[Factor, tuple[str, ...]]], replications: int, outcome: int
) -> dict[Name, Turning]:
    """All searches at once: every round runs what any of them asks for next."""
    searches: dict[Name, Search] = {
        (name, scenario): turning(factor) for name, (factor, _) in along.items() for scenario in decision.others
    }
    wanted = {name: next(search) for name, search in searches.items()}
    ended: dict[Name, Turning] = {}
    while wanted:
        known = _estimates(decision, along, wanted, replications, outcome)
        coming: dict[Name, list[float]] = {}
        for name, values in wanted.items():
            try:
                coming[name] = searches[name].send({value: known[name[0], value][name[1]] for value in values})
            except StopIteration as end:
                ended[name] = end.value
        wanted = coming
    return {name: ended[name] for name in searches}


def _estimates(
    decision: Decision,
    along: Mapping[str, tuple[Factor, tuple[str, ...]]],
    wanted: Mapping[Name, Sequence[float]],
    replications: int,
    outcome: int,
) -> dict[tuple[str, float], dict[str, Estimate | None]]:
    """The estimate for each scenario at every value that is asked for of a factor."""
    asked = list(dict.fromkeys((factor, value) for (factor, _), values in wanted.items() for value in values))
    points = [_numbers(*along[factor], value) for factor, value in asked]
    differences: Floats = decision.differences(points, replications)[..., outcome]
    return {
        question: {scenario: Estimate.of(of[place]) for place, scenario in enumerate(decision.others)}
        for question, of in zip(asked, differences, strict=True)
    }


def _numbers(factor: Factor, names: Sequence[str], value: float) -> Numbers:
    """The point at which a factor has a value; at its default every scenario stays as it is."""
    return {} if value == factor.default else dict.fromkeys(names, value)


def _row(factor: Factor, scenario: str, outcome: str, turned: Turning, words: str) -> tuple[object, ...]:
    crossing = turned.crossing
    told = crossing is not None and crossing.holds
    value = crossing.value if crossing is not None and told else nan
    ends = [nan] * 6
    if crossing is not None:
        ends = [number for at in (crossing.at_before, crossing.at_beyond) for number in (at.mean, at.low, at.high)]
    return (
        *(factor.name, factor.label, factor.unit, outcome, scenario),
        *(nan if number is None else number for number in (factor.default, factor.low, factor.high)),
        value if turned.is_clear else nan,
        *((crossing.before, crossing.beyond) if crossing is not None else (nan, nan)),
        *(float(np.float64(number)) for number in ends),
        bool(told and turned.is_clear and turned.within_range),
        nan if turned.doubt is None else turned.doubt,
        nan if turned.is_clear else value,
        *(turned.looked_low, turned.looked_high, words),
    )
