"""The explorer of a sweep: one file on which a reader chooses what to see of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from carepath_sim.errors import ResourceError
from carepath_sim.explorer import page, sweep_packing
from carepath_sim.explorer.packing import packed_values
from carepath_sim.explorer.sweep_data import Sweeping, collect
from carepath_sim.explorer.sweep_packing import Extent
from carepath_sim.model import Floats
from carepath_sim.report import sheet
from carepath_sim.report.canvas import Key
from carepath_sim.report.experimenting import heating
from carepath_sim.report.experimenting.lining import marks_of

__all__ = ["collect", "render", "write"]

TEMPLATE = "sweep.html.j2"
SHARED = ("unpacking.js", "wording.js", "filing.js", "drawing.js", "painting.js", "desk.js")
SCRIPTS = (
    "statistics.js",
    *SHARED,
    "cells.js",
    "picking.js",
    "remarking.js",
    "heating.js",
    "along.js",
    "fronting.js",
    "spreading.js",
    "listing.js",
    "sweeping.js",
)
MOST_RAW = 60_000_000
"""Bytes of values that are worth compressing: they do not become much less than half of it."""
MOST_CELLS = 60_000
"""Cells of which it is worth trying to carry every quantile."""
LEFT_OUT: dict[Extent, str] = {
    "values": "",
    "cells and worlds": "To keep this page within the size of an e-mail it carries the mean, the interval and 21 "
    "quantiles of each cell and not every replication. A chance in one future is read off between two quantiles.",
    "cells": "To keep this page within the size of an e-mail it carries the mean, the interval and 21 quantiles of "
    "each cell, and neither every replication nor single plausible worlds. A chance in one future is read off between "
    "two quantiles.",
    "means": "To keep this page within the size of an e-mail it carries the mean, the interval and three quantiles of "
    "each cell and not every replication, so that it cannot tell the chance of a breach in one future.",
}
"""What a page says of what it does not carry."""


def render(found: Sweeping) -> str:
    """The explorer of a sweep as the text of one HTML file, within `page.MAX_BYTES`; the same sweep, the same text.

    A page too large carries less of each cell, and says so. Raises ResourceError if that would be too large as well.
    """
    for kept, extent, numbers in _ever_less(found):
        text = _page(kept, extent, numbers, len(found.outcomes) - len(kept.outcomes))
        if len(text.encode()) <= page.MAX_BYTES:
            return text
    raise ResourceError(
        f"The page would be larger than {page.MAX_BYTES:,} bytes; measure fewer outcomes or name fewer values to have "
        "one."
    )


def write(found: Sweeping, path: Path) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return page.put(render(found), path)


def _ever_less(found: Sweeping) -> Iterator[tuple[Sweeping, Extent, Floats]]:
    every = sweep_packing.values(found)
    if every.nbytes <= MOST_RAW:
        yield found, "values", every
    if found.swept.worlds > 1:
        yield found, "cells and worlds", sweep_packing.digest(found, "cells and worlds")
    cells = len(found.swept.combinations) * len(found.outcomes) * len(found.swept.design.scenarios)
    if cells <= MOST_CELLS:
        yield found, "cells", sweep_packing.digest(found, "cells")
    count = len(found.outcomes)
    while count:
        kept = found.with_fewer(count)
        yield kept, "means", sweep_packing.digest(kept, "means")
        count //= 2


def _page(found: Sweeping, extent: Extent, numbers: Floats, fewer: int = 0) -> str:
    script = page.scripts(SCRIPTS)
    swept = found.swept
    marks = marks_of(swept)
    return (
        page.environment()
        .get_template(TEMPLATE)
        .render(
            found=found,
            levers=swept.levers,
            swatches=[Key(swept.title(name), marks[name], "both") for name in swept.design.scenarios],
            shades=heating.legend("", "", ""),
            left_out=LEFT_OUT[extent],
            fewer=fewer,
            judged=[outcome for outcome in found.outcomes if outcome.better != "neither"],
            style=sheet.style() + Markup(heating.styles() + page.own("explorer.css") + page.own("sweep.css")),
            script=Markup(script),
            library=sheet.library(),
            facts=sheet.pack(sweep_packing.facts(found, extent)),
            values=sheet.pack(packed_values(numbers, sweep_packing.WIDTH[extent])),
            policy=sheet.policy(script),
        )
    )
