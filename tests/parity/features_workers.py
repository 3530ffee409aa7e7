"""What a row shows of teams, posts, key workers and hazards (rules 3, 10, 13, 14, 16 to 19, 36 to 43)."""

from __future__ import annotations

from collections.abc import Iterator

from carepath_sim.draws import due, threshold, uniform
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_CALENDAR,
    BY_ENTRY,
    BY_HANDOVER,
    BY_KEEP,
    BY_POST,
    BY_TEAM,
    CONTINUED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    POST,
    PRESENT,
    SETTLED_ROW,
)
from carepath_sim.model import (
    AGENCY,
    CLOSED,
    FOR_EVER,
    NEW,
    NO_TIME,
    NO_WORKER,
    NOT_SERVED,
    NOWHERE,
    PERMANENT,
    SETTLED,
    VACANT,
)
from tests.parity.reading import Council, Life, Row

NAMES = (
    "a worker who follows for ever",
    "a worker who follows for a time",
    "a worker who would follow but for a closed team",
    "a place in a needs queue that follows",
    "a move that loses the worker",
    "a move that loses the place in the queue",
    "a move to nobody's care",
    "a move into a team's care",
    "a keep ends with another team",
    "a keep ends with nobody",
    "a keep ends in a queue",
    "a keep ends where nothing changes",
    "a boundary finds another team",
    "a boundary finds nobody",
    "a worker lost for another team",
    "a worker lost for nobody",
    "the starting caseload brings a settled relationship",
    "the starting caseload brings a new relationship",
    "the starting caseload finds no room",
    "allocated at the roomiest of several posts",
    "allocated to agency cover",
    "a caseload above its limit",
    "settled with agency cover",
    "an agency relationship outlasts the bond",
    "settled at once",
    "handed over",
    "a handover finds nobody",
    "a second handover",
    "a vacant post closes",
    "an agency post closes",
    "a permanent post closes",
    "a post with people closes",
    "a post opens by date",
    "a closed post opens again",
    "a post opens vacant",
    "a post opens to agency",
    "agency gives way to permanent",
    "agency ends",
    "a vacancy is covered",
    "a vacancy is recruited to",
    "somebody leaves a post with people",
    "a practice taken up",
    "two practices taken up",
    "a group of a second need",
    "a candidate who is not real",
    "an ending due in the minute the relationship changed",
    "a hazard stopped by the relationship",
    "a hazard multiplied by the relationship",
)


def features(council: Council, row: Row, following: Row | None) -> Iterator[str]:
    """Names of what this row, told what is known before it, is an example of."""
    if row.kind == POST:
        yield from _post(council, row, following)
        return
    life = council.lives.get(row.person)
    if life is None:
        return
    if row.kind == MOVED:
        yield from _followed(council, life, row, following)
    elif row.kind == ALLOCATED:
        yield from _allocated(council, life, row)
    elif row.kind == LOST:
        yield from _lost(council, life, row, following)
    elif row.kind == NEEDS:
        yield from _needs(council, life, row)
    elif row.kind == SETTLED_ROW:
        if council.posts[row.b] == AGENCY:
            yield "settled with agency cover"
        if life.worker_since == row.tick:
            yield "settled at once"
    if row.kind in (MOVED, LEFT, CONTINUED) and row.cause >= 0:
        yield from _ending(council, life, row)


def _post(council: Council, row: Row, following: Row | None) -> Iterator[str]:
    before = council.posts.get(row.a, CLOSED)
    if row.cause == BY_CALENDAR and row.b == CLOSED:
        yield {VACANT: "a vacant post closes", AGENCY: "an agency post closes", PERMANENT: "a permanent post closes"}[
            before
        ]
        if council.caseload[row.a]:
            yield "a post with people closes"
    if row.cause == BY_CALENDAR and row.b != CLOSED:
        yield "a post opens by date"
        if row.a in council.posts:
            yield "a closed post opens again"
        if row.b == VACANT:
            yield "a post opens vacant"
        if row.b == AGENCY:
            yield "a post opens to agency"
    if row.cause == BY_POST:
        names = {
            (AGENCY, PERMANENT): "agency gives way to permanent",
            (AGENCY, VACANT): "agency ends",
            (VACANT, AGENCY): "a vacancy is covered",
            (VACANT, PERMANENT): "a vacancy is recruited to",
        }
        if (before, row.b) in names:
            yield names[before, row.b]
        if following is not None and following.kind == LOST and following.cause == BY_POST:
            yield "somebody leaves a post with people"


