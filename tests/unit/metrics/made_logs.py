"""Event logs made by hand, and logs made at random that keep the grammar of rows an engine writes."""

from __future__ import annotations

from datetime import date

import numpy as np

from carepath_sim import clock
from carepath_sim.clock import DAY
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_AGE,
    BY_CALENDAR,
    BY_CLOSURE,
    BY_ENTRY,
    BY_HANDOVER,
    BY_KEEP,
    BY_LIMIT,
    BY_PANEL,
    BY_POST,
    BY_RELEASE,
    BY_TEAM,
    COLUMNS,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    OVERRIDE,
    PEOPLE_COLUMNS,
    PLACES,
    POST,
    PRESENT,
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
    Vocabulary,
)
from carepath_sim.model import AGENCY, CLOSED, NO_TIME, PERMANENT, VACANT, Prices

SETTINGS = ("edge", "foster", "staying_put", "hub", "children_home", "home", "overflow")
EDGE, FOSTER, STAYING_PUT, HUB, CHILDREN_HOME, HOME, OVERFLOW = range(len(SETTINGS))
POOLS = ("edge", "foster", "hub", "children_home", "home", "overflow")
SETTING_POOL = (0, 1, 1, 2, 3, 4, 5)
LIMITED = (1, 2, 3)
IN_CARE = (FOSTER, HUB, CHILDREN_HOME, OVERFLOW)
TRANSITIONS = (
    "foster.breakdown",
    "foster.request",
    "foster.planned",
    "foster.change_of_carer",
    "foster.legal_change",
    "hub.go_home",
    "edge.emergency",
)
BREAKDOWN, REQUEST, PLANNED, CHANGE, LEGAL, GO_HOME, EMERGENCY = range(len(TRANSITIONS))
NEED_GROUPS = ("any", "unaccompanied")
TEAMS = ("hub", "social_work")
POSTS = (0, 0, 1)
START = date(2026, 4, 1)
START_DAY = START.toordinal()
TEN = date(2014, 6, 15).toordinal()
"""Birthday of someone who is eleven at the start."""


def days(number: float) -> int:
    """Ticks."""
    return round(number * DAY)


def vocabulary(horizon_days: int = 365, start: date = START, pieces: tuple[int, ...] = (0,)) -> Vocabulary:
    """The names of every made log."""
    looked_after = np.zeros(len(SETTINGS), dtype=np.bool_)
    looked_after[list(IN_CARE)] = True
    limited = np.zeros(len(POOLS), dtype=np.bool_)
    limited[list(LIMITED)] = True
    return Vocabulary(
        settings=SETTINGS,
        pools=POOLS,
        transitions=TRANSITIONS,
        teams=TEAMS,
        entry_streams=("referrals", "turning_ten"),
        needs=NEED_GROUPS,
        practices=(),
        setting_pool=np.array(SETTING_POOL),
        is_looked_after=looked_after,
        is_overflow=np.array([name == "overflow" for name in SETTINGS]),
        is_limited=limited,
        is_planned=np.array([False, False, True, False, True, True, False]),
        breakdown=np.array([2, 1, 0, 2, 0, 0, 0]),
        post_team=np.array(POSTS),
        start_day=start.toordinal(),
        horizon=days(horizon_days),
        piece_start=np.array([days(piece) for piece in pieces]),
    )


