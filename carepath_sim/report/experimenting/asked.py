"""The four words of a study as tables: levers, uncertainties, constants and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from carepath_sim.catalogue.wording import STATUS_WORDS, counted, label_of, listed
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.experimenting.swept import level_short, level_words
from carepath_sim.report.words import plain

ROLES = ("lever", "uncertainty")
MOST_LEVELS, FIGURES = 8, 4
BETTER = {"lower": "lower is better", "higher": "higher is better", "neither": "neither"}


def levers(factors: Sequence[Factor], sources: Mapping[str, str]) -> pd.DataFrame:
    """What a council decides, and the values that were tried."""
    rows = [
        (each.label, _own(each), values_words(each), _status(each), sources.get(each.source, each.source))
        for each in factors
        if each.role == "lever"
    ]
    return pd.DataFrame(rows, columns=["Lever", "Own value", "Values tried", "Status", "Source"])


def uncertainties(factors: Sequence[Factor], sources: Mapping[str, str]) -> pd.DataFrame:
    """What nobody knows, and how far it may lie."""
    rows = [
        (each.label, _own(each), values_words(each), _shape(each), _status(each), sources.get(each.source, each.source))
        for each in factors
        if each.role == "uncertainty"
    ]
    return pd.DataFrame(rows, columns=["Uncertainty", "Own value", "Range tried", "Distribution", "Status", "Source"])


def outcomes(paths: Sequence[OutcomePath]) -> pd.DataFrame:
    """What is measured, and what it counts."""
    rows = [(each.label, each.unit, BETTER[each.better], each.described.definition) for each in paths]
    return pd.DataFrame(rows, columns=["Outcome", "Unit", "Better", "What it counts"])


def constants(values: Mapping[str, object], labels: Mapping[str, str]) -> pd.DataFrame:
    """Numbers set for the whole design."""
    rows = [(_named(labels, path), plain(written)) for path, written in values.items()]
    return pd.DataFrame(rows, columns=["Number", "Set to"])


def _named(labels: Mapping[str, str], path: str) -> str:
    return f"{label_of(labels, path)} ({path})" if path in labels else path


def constants_words(set_to: int, held: int) -> str:
    """How many numbers were held, and how many of them were set."""
    said = f"{counted(held, 'number')} held as the scenarios have {'it' if held == 1 else 'them'}" if held else ""
    own = f"{counted(set_to, 'number')} set for the whole design" if set_to else "none set for this study"
    return f"{said}; {own}." if said else f"{own[:1].upper()}{own[1:]}; every other number as the scenarios have it."


def statuses(factors: Iterable[Factor]) -> str:
    """How many of the numbers varied have which status."""
    found: dict[str, int] = {}
    for each in factors:
        if each.status:
            found[each.status] = found.get(each.status, 0) + 1
    told = [f"{count} {status} ({STATUS_WORDS.get(status, status)})" for status, count in found.items()]
    return f"Status of the numbers varied: {listed(told)}." if told else ""


def values_words(factor: Factor) -> str:
    """The values that were tried: each, or the range they were drawn from."""
    if factor.is_drawn:
        if factor.low is None or factor.high is None:
            return "no range"
        return " to ".join(level_words(factor, float(f"{end:.{FIGURES}g}")) for end in (factor.low, factor.high))
    words = [level_short(factor, each) for each in factor.levels[:-1]] + [level_words(factor, factor.levels[-1])]
    if len(words) > MOST_LEVELS:
        return f"{words[0]} to {words[-1]}, {len(words)} values"
    return ", ".join(words)


def brief(factors: Sequence[Factor]) -> list[str]:
    """Factors and what was tried of each, a line each."""
    return [f"{each.label}: {values_words(each)}" for each in factors]


def _own(factor: Factor) -> str:
    return "" if factor.default is None else level_words(factor, float(f"{factor.default:.{FIGURES}g}"))


def _shape(factor: Factor) -> str:
    return (factor.distribution or "as given").replace("_", " ") if factor.is_drawn else "values named"


def _status(factor: Factor) -> str:
    return factor.status or "not a number"
