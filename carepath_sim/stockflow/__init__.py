"""Stock and flow: the expected stocks and flows of a `Model`, without chance, in about a second.

Read in this order: `grid` (time, age and time served in steps of one width), `groups`,
`stays` and `endings` (how spells end), `spells`, `seasoned` and `placed` (who is where),
`routes` and `ways` (where they go), `fullness` and `places` (whether there is room),
`transit` and `newcomers` (who is on their way, and what becomes of them in that step),
`queues`, `waiting` and `levers` (who waits, is held, pulled or moved out), `workers`, `record`,
`course` (one step after another) and `outcome`; `loops` and `limits` say what it means.
"""

from carepath_sim.stockflow.limits import limits
from carepath_sim.stockflow.loops import Loop, loops
from carepath_sim.stockflow.outcome import Expected, expected

__all__ = ["Expected", "Loop", "expected", "limits", "loops"]
