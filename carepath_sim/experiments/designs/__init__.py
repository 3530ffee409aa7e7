"""What is varied, and how: from options or a file to a design, whose points make cells to run.

Read in this order. What is asked for: `spreads` (distributions), `styles` and `numbers` (every number of a study, and
how it is written), `happenings`, `labels` and `roles`, `factors`, `wanted`, `choices` and `request`, `vary_options`,
`sweep_schema` and `sweep_file`. What it makes: `bases` and `constants`, `finding` and `deciding`, `design` and
`sampling`, `trying`, `plan` and `planning` (all of it), and `cells`. What is said of it before anything is run: `scope`
(what is varied, and which numbers may be slips), `measurable`, `comparable` and `remarks`, all in `beforehand`.
"""
