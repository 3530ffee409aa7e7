"""What people say about a study under `reporting:`, gathered from its scenarios, and what nobody has said yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from carepath_sim.report.parts import OpenAnswer
from carepath_sim.scenario.reporting import Reporting
from carepath_sim.scenario.resolved import Resolved

DATED = "valid_until"
"""The one answer that has a usual value, and so is never open."""

Answers = Mapping[str, tuple[str, ...]]
"""For each key of `reporting:`, what was said; one sentence where all who say something say the same."""


def answers(resolved: Sequence[Resolved], titles: Mapping[str, str]) -> Answers:
    """What the scenarios say, each different text with the printed names of those that say it."""
    return {key: _told(key, resolved, titles) for key in Reporting.model_fields if key != DATED}


def _told(key: str, resolved: Sequence[Resolved], titles: Mapping[str, str]) -> tuple[str, ...]:
    by_text: dict[str, list[str]] = {}
    for each in resolved:
        text = getattr(each.study.reporting, key)
        if text is not None:
            by_text.setdefault(text, []).append(titles[each.name])
    if len(by_text) < 2:
        return tuple(by_text)
    return tuple(f"{', '.join(names)}: {text}" for text, names in by_text.items())


def unanswered(found: Answers, keys: Sequence[str]) -> tuple[OpenAnswer, ...]:
    """Those of some keys that nobody has answered, with what is to be written."""
    return tuple(OpenAnswer(key, asked(key)) for key in keys if not found[key])


def asked(key: str) -> str:
    """What is to be written under a key."""
    return str(Reporting.model_fields[key].description)


def said_valid_until(resolved: Sequence[Resolved]) -> date | None:
    """The first of the dates that scenarios say they are valid until."""
    dates = [each.study.reporting.valid_until for each in resolved]
    return min((each for each in dates if each is not None), default=None)
