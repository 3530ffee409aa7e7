"""What turns the decision, in words, and where: the switching values of an analysis of sensitivity."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.sensitivity.figures import span
from carepath_sim.report.experimenting.numbering import is_link, number_words, range_words, relabelled, turn_words
from carepath_sim.report.words import plain


def sentences(switching: pd.DataFrame) -> list[str]:
    """A sentence for each number: what turns the answer within its range first, then the key-worker link, then all."""
    if switching.empty:
        return []
    within = switching["within_range"].astype(bool)
    link = switching["factor"].map(is_link).astype(bool)
    ordered = pd.concat([switching[within], switching[~within & link], switching[~within & ~link]])
    return list(dict.fromkeys(said for text in ordered["sentence"] if (said := one_line(text))))


def one_line(text: object) -> str:
    """A sentence without control characters, however long."""
    return " ".join(plain(word) for word in str(text).split())


def table(switching: pd.DataFrame, tornado: pd.DataFrame, title: Callable[[str], str]) -> pd.DataFrame:
    """Every number that was followed, where it turns in the very figures of the sentence, and what was found in words.

    Where the `tornado` shows no clear answer as the numbers stand, there is none to turn.
    """
    clear = _answered(tornado)
    return pd.DataFrame(
        [
            {
                "Number": str(row["label"]),
                "Scenario": title(str(row["scenario"])),
                "Outcome": in_sentence(outcome_path(str(row["outcome"])).label),
                "As it stands": number_words(float(row["default"]), str(row["unit"])),
                "Range": range_words(float(row["low"]), float(row["high"]), str(row["unit"])),
                "Turns at": _turns_at(row, (str(row["outcome"]), str(row["scenario"])) in clear),
                "Within its range": "yes" if row["within_range"] else "no",
                "What was found": one_line(row["sentence"]),
            }
            for _, row in relabelled(switching).iterrows()
        ]
    )


def _answered(tornado: pd.DataFrame) -> set[tuple[str, str]]:
    """The outcomes and scenarios whose difference is clear as the numbers stand."""
    if tornado.empty:
        return set()
    clear = tornado[(tornado["at_default_low"] > 0) | (tornado["at_default_high"] < 0)]
    return set(zip(clear["outcome"].astype(str), clear["scenario"].astype(str), strict=True))


def _turns_at(row: pd.Series, is_clear: bool) -> str:
    unit = str(row["unit"])
    found = turn_words(float(row["value"]), unit)
    if found:
        return found
    becomes = turn_words(float(row["clear_from"]), unit)
    if becomes or not (is_clear or isfinite(row["unclear_from"])):
        return f"no clear answer to turn{f'; clear from {becomes}' if becomes else ''}"
    return f"nowhere from {span(float(row['looked_low']), float(row['looked_high']), unit)}"