class Made:
    """A log being written: rows in the order given, people as they first appear."""

    def __init__(self, words: Vocabulary | None = None) -> None:
        self.words = words or vocabulary()
        self.rows: list[tuple[int, ...]] = []
        self.people: dict[int, dict[str, int]] = {}

    def row(self, tick: int, kind: int, person: int, a: int, b: int, cause: int) -> Made:
        self.rows.append((tick, kind, person, a, b, cause))
        return self

    def present(
        self, person: int, setting: int, placed_days: float = 0, care_days: float | None = None, born: int = TEN
    ) -> Made:
        in_care = NO_TIME if care_days is None else -days(care_days)
        self._person(person, born, -1, in_care, -days(placed_days))
        return self.row(0, PRESENT, person, setting, SETTING_POOL[setting], BY_ENTRY)

    def entered(self, person: int, day: float, setting: int, born: int = TEN) -> Made:
        self._person(person, born, 0, NO_TIME, days(day))
        return self.row(days(day), ENTERED, person, setting, 0, BY_ENTRY)

    def joined(
        self, person: int, day: float, setting: int, placed_days: float, care_days: float, born: int = TEN
    ) -> Made:
        """Someone already looked after who turns ten."""
        self._person(person, born, 1, days(day - care_days), days(day - placed_days))
        return self.row(days(day), ENTERED, person, setting, 1, BY_ENTRY)

    def moved(self, person: int, day: float, setting: int, to: int, cause: int = PLANNED) -> Made:
        return self.row(days(day), MOVED, person, setting, to, cause)

    def continued(self, person: int, day: float, setting: int, to: int, cause: int = LEGAL) -> Made:
        return self.row(days(day), CONTINUED, person, setting, to, cause)

    def left(self, person: int, day: float, setting: int, cause: int = BY_AGE) -> Made:
        return self.row(days(day), LEFT, person, setting, -1, cause)

    def waited(self, person: int, day: float, until: float | None, setting: int) -> Made:
        self.row(days(day), WAITED, person, setting, SETTING_POOL[setting], PLANNED)
        if until is not None:
            self.row(days(until), WAIT_ENDED, person, setting, SETTING_POOL[setting], BY_LIMIT)
        return self

    def held(self, person: int, day: float, until: float | None, setting: int) -> Made:
        self.row(days(day), HELD, person, setting, SETTING_POOL[setting], PLANNED)
        if until is not None:
            self.row(days(until), HOLD_ENDED, person, setting, SETTING_POOL[setting], BY_RELEASE)
        return self

    def places(self, day: float, pool: int, number: int, cause: int = BY_CALENDAR) -> Made:
        return self.row(days(day), PLACES, -1, pool, number, BY_ENTRY if day == 0 else cause)

    def post(self, day: float, post: int, state: int, cause: int = BY_POST) -> Made:
        return self.row(days(day), POST, -1, post, state, BY_ENTRY if day == 0 else cause)

    def allocated(self, person: int, day: float, team: int, post: int, cause: int = BY_TEAM) -> Made:
        return self.row(days(day), ALLOCATED, person, team, post, cause)

    def lost(self, person: int, day: float, team: int, post: int, cause: int = BY_POST) -> Made:
        return self.row(days(day), LOST, person, team, post, cause)

    def needs(self, person: int, day: float, team: int) -> Made:
        return self.row(days(day), NEEDS, person, team, -1, BY_TEAM)

    def settled(self, person: int, day: float, team: int, post: int) -> Made:
        return self.row(days(day), SETTLED_ROW, person, team, post, BY_TEAM)

    def declined(self, person: int, day: float, setting: int) -> Made:
        return self.row(days(day), DECLINED, person, setting, -1, PLANNED)

    def override(self, person: int, day: float, setting: int) -> Made:
        return self.row(days(day), OVERRIDE, person, setting, SETTING_POOL[setting], BY_ENTRY)

    def _person(self, person: int, born: int, stream: int, in_care_since: int, placed_since: int) -> None:
        self.people[person] = {
            "person": person,
            "born": born,
            "need": person % len(NEED_GROUPS),
            "group": person % len(NEED_GROUPS),
            "stream": stream,
            "in_care_since": in_care_since,
            "placed_since": placed_since,
        }

    def log(self) -> EventLog:
        """The log, its rows sorted by tick and otherwise as written."""
        rows = sorted(self.rows, key=lambda row: row[0])
        columns = {
            name: np.array([row[place] for row in rows], dtype=dtype)
            for place, (name, dtype) in enumerate(COLUMNS.items())
        }
        arrival = [row[2] for row in rows if row[1] in (PRESENT, ENTERED)]
        people = {
            name: np.array([self.people[person][name] for person in arrival], dtype=dtype)
            for name, dtype in PEOPLE_COLUMNS.items()
        }
        return EventLog(self.words, **columns, people=people, events=len(rows))


def prices(pieces: int = 1) -> Prices:
    """Every heading has a price of its own, so that none can stand in for another."""
    night = np.array([0.0, 100.0, 40.0, 0.0, 900.0, 0.0, 1500.0])
    return Prices(
        currency="GBP",
        price_year="2025-26",
        night=night[:, None] * (1 + np.arange(pieces)),
        service=np.array([0.0, 0.0, 3000.0, 0.0, 0.0, 0.0])[:, None] * np.ones(pieces),
        empty_place=np.array([0.0, 0.0, 0.0, 70.0, 0.0, 0.0])[:, None] * np.ones(pieces),
        post=np.array([[0.0, 1.0, 150.0, 260.0], [0.0, 2.0, 160.0, 280.0]]),
        recruitment=np.array([5000.0, 7000.0]),
        move=np.array([300.0, 800.0]),
        entry=1100.0,
        fixed={"training": np.full(pieces, 25.0), "therapy": np.full(pieces, 11.0)},
        payers={"therapy": "nhs"},
        grants={"home_office": np.array([[0.0, 0.0], [143.0, 38.0]])},
        discount_from=(0.0, 2.5),
        discount_rate=(0.035, 0.02),
        inflation=0.04,
        years_since_price_year=1.5,
    )


