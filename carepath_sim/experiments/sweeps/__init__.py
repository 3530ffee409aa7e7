"""A sweep in its folder: a design, what the laboratory found of its cells, and what that comes to.

Read in this order: `forecast` (before anything is run), `parts`, `dossier`, `papers`, `index`, `errand`, `results`,
`summary`, `tally`, `closing`, `sweep` and `merging`.
"""
