"""Experiments: scenarios run many times under the same luck, compared person by person, and kept in a folder.

Read in this order: `study` (what is run), `flows`, `needed` and `tallies` (what is counted of a
log), `outcome` (one replication, reduced), `tasks`, `processes`, `scheduler`, `cluster` and `crews`
(who does the work), `workers` (many replications at once), `goals`, `precision` and `stopping` (how
many are enough), `run` and `frames` (one scenario), `pathways`, `journeys` and `payback` (several),
`parity`, `repeating` and `checks` (what was tested), `compare` (all of it), `wording`, `verdicts`,
`reasons`, `groups`, `leads`, `findings` and `answers` (the sentences), `tables`, `events`, `store` and
`kinds` (the result folder). Then scenarios at many values: `outcome_paths` (what is measured), `designs` (what is
varied), `laboratory` (what is run), and of these `sweeps`, `sensitivity` and `search`.
Nothing is imported here, so that a worker process loads only what it uses.
"""
