"""The scenario explorer: one page on which a reader chooses what to compare with what, and sees it at once.

Read in this order: `data` (what the page carries), `collect` (where it comes from), `packing`
(how), `page`; then the scripts, which need no page until the last: `statistics.js` (paired
differences), `wording.js` (how figures and readings are said), `choosing.js` (the view and its
address), `tabling.js` (rows and files), `telling.js` (sentences), `drawing.js`, `intervals.js` and
`years.js` (charts), `painting.js` (what a view looks like), `explorer.js` (the page itself).
"""

from __future__ import annotations

from carepath_sim.explorer.collect import collect
from carepath_sim.explorer.data import Exploration, Measure, Offered
from carepath_sim.explorer.page import MAX_BYTES, render, write

__all__ = ["MAX_BYTES", "Exploration", "Measure", "Offered", "collect", "render", "write"]
