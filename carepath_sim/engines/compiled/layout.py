"""Where everything stands in the memory of a run: the fields of its header and of each kind of record.

All whole numbers of a run lie in one array, `m`. A young person, post, pool, setting,
transition, team or stream is known by the *address* of its record, the number at which its
fields begin: `m[person + AGE]`, `m[m[person + SETTING] + POOL]`. Fields named ``..._AT`` hold
the address of a table, in `m`, or in the array of floats `f` if their comment says so. What
the model gives for each calendar piece is kept as the value of the present piece, which a
boundary replaces. `NOWHERE` stands for no record, `OUT` for the destination of one who leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""The type of `luck`, the third array of a run: hashed words."""

# The header.
(
    NOW,  # present tick; -1 before the start
    PIECE,  # present calendar piece
    HORIZON,
    START_DAY,
    LAST_AGE,
    STOP,  # 0 while all is well, else one of the reasons below
    RULE,  # of a fault: the contract's rule
    FAULT,  # of a fault: index in record.FAULTS
    WHO,  # of a fault: person id, or -1
    TURNS,  # scheduled events that ran
    EVENTS,  # those that left a row
    MAX_EVENTS,
    MAX_PEOPLE,
    MAX_MOVES,
    MAX_ROWS,
    LOG_AT,  # ROW numbers a row
    ROWS,
    LOG_ROOM,  # rows
    ARRIVED_AT,  # ARRIVAL numbers a person
    ARRIVED,  # people who came
    ARRIVED_ROOM,  # people
    DIARY_AT,  # today: pairs of key and actor, a heap
    DIARY_SIZE,
    ACTORS,  # how many there are beside people
    TOMORROW,  # tick at which today's page ends
    PAGES_AT,  # for each day up to the horizon: the first of those with something planned for it
    PEOPLE_AT,  # person records
    PERSON_SIZE,  # with the tables at its end
    PEOPLE_ROOM,  # records
    PEOPLE_USED,  # records that were ever used
    FREE_RECORD,  # first of those left by people who are gone, linked by TEAM_NEXT
    GONE,  # people who left for good
    WAITERS,  # people in pools' queues
    HELD,  # people held
    SCRATCH_AT,  # room for one address a person record
    MOVER,  # who moves next, or NOWHERE; where to, why, and whether place and carer stay
    MOVE_TO,
    MOVE_CAUSE,
    MOVE_STAYS,
    POOLS_AT,
    POOLS_END,
    SETTINGS_AT,
    SETTINGS_END,
    TRANSITIONS_AT,
    TRANSITIONS_END,
    TEAMS_AT,
    TEAMS_END,
    POSTS_AT,
    POSTS_END,
    STREAMS_AT,
    STREAMS_END,
    CALENDAR,  # the record of the calendar
    LUCK_AT,  # stream numbers of luck, in the order of the array `luck`
    LUCK_END,
    LUCK_PRACTICES,  # index in `luck`
    PRACTICES,  # how many
    NEEDS,  # how many
    UPTAKE_AT,  # f: [practice, need]
    PIECES_AT,  # ticks at which every piece but the first begins
    PIECES_END,
    AGE_BANDS_AT,  # years at which every band but the first begins
    AGE_BANDS_END,
    DURATIONS_AT,  # ticks into a spell at which every band but the first begins
    DURATIONS_END,
    EDGES_AT,  # the same, shifted to the spell that is being solved
    STRIDE,  # hazards of one transition and group
    VISITS,  # offsets of tables at the end of each person record: earlier spells by setting
    HANDOVERS,  # handover clocks started, by team
    AGE_EDGES,  # ticks at which each age band but the first begins
    CLOCKS,  # hazard clocks
    AMOUNTS_AT,  # f: the first person's amounts of hazard
    AMOUNTS_SIZE,  # a person
    TEAM_OF_AT,  # teams by [piece, group, setting]
    TEAM_OF,  # those of the present piece
    GROUPS,  # how many
    SETTING_COUNT,
    CASELOAD_AT,  # CASE numbers a person
    CASELOAD_ROWS,
    SEATING_AT,  # row numbers of the caseload by (setting, tick entered, id)
    PLACED_AT,  # PLACED numbers a row
    HEADER,
) = range(81)

