"""Pages of experiments: a sweep, a sensitivity analysis and a search, made of the same sheet as the report.

Read in this order: `widening` (what may be called clear where many points are looked at), `swept` and `gathering` (the
results of a sweep by the levels of its levers), `spreads` (the same over plausible worlds), `numbering` and `amounts`
(numbers in words), `asked` (the four words of a study as tables), what charts share (`contrasting`, `rows`,
`ranking`), the charts of a sweep (`heating` and `heatmaps`, `lining`, `worlds` and `relating`, `fronting`), of an
analysis of sensitivity (`tornadoes`, `tornado_drawing` and `tornado_charts`, `screening`, `indexing`, `spreading`) and
of a search (`capacities`), the answers in words (`leading`, `turning`), `points`, and the pages (`paper`, then
`sweep_page`, `sensitivity_page`, `search_page`).
"""
