"""The compiled engine: the contract as one loop over one array of whole numbers, compiled by numba.

It gives the log that `engines.reference` gives, row for row, about a hundred times faster, and
releases the interpreter's lock while it runs, so that threads run replications side by side.
Where numba is missing or switched off the same functions run in the interpreter. Read it in
this order:

`layout`     what stands where: `m` holds all whole numbers, `f` all floats, `luck` hashed streams
`memory`     the memory of a run, and how much room it has
`sanity`     what must be true of a Model before the kernel may follow its tables
`addresses`  tables and records laid one behind the other
`planning`   a Model laid out
`compiling`  numba, and the folder in which compiled code is kept
`pointers`   memory without bounds, for compiled code
`diary`      who is next (rule 5)
`luck`       addressed random numbers (rule 8)
`record`     the log as it is written, and reasons to stop (rules 47 to 49)
`chains`     lists through people's records
`places`     pools, queues and admission (rules 2, 21, 22, 33)
`spells`     competing hazards of one spell (rules 16 to 19)
`posts`      who holds a post, and the roomiest (rules 40, 41)
`workers`    responsible teams, allocation and handover (rules 36 to 43)
`moves`      transitions, waits, holds, moves and birthdays (rules 15, 20 to 29, 33)
`arrivals`   the starting caseload and the entry streams (rules 3, 9 to 14)
`kernel`     the loop, boundaries, closures, panels and the drain (rules 5 to 7, 30, 31, 34, 44)
`audit`      the guards of rule 47
`running`    from Model to EventLog
"""

from __future__ import annotations

from carepath_sim.engines.compiled.running import simulate

__all__ = ["simulate"]
