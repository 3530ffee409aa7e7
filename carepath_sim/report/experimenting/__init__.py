"""Pages of experiments: a sweep, a sensitivity analysis and a search, made of the same sheet as the report.

Read in this order: `widening` (what may be called clear where many points are looked at), `swept` (the results of a
sweep by the levels of its levers), `asked` (the four words of a study as tables), the charts (`heating`, `lining`,
`worlds`, `fronting`, `tornadoes`, `screening`, `capacities`), `leading` (the answers in words), and the pages
(`sweep_page`, `sensitivity_page`, `search_page`).
"""