RUNNING, FAULTED, FULL = range(3)
"""Reasons to stop: FULL asks for the same run again with more memory."""

# Ranks of events (rule 5); a key of the diary is tick * RANKS + rank.
(
    BOUNDARY,
    POST_CHANGE,
    SETTLES,
    HANDS_OVER,
    KEEP_ENDS,
    BIRTHDAY,
    CANDIDATE,
    TRANSITION_DUE,
    WAIT_LIMIT,
    HOLD_LIMIT,
    PANEL,
) = range(11)
RANKS = 16

# Whoever has a place in the diary begins with these.
(
    POSITION,  # place in the heap, IN_PAGE, or NOWHERE
    ID,  # of rule 5
    KEY,  # what it stands under in a page
    PAGE_NEXT,  # neighbours in a page
    PAGE_BEFORE,
    ACTOR,
) = range(6)
IN_PAGE = -2

# A person.
PLAN = ACTOR - SETTLES  # m[person + PLAN + rank]: tick at which an event of that rank comes, or NEVER
(
    BORN_YEAR,
    BORN_MONTH,
    BORN_DAY,
    AGE,
    NEED,
    GROUP,
    SETTING,
    ENTERED,  # tick at which the spell began
    OCCASION,  # earlier spells in the setting
    MOVED_AT,  # tick of the last move
    MOVES,  # moves in that tick
    TEAM,  # that works with them, or in whose queue they are
    WORKER,  # post
    RELATIONSHIP,
    NEEDED_SINCE,
    TEAM_NEXT,  # neighbours in the caseload of the worker, or in the team's queue
    TEAM_BEFORE,
    WAITS,  # transition whose destination is waited for
    HOLDS,  # transition that is held
    DESTINATION,  # of the wait or hold
    SINCE,  # tick at which the wait or hold began
    LIMIT,  # ticks of the wait
    QUEUE_NEXT,  # neighbours in the queue of a pool, or among those it holds
    QUEUE_BEFORE,
    HOME_NEXT,  # neighbours in a setting whose people are listed
    HOME_BEFORE,
    CLOCK_COUNT,
    PERSON,  # size without the tables
) = range(ACTOR + HOLD_LIMIT - SETTLES + 1, ACTOR + HOLD_LIMIT - SETTLES + 29)

# A hazard clock, in the table at the end of a person.
(
    CLOCK_TRANSITION,  # NOWHERE once spent
    CLOCK_AMOUNT,  # f: hazard to be used up
    CLOCK_SINCE,  # tick from which it counts
    CLOCK_DUE,  # NEVER while it is not known
    CLOCK_SEEN,  # tick up to which it has been looked for; NEVER once spent
    CLOCK_PASSED,  # band of duration at CLOCK_SINCE
    CLOCK,
) = range(7)

# A post.
(
    POST_TEAM,
    NUMBER,  # within its team
    STATE,
    NEXT_STATE,
    TENURE,
    CASELOAD,
    FIRST_PERSON,  # of its caseload
    LAST_PERSON,
    POST_SIZE,
) = range(ACTOR, ACTOR + 9)

# A pool.
(
    IS_LIMITED,
    OPEN,
    OCCUPIED,
    PLACES,  # from here to PANEL_STAY in the order of the row of a piece
    KEEP_FREE,
    FILL_SHARE,
    FILL_WHOLE,
    HOLD_FOR,
    CLOSES,
    PANEL_STAY,
    FILL_FROM_AT,  # a flag for each setting, behind the row
    PANEL_TO,
    POOL_TEAM,
    STAFFED_AT,
    STAFFED_LAST,  # its last column
    WAITING,  # people in its queue
    QUEUE_AT,  # for each level of priority: first and last of the queue
    HELD_FIRST,
    HELD_LAST,
    POOL_PIECES_AT,  # a row a piece: POOL_PIECE numbers, and one for each setting
    POOL,
) = range(ACTOR, ACTOR + 21)
POOL_PIECE = 7
PIECE_FILL_SHARE = 2

