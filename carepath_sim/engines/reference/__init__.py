"""The reference engine: the care pathway as SimPy processes, written to be read.

One generator lives each young person's path and one holds each key-worker post; generators
only wait, and everything that happens is a plain call (rule 7). Read it in this order:

`diary`     what lies ahead of a person or post, and how SimPy is made to keep the contract's order
`luck`      addressed random numbers
`tables`    the Model as plain lists, and the calendar piece that is current
`people`    what is known of one young person
`record`    the log as it is written, and the bounds of rule 48
`places`    pools, queues and admission (rules 2, 21, 22, 33)
`spells`    competing hazards of one spell (rules 16 to 19)
`workers`   teams, posts, allocation and handover (rules 36 to 43)
`moves`     transitions, waits, holds, moves and birthdays (rules 15, 20 to 29, 33)
`arrivals`  the starting caseload and the entry streams (rules 3, 9 to 14)
`pathway`   the processes, boundaries, closures, panels and the drain (rules 5 to 7, 30, 31, 34, 44)
`audit`     the guards (rule 47)
"""

from __future__ import annotations

from carepath_sim.engines.reference.pathway import Pathway
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model


def simulate(model: Model, seed: int, replication: int) -> EventLog:
    """Run one replication of a model and return everything that happened in it.

    `seed` and `replication` are whole numbers of 0 or more; the same three arguments give
    the same log for ever. Raises ModelFault if a guard of the contract is broken.
    """
    return Pathway(model, seed, replication).run()
