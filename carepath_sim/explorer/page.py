"""`render` and `write`: the explorer as one file that opens anywhere and asks nothing of any network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.explorer import packing
from carepath_sim.explorer.data import Exploration, Measure
from carepath_sim.metrics.uncertainty import PRECISE, PROBABILITY_BETTER
from carepath_sim.report import sheet
from carepath_sim.report.canvas import Key, mark

MAX_BYTES = 10_000_000
"""What mailboxes commonly let through."""
TEMPLATE = "explorer.html.j2"
TEMPLATES = (TEMPLATE, "controls.html.j2", "sweep.html.j2", "tornado.html.j2")
SCRIPTS = (
    "unpacking.js",
    "statistics.js",
    "wording.js",
    "filing.js",
    "choosing.js",
    "tabling.js",
    "telling.js",
    "drawing.js",
    "intervals.js",
    "years.js",
    "painting.js",
    "desk.js",
    "explorer.js",
)
LEFT_OUT = (
    "single years of what is split by setting, team, age, need, payer or heading",
    "all that is split by setting, team, age, need, payer or heading",
    "single years",
)
"""What goes, one after another, while the page is larger than it may be."""


def render(data: Exploration) -> str:
    """The explorer as the text of one HTML file, within `MAX_BYTES`; the same data give the same text.

    A page too large leaves out one kind of figure after another, and says so. Raises
    ResourceError if what cannot be left out would be larger.
    """
    for without, kept in _thinned(data):
        page = _page(kept, without)
        if len(page.encode()) <= MAX_BYTES:
            return page
    raise ResourceError(
        f"The page would be larger than {MAX_BYTES:,} bytes, even with the whole study alone; compare fewer scenarios "
        "or run fewer replications to have one."
    )


def write(data: Exploration, path: Path) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return put(render(data), path)


def put(text: str, path: Path) -> int:
    """Write the text of a page and return its size in bytes. Raises ResourceError if it cannot be written."""
    content = text.encode()
    try:
        write_whole(path, content)
    except OSError as problem:
        raise ResourceError(f"The explorer could not be written to {path}: {problem.strerror}.") from problem
    return len(content)


def _thinned(data: Exploration) -> Iterator[tuple[tuple[str, ...], Exploration]]:
    split, yearly = data.is_split(), data.is_of_a_year()
    yield (), data
    yield LEFT_OUT[:1], data.only(~(split & yearly))
    yield LEFT_OUT[1:2], data.only(~split)
    yield LEFT_OUT[1:], data.only(~split & ~yearly)


def _page(data: Exploration, without: tuple[str, ...]) -> str:
    script = scripts(SCRIPTS)
    marks = [mark(place) for place in range(len(data.scenarios))]
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            data=data,
            swatches=[Key(each.label, drawn, "point") for each, drawn in zip(data.scenarios, marks, strict=True)],
            groups=_groups(data),
            left_out=without,
            style=sheet.style() + Markup(own("explorer.css")),
            script=Markup(script),
            library=sheet.library(),
            facts=sheet.pack(packing.facts(data)),
            values=sheet.pack(packing.packed_values(data.values)),
            policy=sheet.policy(script),
            definitions=(PROBABILITY_BETTER, PRECISE),
        )
    )


def _groups(data: Exploration) -> list[tuple[str, list[Measure]]]:
    found: dict[str, list[Measure]] = {}
    for measure in data.measures:
        found.setdefault(measure.group, []).append(measure)
    return list(found.items())


def scripts(names: Sequence[str]) -> str:
    """The whole script of a page, from its parts in order."""
    return '"use strict";\n' + sheet.own("inflate.js") + "".join(map(own, names))


@cache
def own(name: str) -> str:
    """A template, style or script of this package."""
    return resources.files("carepath_sim.explorer").joinpath(name).read_text(encoding="utf-8")


@cache
def environment() -> jinja2.Environment:
    """Where the templates of explorers are read: their own, then those of the report."""
    found = sheet.environment()
    found.loader = jinja2.FunctionLoader(lambda name: own(name) if name in TEMPLATES else sheet.own(name))
    return found
