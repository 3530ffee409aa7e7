"""Fits the catalogue's typical council to published figures, and makes the caseload it starts from.

`long_run`   the baseline run for decades from an empty start, which is what the others look at
`targets`    the published figures, and how each is measured in a log
`fit`        scales hazards and entry rates until the long run meets the targets: rewrites the catalogue
`caseload`   picks the day of the long run that is nearest to its average: rewrites starting_caseload.csv
`check`      prints simulated against published figures

After a change to the catalogue's numbers, run `fit`, then `caseload`, then `check`, each as
`python -m carepath_sim.calibration.<name>`.
"""