def _followed(council: Council, life: Life, row: Row, following: Row | None) -> Iterator[str]:
    """Whether the responsible team came along, told by whether a `lost` row follows."""
    model, piece = council.model, council.piece
    lost = following is not None and following.kind == LOST and following.person == row.person
    own = int(model.team_of[life.group, row.b, piece])
    if life.team == NOWHERE:
        if following is not None and following.kind == NEEDS and following.person == row.person:
            yield "a move into a team's care"
        return
    keeps = int(model.keeps[life.group, life.team, row.b])
    if lost:
        yield "a move that loses the worker" if life.worker != NOWHERE else "a move that loses the place in the queue"
        if own == NOWHERE:
            yield "a move to nobody's care"
        if keeps and model.posts_open[life.team, piece] == 0:
            yield "a worker who would follow but for a closed team"
    elif own != life.team:
        if life.worker == NOWHERE:
            yield "a place in a needs queue that follows"
        else:
            yield "a worker who follows for ever" if keeps == FOR_EVER else "a worker who follows for a time"
        if keeps != FOR_EVER:
            life.keep_ends = row.tick + keeps, life.team
            return
    life.keep_ends = None


def _allocated(council: Council, life: Life, row: Row) -> Iterator[str]:
    model = council.model
    if row.cause == BY_ENTRY:
        since = int(model.caseload_worker_since[row.person])
        bonds = council.posts[row.b] == PERMANENT or model.agency_bonds[row.a]
        settled = bonds and since + model.bond[row.a] <= 0
        yield f"the starting caseload brings a {'settled' if settled else 'new'} relationship"
    filled = [post for post, state in council.posts.items() if state > VACANT and model.post_team[post] == row.a]
    if row.cause == BY_TEAM and len(filled) > 1:
        yield "allocated at the roomiest of several posts"
    if council.posts[row.b] == AGENCY:
        yield "allocated to agency cover"
    limit = model.caseload_limit[row.a, council.piece]
    if any(council.caseload[post] > limit for post in filled):
        yield "a caseload above its limit"
    if row.cause == BY_HANDOVER:
        yield "handed over"
        if life.last_handover is not None:
            yield "a second handover"
        life.last_handover = row.tick
    _plan_handover(council, life, row.person, row.a, row.tick)


def _plan_handover(council: Council, life: Life, person: int, team: int, now: int) -> None:
    """When the handover of a relationship is due, from the address of its luck (rules 9, 43)."""
    model = council.model
    started = life.handovers[team]
    life.handovers[team] += 1
    u = uniform(*council.address, int(model.team_stream[team, 5]), person, started)
    rates = model.handover_rate[team].tolist()
    life.handover_due = due(threshold(u), now, model.horizon, 1.0, rates, 0, (), (), council.starts[1:])


def _lost(council: Council, life: Life, row: Row, following: Row | None) -> Iterator[str]:
    needs = following is not None and following.kind == NEEDS and following.person == row.person
    if row.b >= 0:
        while life.handover_due < row.tick:
            yield "a handover finds nobody"
            _plan_handover(council, life, row.person, row.a, life.handover_due)
    if row.cause == BY_KEEP:
        yield "a keep ends with another team" if needs else "a keep ends with nobody"
        if row.b == NOWHERE:
            yield "a keep ends in a queue"
    elif life.keep_ends and life.keep_ends[0] < row.tick and life.keep_ends[1] == row.a:
        yield "a keep ends where nothing changes"
    if row.cause == BY_CALENDAR:
        yield "a boundary finds another team" if needs else "a boundary finds nobody"
    if row.cause == BY_POST:
        if not needs:
            yield "a worker lost for nobody"
        elif following is not None and following.a != row.a:
            yield "a worker lost for another team"
    if row.b >= 0 and not council.model.agency_bonds[row.a] and life.relationship == NEW:
        started_by_agency = council.posts.get(row.b) == AGENCY or row.cause == BY_POST
        if started_by_agency and row.tick - life.worker_since > council.model.bond[row.a]:
            yield "an agency relationship outlasts the bond"
    life.keep_ends = None


def _needs(council: Council, life: Life, row: Row) -> Iterator[str]:
    if row.cause != BY_ENTRY:
        return
    if life.last and life.last.kind == PRESENT and council.model.caseload_worker_since[row.person] != NO_TIME:
        yield "the starting caseload finds no room"
    taken = life.group & ((1 << len(council.model.practices)) - 1)
    if taken:
        yield "a practice taken up"
    if taken.bit_count() > 1:
        yield "two practices taken up"
    if life.need:
        yield "a group of a second need"
    if row.person >> 32 and row.person & 0xFFFFFFFF > council.entrants(row.person >> 32):
        yield "a candidate who is not real"


def _ending(council: Council, life: Life, row: Row) -> Iterator[str]:
    """Hazards, relations and the minute in which both meet."""
    model = council.model
    relation = model.relation[row.cause]
    if life.touched == row.tick and not model.is_planned[row.cause]:
        yield "an ending due in the minute the relationship changed"
    if relation[_relationship(life)] > 1.0:
        yield "a hazard multiplied by the relationship"
    for transition in (model.transition_from == row.a).nonzero()[0]:
        if model.relation[transition, _relationship(life)] == 0.0:
            yield "a hazard stopped by the relationship"


def _relationship(life: Life) -> int:
    if life.team == NOWHERE:
        return NOT_SERVED
    if life.worker == NOWHERE:
        return NO_WORKER
    return SETTLED if life.relationship == SETTLED else NEW