# Whatever has a name begins with these two.
INDEX, LUCK = range(2)  # in the model; the index in `luck` of its stream, or of the first of them
NAMED = 2

# A setting.
(
    SETTING_POOL,
    EXITS_AT,  # transitions
    EXITS_END,
    LEAVING_AGE,
    AGE_TO_AT,  # destinations
    AGE_TO_COUNT,
    AGE_SHARE_AT,  # f
    AGE_SAME_AT,  # flags
    CLOSURE_AT,  # destinations
    CLOSURE_END,
    ALLOWED_AT,  # flags [age, need]
    IS_LISTED,  # whether its people are listed, for panels and closures
    HOME_FIRST,  # of its people by (entered, id)
    HOME_LAST,
    CURSOR,  # how far a closure has read the list
    LEAVING_AGES_AT,  # one a piece
    SETTING_SIZE,
) = range(NAMED, NAMED + 17)

# A transition.
(
    IS_PLANNED,
    IS_SAME_PLACE,
    TO_AT,  # destinations
    TO_END,
    OR_ELSE_AT,  # destinations; with the next two in the order of the row of a piece
    OR_ELSE_END,
    WAIT_FOR,  # ticks, 0 for no limit
    LEVEL,  # of priority, 0 the first to be served
    RELATION_AT,  # f: one a relationship
    HAZARD_AT,  # f: [group, ...]
    CEILING_OF_AT,  # f: [group, age band, duration band, (sum, rate)]: see spells.refresh
    CAN_HAPPEN_AT,  # flags by group
    TRANSITION_PIECES_AT,  # a row a piece
    TRANSITION,
) = range(NAMED, NAMED + 14)
TRANSITION_PIECE = 3

# A team.
(
    FIRST_POST,
    LAST_POST,  # the end of its posts
    POSTS_OPEN,  # with the next in the order of the row of a piece
    CASELOAD_LIMIT,
    BOND,
    AGENCY_BONDS,
    FILLED,  # posts
    NEEDING_FIRST,  # its queue
    NEEDING_LAST,
    TREE_AT,  # caseloads of its posts as the leaves of a tree of minima
    LEAVES,
    START_SHARE_AT,  # f
    RATES_AT,  # f: a row of pieces for each of the five clocks LEAVE to HANDOVER
    KEEPS_AT,  # ticks by [group, setting]
    TEAM_PIECES_AT,  # a row a piece
    TEAM_SIZE,
) = range(NAMED, NAMED + 16)
TEAM_PIECE = 2
START, LEAVE, RECRUIT, COVER, AGENCY_END, HANDOVER = range(6)
NO_ROOM = 1 << 40
"""In a team's tree: the caseload of a post that nobody holds."""

# An entry stream.
(
    STREAM_INDEX,
    CANDIDATES,  # that came so far
    IS_PLACED,  # whether its people arrive with a placement they already have
    CEILING_AT,  # f
    RATE_AT,  # f: one a piece
    AGE_SHARES_AT,  # f: one a year of age
    AGE_SHARES_END,
    NEED_SHARES_AT,  # f
    LISTS_AT,  # for each list: where its destinations begin and end
    LIST_COUNT,
    LIST_SHARES_AT,  # f
    PLACED_FIRST,  # rows
    PLACED_COUNT,
    STREAM,
) = range(ACTOR, ACTOR + 14)

# Rows of tables.
ROW = 6  # tick, kind, person, a, b, cause
ARRIVAL = 7  # the columns of eventlog.PEOPLE_COLUMNS
(CASE_SETTING, CASE_BORN, CASE_ENTERED, CASE_IN_CARE, CASE_NEED, CASE_WORKER_SINCE, CASE) = range(7)
(PLACED_SETTING, PLACED_SERVED, PLACED_IN_CARE, PLACED) = range(4)
