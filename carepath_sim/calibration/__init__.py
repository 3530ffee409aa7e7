"""Fits the catalogue's council to published figures, says how near it comes, and makes the caseload it starts from.

`view`       logs of several runs, the stretch of time looked at and what the settings are: what measures take
`measures`   how each figure of published.yaml is measured, a function each
`studies`    the runs that are looked at: decades from an empty start, or from the starting caseload
`fit`        scales hazards, entry rates and handovers until the long run meets published rates: rewrites the catalogue
`caseload`   takes young people of a long run, as many as on its average day: rewrites starting_caseload.csv
`norfolk`    a published service beside the model: fits its two numbers, predicts the rest
`validate`   sets a council beside published figures and judges those that compare
`table`      what `validate` found, as text and as plain data
`keeping`    what `validate` found, kept in the catalogue for the report
`councils`   the table of councils that `carepath init` begins from

After a change to the catalogue's numbers run `fit`, then `caseload`, then `norfolk scenarios/norfolk_2022.yaml`, each
as `python -m carepath_sim.calibration.<name>`, and last `carepath validate --keep`.
"""
