"""What the pages of experiments share: how they are rendered and written, and what stands on all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.errors import ResourceError
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.report import shedding, sheet
from carepath_sim.report.canvas import Chart
from carepath_sim.report.experimenting import heating
from carepath_sim.report.words import plain
from carepath_sim.scenario.resolved import Resolved

MAX_BYTES = 2_500_000
ASSUMED = 3
"""How many sentences of what the scenarios assume stand on the first screen; the rest is a click away."""


def page(template: str, charts: Sequence[Chart], **told: Any) -> str:
    """A page of charts and what is told around them, within `MAX_BYTES`.

    One that is too large cuts the tables below its charts and says so; raises ResourceError if that is not enough.
    """
    script = sheet.script()
    for drawn in (charts, [shedding.shortened(chart) for chart in charts]):
        text = (
            _environment()
            .get_template(template)
            .render(
                charts=drawn,
                style=sheet.style() + Markup(heating.styles()),
                script=Markup(script),
                library=sheet.library(),
                figures=sheet.pack(sheet.figures(drawn)),
                policy=sheet.policy(script),
                shown=ASSUMED,
                **told,
            )
        )
        if len(text.encode()) <= MAX_BYTES:
            return text
    raise ResourceError(
        f"The page would be larger than {MAX_BYTES:,} bytes; measure fewer outcomes or name fewer values to have one."
    )


def write(text: str, path: Path) -> int:
    """Write a page and return its size in bytes. Raises ResourceError if it cannot be written."""
    content = text.encode()
    try:
        write_whole(path, content)
    except OSError as problem:
        raise ResourceError(f"The page could not be written to {path}: {problem.strerror}.") from problem
    return len(content)


@cache
def _environment() -> jinja2.Environment:
    environment = sheet.environment()
    environment.filters.update(listed=listed, counted=counted, in_sentence=in_sentence)
    return environment


def assumes(resolved: Iterable[Resolved]) -> list[str]:
    """What the scenarios say they assume, each sentence once."""
    return list(dict.fromkeys(sentence for each in resolved for sentence in each.study.assumes))


def sources(resolved: Iterable[Resolved]) -> dict[str, str]:
    """Title, publisher and year of every source that the scenarios know, by its key."""
    return {
        key: f"{source.title} ({source.publisher}, {source.year})"
        for each in resolved
        for key, source in each.study.sources.items()
    }


def failures(found: Mapping[Any, Any] | Iterable[Any]) -> list[str]:
    """What could not be run, in words."""
    items = found.items() if isinstance(found, Mapping) else ((None, each) for each in found)
    return [plain(f"{_named(where)}{why}") for where, why in items]


def _named(where: Any) -> str:
    if where is None:
        return ""
    if isinstance(where, tuple) and len(where) == 2 and isinstance(where[1], int):
        return f"{where[0]}, point {where[1] + 1}: "
    return f"{where}: "


def facts(timing: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Circumstances by name, in words; what is no figure or text is left out."""
    found = []
    for name, value in timing.items():
        if not isinstance(value, bool) and isinstance(value, int | float | str):
            words, shown = _fact(name, value)
            found.append((words[:1].upper() + words[1:], shown))
    return found


def _fact(name: str, value: float | str) -> tuple[str, str]:
    """A circumstance by a name that ends in its unit: `wall_seconds`, `peak_memory_bytes`."""
    words = name.replace("_", " ")
    if isinstance(value, str):
        return words, plain(value)
    if name == "seconds":
        return "all of it", _seconds(value)
    if name.endswith("_seconds"):
        return words.removesuffix(" seconds"), _seconds(value)
    if name.endswith("_bytes"):
        return words.removesuffix(" bytes"), f"{value / 1e6:,.0f} MB"
    if name.endswith("_efficiency"):
        return words, f"{value:.0%}"
    return words, f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def _seconds(value: float) -> str:
    return f"{value:,.0f} seconds" if value >= 10 else f"{value:.3g} seconds"
