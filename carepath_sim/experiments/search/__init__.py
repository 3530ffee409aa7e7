"""How much is enough: the smallest capacity that keeps stated service levels, and cost against stability.

Read in this order: `amounts`, `levels`, `lengths` and `contradicting` (what is asked
for), `breach` (how a level fares), `capacity` (the search),
`frontier` (what no other choice beats), `inquiry` (points asked for one after another), `study` (all of it), `telling`
(the sentences) and `folder` (where it is kept).
"""
