"""Experiments: scenarios run many times under the same luck, compared person by person, and kept in a folder.

Read in this order: `study` (what is run), `outcome` (one replication, reduced), `workers`
(many replications at once), `run` and `frames` (one scenario), `pathways` and `compare`
(several), `wording`, `verdicts`, `reasons`, `leads` and `findings` (the sentences), `tables`,
`events` and `store` (the result folder). Nothing is imported here, so that a worker process
loads only what it uses.
"""
