"""Experiments: scenarios run many times under the same luck, compared person by person, and kept in a folder.

Read in this order: `study` (what is run), `flows`, `needed` and `tallies` (what is counted of a
log), `outcome` (one replication, reduced), `workers` (many replications at once), `run` and
`frames` (one scenario), `pathways`, `journeys` and `payback` (several), `parity`, `repeating` and
`checks` (what was tested), `compare` (all of it), `wording`, `verdicts`, `reasons`, `groups`, `leads`,
`findings` and `answers` (the sentences), `tables`, `events` and `store` (the result folder).
Nothing is imported here, so that a worker process loads only what it uses.
"""