def random_log(seed: int, people: int = 0) -> EventLog:
    """A few young people over one to four years: every kind of row, in an order an engine could have written."""
    rng = np.random.default_rng(seed)
    start = date(2026, int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    horizon = int(rng.integers(200, 1500))
    made = Made(vocabulary(horizon, start, (0, 100)))
    for post in range(len(POSTS)):
        made.post(0, post, int(rng.choice([CLOSED, VACANT, PERMANENT, AGENCY])))
        state = made.rows[-1][4]
        for day in np.sort(rng.integers(1, horizon, rng.integers(0, 6))):
            state = int(rng.choice([each for each in (CLOSED, VACANT, PERMANENT, AGENCY) if each != state]))
            made.post(int(day), post, state, int(rng.choice([BY_POST, BY_CALENDAR])))
    for pool in LIMITED:
        made.places(0, pool, int(rng.integers(0, 4)))
        for day in np.sort(rng.integers(1, horizon, rng.integers(0, 4))):
            made.places(int(day), pool, int(rng.integers(0, 4)))
    for person in rng.permutation(people or int(rng.integers(0, 9))):
        _random_life(rng, made, int(person) * 7919, horizon)
    return made.log()


def _random_life(rng: np.random.Generator, made: Made, person: int, horizon: int) -> None:
    words = made.words
    age = int(rng.integers(10, 18))
    born = clock.birthday(words.start_day, -age) - int(rng.integers(0, 365))
    setting = int(rng.integers(0, len(SETTINGS)))
    care = float(rng.integers(0, 1500))
    placed = float(rng.uniform(0, care))
    arrival = rng.integers(0, 3)
    day = 0.0 if arrival == 0 else _some_day(rng, 0, horizon)
    if day >= horizon:
        return  # nothing happens at or after the horizon (rule 4 of the engine contract)
    if arrival == 0:
        made.present(person, setting, placed, care if setting in IN_CARE else None, born)
    elif arrival == 1 and setting in IN_CARE:
        made.joined(person, day, setting, placed, care, born)
    else:
        made.entered(person, day, setting, born)
    if rng.random() < 0.2:
        made.override(person, day, setting)
    worker: tuple[int, int] | None = None
    needing = False
    for _ in range(int(rng.integers(0, 25))):
        day = day if rng.random() < 0.15 else _some_day(rng, day, horizon)
        if day >= horizon:
            break
        match int(rng.integers(0, 9)):
            case 0 | 1 | 2:
                to = int(rng.integers(0, len(SETTINGS)))
                made.moved(
                    person,
                    day,
                    setting,
                    to,
                    int(rng.choice([BREAKDOWN, REQUEST, PLANNED, CHANGE, BY_CLOSURE, BY_PANEL])),
                )
                setting = to
            case 3:
                to = int(rng.integers(0, len(SETTINGS)))
                made.continued(person, day, setting, to)
                setting = to
            case 4:
                until = _some_day(rng, day, horizon)
                waiting_for = int(rng.choice([FOSTER, HUB, CHILDREN_HOME]))
                (made.waited if rng.random() < 0.5 else made.held)(
                    person, day, until if until < horizon else None, waiting_for
                )
                day = until
            case 5 if worker is None and not needing:
                made.needs(person, day, int(rng.integers(0, 2)))
                needing = True
            case 6 if worker is None:
                post = int(rng.integers(0, len(POSTS)))
                worker, needing = (POSTS[post], post), False
                made.allocated(person, day, *worker)
            case 7 if worker is not None:
                made.settled(person, day, *worker)
            case 8 if worker is not None:
                made.lost(person, day, *worker, int(rng.choice([BY_TEAM, BY_HANDOVER, BY_KEEP])))
                worker = None
            case 8 if needing:
                made.lost(person, day, 0, -1)
                needing = False
            case _:
                made.declined(person, day, HUB)
    if day < horizon and rng.random() < 0.2:
        made.left(person, day, setting)


def _some_day(rng: np.random.Generator, after: float, horizon: int) -> float:
    """A later day, half the time a whole one and now and then beyond the horizon."""
    step = rng.exponential(horizon / 8)
    day = after + (round(step) if rng.random() < 0.5 else step)
    return days(day) / DAY
