"""The link between key workers and breakdowns: weakly evidenced, and therefore always among what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from carepath_sim.experiments.designs.factors import Factor

LINK = re.compile(r"teams\.[^.]+\.link\.(none|new)")
ALL_TEAMS = "teams.*.link"
ALL_TEAMS_LABEL = "Key-worker link, all teams together"


def is_link(factor: Factor) -> bool:
    """Whether a factor is how much likelier a breakdown is without a settled key worker, of some team."""
    return any(LINK.fullmatch(path) for path in factor.paths)


def links(factors: Iterable[Factor]) -> list[Factor]:
    """Those of several factors that are such a link."""
    return [factor for factor in factors if is_link(factor)]


def together(factors: Iterable[Factor]) -> Factor | None:
    """The links of all teams as one factor, with a range from the least of them to the most; None without any."""
    found = links(factors)
    if not found:
        return None
    lows = [factor.low for factor in found if factor.low is not None]
    highs = [factor.high for factor in found if factor.high is not None]
    return replace(
        found[0],
        name=ALL_TEAMS,
        paths=tuple(path for factor in found for path in factor.paths),
        label=ALL_TEAMS_LABEL,
        default=_common([factor.default for factor in found]),
        low=min(lows, default=None),
        high=max(highs, default=None),
    )


def _common(numbers: list[float | None]) -> float | None:
    """The number that all of them are, if they are."""
    return numbers[0] if len(set(numbers)) == 1 else None
