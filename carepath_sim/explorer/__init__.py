"""The explorers: one page each on which a reader chooses what to see of a folder of results, and sees it at once.

Of a comparison, read in this order: `data` (what the page carries), `collect` (where it comes from), `packing`
(how), `page`; then the scripts, which need no page until the last: `statistics.js` (paired
differences), `wording.js` (how figures and readings are said), `choosing.js` (the view and its
address), `tabling.js` (rows), `filing.js` (files), `telling.js` (sentences), `drawing.js`, `intervals.js` and
`years.js` (charts), `painting.js` (what a view looks like), `desk.js` (what every explorer does), `explorer.js` (the
page itself).

Of a sweep: `sweep_data`, `sweep_packing`, `sweep_page`; then `cells.js` (what is known of a cell), `picking.js` (the
view), `remarking.js` (words), `heating.js`, `along.js`, `fronting.js` and `spreading.js` (what is drawn), `listing.js`
(the table) and `sweeping.js` (the page). Of an analysis of sensitivity: `tornado_page`; then `swaying.js` (the view),
`tornado.js` and `swinging.js` (the page).
"""

from __future__ import annotations

from carepath_sim.explorer.collect import collect
from carepath_sim.explorer.data import Exploration, Measure, Offered
from carepath_sim.explorer.page import MAX_BYTES, render, write

__all__ = ["MAX_BYTES", "Exploration", "Measure", "Offered", "collect", "render", "write"]
