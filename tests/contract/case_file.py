"""Micro-scenarios as text files: a title, the rules shown, a small council, and the log it must give.

::

    A full hub is waited for                    the title
    Rules: 23, 44b                              the rules of the contract this case shows
    Events: 2                                   optional: how many events leave a row

    Anything else up to GIVEN explains.

    GIVEN
    settings: ...                               the description (YAML), see cases/README.md
    THEN
    day 0 00:00  present  person 0  foster  (entry)
    # lines that begin with a hash explain
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

RULE = re.compile(r"\d+[ab]?|44 order")


@dataclass(frozen=True)
class Case:
    """One micro-scenario, read."""

    title: str
    rules: frozenset[str]
    events: int | None
    description: dict[str, Any]
    expected: list[str]


def read_case(path: Path) -> Case:
    """Read a case file; ValueError if a part is missing."""
    text = path.read_text(encoding="utf-8")
    try:
        head, body = text.split("\nGIVEN\n")
        given, then = body.split("\nTHEN\n")
    except ValueError:
        raise ValueError(f"{path.name} needs one line GIVEN and, after it, one line THEN") from None
    title, *lines = head.splitlines()
    labels = dict(line.split(": ", 1) for line in lines if line.startswith(("Rules: ", "Events: ")))
    return Case(
        title=title,
        rules=frozenset(RULE.fullmatch(rule.strip()).group() for rule in labels["Rules"].split(",")),  # type: ignore[union-attr]
        events=int(labels["Events"]) if "Events" in labels else None,
        description=YAML(typ="safe", pure=True).load(given),
        expected=[one_spaced(line) for line in then.splitlines() if line.strip() and not line.startswith("#")],
    )


def one_spaced(line: str) -> str:
    """A line with runs of spaces made single, so that cases may align their columns."""
    return " ".join(line.split())
