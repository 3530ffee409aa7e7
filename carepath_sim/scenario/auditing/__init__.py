"""Audits a catalogue: every number with its unit, status and source, every source with an address and a date.

It reads the files themselves, so that what one file takes from another is asked of the one
that says it. Read in this order: `files`, `figures` (the numbers of a file), `rules` (what is
asked of a number), `sources`, `practices` (whether a range holds no effect), `tables` (published
figures, outcomes, attribution), `missing` (what is asked for and not there), and `whole`, which
brings them together.
"""

from __future__ import annotations

from carepath_sim.scenario.auditing.rules import STATUSES
from carepath_sim.scenario.auditing.whole import Audit, audit

__all__ = ["STATUSES", "Audit", "audit"]
