"""Many scenarios at many values of their numbers: designs, and the stores of what came of them.

Read in this order. What is asked for: `spreads` (distributions), `styles` and `numbers` (every number of a study, and
how it is written), `happenings`, `labels` and `roles`, `factors`, `wanted`, `choices` and `request`, `vary_options`,
`sweep_schema` and `sweep_file`. What it makes: `bases` and `constants`, `finding` and `deciding`, `design` and
`sampling`, `trying`, `planning` (all of it) and `forecast`. What is run: `outcomes`, `cells`, `blocks`,
`code_version`, `locking`, `store`, `working`, `growing`, `calling`, `laboratory`. A sweep in its folder: `parts`,
`dossier`, `papers`, `index`, `errand`, `comparable`, `measurable`, `remarks` and `beforehand` (what is told of it
before anything runs), `results`, `summary`, `tally`, `timing`, `closing`, `sweep` and `merging`. `filing` is the
folder of what is built upon all this: an analysis of sensitivity or a search.
"""
