"""Councils small enough to have a formula, written down in a few lines each.

`council` lays plain descriptions of settings, exits, streams, teams and residents out as the
arrays of a `Model`. Everything that is not mentioned is absent: no limits, no ages, no teams.
`closes` gives the calendar piece at which a pool moves people out and where to, `staffed` the team of
a pool and the places its posts keep open, `leaving` ages and shares, `staying` the destinations that
keep place and carer. A keyword that is the name of a `Model` field replaces that field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream
from carepath_sim.model import NO_TIME, NOWHERE, OUT, Model

START = date(2026, 4, 1).toordinal()
LAST_AGE = 120
"""Years; young people are newborn unless they say otherwise, so that no birthday decides anything."""
TEAM_CLOCKS = ("start", "leave", "recruit", "cover", "agency end", "handover")


@dataclass(frozen=True)
class Exit:
    """One transition; `per_day` broadcasts against [group, age band, duration band, piece]."""

    leaves: str
    to: str | Sequence[str]
    per_day: Any
    planned: bool = True
    name: str = ""
    link: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    same_place: bool = False
    priority: int = 1
    wait_limit: int = 0
    or_else: Sequence[str] = ()

    @property
    def label(self) -> str:
        return f"{self.leaves}.{self.name or as_list(self.to)[0]}"


@dataclass(frozen=True)
class Stream:
    """Entrants; `per_day` is one rate or one a piece, `placed` rows are (setting, ticks served, ticks in care)."""

    per_day: Any
    to: Sequence[str] = ()
    ceiling: float = 0.0
    age: int = 0
    needs: Sequence[float] = (1.0,)
    placed: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True)
class Team:
    """Posts, the rates per day that change their holders, and the settings they serve or keep."""

    posts: Any
    serves: Sequence[str] = ()
    limit: int = 1 << 30
    bond: int = 28 * DAY
    agency_bonds: bool = True
    start: tuple[float, float, float] = (0.0, 1.0, 0.0)
    leave: float = 0.0
    recruit: float = 0.0
    cover: float = 0.0
    agency_end: float = 0.0
    handover: float = 0.0
    keeps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Occupancy:
    """How full a pool is run."""

    keep_free: int = 0
    fill_to: tuple[int, int] = (0, 1)
    hold: int = 0
    fill_from: Sequence[str] = ()
    min_stay: int = 0


@dataclass(frozen=True)
class Resident:
    """One row of the starting caseload."""

    lives_in: str
    served: int = 0
    age: int = 0
    need: int = 0
    worker_since: int = NO_TIME


def as_list(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def council(
    settings: Sequence[str],
    exits: Sequence[Exit] = (),
    streams: Mapping[str, Stream] | None = None,
    *,
    horizon: int,
    places: Mapping[str, Any] | None = None,
    shares_places: Mapping[str, str] | None = None,
    occupancy: Mapping[str, Occupancy] | None = None,
    staffed: Mapping[str, tuple[str, Sequence[int]]] | None = None,
    closes: Mapping[str, tuple[int, Sequence[str]]] | None = None,
    leaving: Mapping[str, tuple[int, Mapping[str, float]]] | None = None,
    staying: Sequence[str] = (),
    teams: Mapping[str, Team] | None = None,
    residents: Sequence[Resident] = (),
    needs: Sequence[str] = ("any",),
    practices: Mapping[str, Any] | None = None,
    age_band: Sequence[int] = (0,),
    duration_band: Sequence[int] = (0,),
    piece_start: Sequence[int] = (0,),
    **replaced: Any,
) -> Model:
    """A `Model` of what is described and nothing else."""
    lay = _Layout(list(settings), dict(shares_places or {}), len(piece_start))
    places, occupancy, staffed, closes = (dict(part or {}) for part in (places, occupancy, staffed, closes))
    streams, teams, practices, leaving = (dict(part or {}) for part in (streams, teams, practices, leaving))
    groups = len(needs) << len(practices)
    parts: dict[str, Any] = {
        "settings": tuple(settings),
        "pools": tuple(lay.pools),
        "transitions": tuple(way.label for way in exits),
        "teams": tuple(teams),
        "entry_streams": tuple(sorted(streams)),
        "needs": tuple(needs),
        "practices": tuple(practices),
        "start_day": START,
        "horizon": horizon,
        "last_age": LAST_AGE,
        "age_band": ints(age_band),
        "duration_band": ints(duration_band),
        "piece_start": ints(piece_start),
        **_of_settings(lay, closes, leaving, staying, len(needs)),
        **_of_pools(lay, places, occupancy, staffed, closes, list(teams)),
        **_of_exits(lay, list(exits), (groups, len(age_band), len(duration_band), len(piece_start))),
        **_of_teams(lay, teams, groups),
        **_of_streams(lay, [streams[name] for name in sorted(streams)], practices, len(needs)),
        **_of_residents(lay, list(residents)),
        "max_events": 10**8,
        "max_people": 10**7,
        "max_moves_at_once": 20,
        "max_rows": 10**8,
    }
    return Model(**(parts | replaced))


@dataclass(frozen=True)
class _Layout:
    settings: list[str]
    shares_places: dict[str, str]
    pieces: int

    @property
    def pools(self) -> list[str]:
        return [name for name in self.settings if name not in self.shares_places]

    def numbers(self, names: str | Sequence[str]) -> list[int]:
        return [OUT if name == "out" else self.settings.index(name) for name in as_list(names)]

    def lists(self, rows: Sequence[str | Sequence[str]]) -> Any:
        """Destination lists as one rectangle."""
        numbers = [self.numbers(row) for row in rows]
        width = max([1, *map(len, numbers)])
        return ints([row + [NOWHERE] * (width - len(row)) for row in numbers]).reshape(len(rows), width)

    def by_piece(self, values: Sequence[Any], dtype: Any = np.int64) -> Any:
        """One number, or one a piece, for each of several things."""
        rows = [np.broadcast_to(np.asarray(value, dtype=dtype), (self.pieces,)) for value in values]
        return np.array(rows, dtype=dtype).reshape(len(values), self.pieces)


def ints(values: Any) -> Any:
    return np.array(values, dtype=np.int64)


def _of_settings(
    lay: _Layout, closes: dict[str, Any], leaving: dict[str, Any], staying: Sequence[str], needs: int
) -> dict[str, Any]:
    ages = [leaving.get(name, (0, {})) for name in lay.settings]
    age_to = lay.lists([list(shares) for _, shares in ages])
    age_share = np.zeros(age_to.shape)
    for row, (_, shares) in enumerate(ages):
        age_share[row, : len(shares)] = list(shares.values())
    pool_of = [lay.pools.index(lay.shares_places.get(name, name)) for name in lay.settings]
    return {
        "setting_pool": ints(pool_of),
        "setting_stream": ints([named_stream("setting", name) for name in lay.settings]),
        "is_looked_after": np.ones(len(lay.settings), dtype=bool),
        "is_overflow": np.zeros(len(lay.settings), dtype=bool),
        "allowed": np.ones((len(lay.settings), LAST_AGE, needs), dtype=bool),
        "leaving_age": lay.by_piece([age for age, _ in ages]),
        "age_to": age_to,
        "age_share": age_share,
        "age_same_place": np.isin(age_to, lay.numbers(staying)),
        "closure_to": lay.lists([closes.get(lay.pools[pool], (0, ()))[1] for pool in pool_of]),
    }


def _of_pools(
    lay: _Layout,
    places: dict[str, Any],
    occupancy: dict[str, Occupancy],
    staffed: dict[str, Any],
    closes: dict[str, Any],
    teams: list[str],
) -> dict[str, Any]:
    run = [occupancy.get(name, Occupancy()) for name in lay.pools]
    width = max([1, *(len(table) for _, table in staffed.values())])
    tables = [list(staffed.get(name, ("", (0,)))[1]) for name in lay.pools]
    by_moving = [[name in closes and piece == closes[name][0] for piece in range(lay.pieces)] for name in lay.pools]
    fill_from = np.zeros((len(run), lay.pieces, len(lay.settings)), dtype=bool)
    for row, how in enumerate(run):
        fill_from[row, :, lay.numbers(how.fill_from)] = True
    return {
        "is_limited": np.array([name in places for name in lay.pools]),
        "places": lay.by_piece([places.get(name, 0) for name in lay.pools]),
        "pool_team": ints([teams.index(staffed[name][0]) if name in staffed else NOWHERE for name in lay.pools]),
        "staffed": ints([table + table[-1:] * (width - len(table)) for table in tables]),
        "closes_by_moving": np.array(by_moving, dtype=bool).reshape(len(run), lay.pieces),
        "keep_free": lay.by_piece([how.keep_free for how in run]),
        "fill_to": np.repeat(ints([how.fill_to for how in run])[:, None, :], lay.pieces, axis=1),
        "hold_limit": lay.by_piece([how.hold for how in run]),
        "panel_to": ints(
            [lay.settings.index(name) if how.fill_from else NOWHERE for name, how in zip(lay.pools, run, strict=True)]
        ),
        "fill_from": fill_from,
        "panel_min_stay": lay.by_piece([how.min_stay for how in run]),
    }


def _of_exits(lay: _Layout, exits: list[Exit], axes: tuple[int, int, int, int]) -> dict[str, Any]:
    or_else = lay.lists([way.or_else for way in exits])
    hazard = [np.broadcast_to(np.asarray(way.per_day, dtype=float), axes) for way in exits]
    return {
        "transition_from": ints([lay.settings.index(way.leaves) for way in exits]),
        "transition_stream": ints([named_stream("transition", way.label) for way in exits]),
        "is_planned": np.array([way.planned for way in exits], dtype=bool),
        "is_same_place": np.array([way.same_place for way in exits], dtype=bool),
        "breakdown": ints([0 if way.planned else 2 for way in exits]),
        "to": lay.lists([way.to for way in exits]),
        "or_else": np.repeat(or_else[:, None, :], lay.pieces, axis=1),
        "wait_limit": lay.by_piece([way.wait_limit for way in exits]),
        "priority": ints([way.priority for way in exits]),
        "hazard": np.array(hazard, dtype=float).reshape(len(exits), *axes),
        "relation": np.array([way.link for way in exits], dtype=float).reshape(len(exits), 4),
    }


def _of_teams(lay: _Layout, teams: dict[str, Team], groups: int) -> dict[str, Any]:
    each = list(teams.values())
    posts = lay.by_piece([team.posts for team in each])
    team_of = np.full((groups, len(lay.settings), lay.pieces), NOWHERE, dtype=np.int64)
    keeps = np.zeros((groups, len(each), len(lay.settings)), dtype=np.int64)
    for number, team in enumerate(each):
        team_of[:, lay.numbers(team.serves), :] = number
        for setting, ticks in team.keeps.items():
            keeps[:, number, lay.settings.index(setting)] = ticks
    streams = [[named_stream("team", name, clock) for clock in TEAM_CLOCKS] for name in teams]
    return {
        "posts_open": posts,
        "post_team": np.repeat(np.arange(len(each), dtype=np.int64), posts.max(axis=1, initial=0)),
        "team_stream": ints(streams).reshape(len(each), len(TEAM_CLOCKS)),
        "start_share": np.array([team.start for team in each], dtype=float).reshape(len(each), 3),
        "leave_rate": lay.by_piece([team.leave for team in each], float),
        "recruit_rate": lay.by_piece([team.recruit for team in each], float),
        "cover_rate": lay.by_piece([team.cover for team in each], float),
        "agency_end_rate": lay.by_piece([team.agency_end for team in each], float),
        "handover_rate": lay.by_piece([team.handover for team in each], float),
        "caseload_limit": lay.by_piece([team.limit for team in each]),
        "bond": ints([team.bond for team in each]),
        "agency_bonds": np.array([team.agency_bonds for team in each], dtype=bool),
        "team_of": team_of,
        "keeps": keeps,
    }


def _of_streams(lay: _Layout, each: list[Stream], practices: dict[str, Any], needs: int) -> dict[str, Any]:
    rate = lay.by_piece([stream.per_day for stream in each], float)
    ages = np.zeros((len(each), LAST_AGE))
    ages[np.arange(len(each)), [stream.age for stream in each]] = 1.0
    rows = [row for stream in each for row in stream.placed]
    return {
        "entry_rate": rate,
        "entry_ceiling": np.array(
            [stream.ceiling or own.max() for stream, own in zip(each, rate, strict=True)], dtype=float
        ),
        "entry_age_share": ages,
        "entry_need_share": np.array([stream.needs for stream in each], dtype=float).reshape(len(each), needs),
        "entry_list": lay.lists([stream.to for stream in each])[:, None, :],
        "entry_list_share": np.ones((len(each), 1)),
        "already_placed": np.array([bool(stream.placed) for stream in each], dtype=bool),
        "placed_first": ints(np.cumsum([0, *(len(stream.placed) for stream in each)])),
        "placed_setting": ints([lay.settings.index(setting) for setting, _, _ in rows]),
        "placed_served": ints([served for _, served, _ in rows]),
        "placed_in_care": ints([in_care for _, _, in_care in rows]),
        "practice_stream": ints([named_stream("practice", name) for name in practices]),
        "uptake": np.array([np.broadcast_to(share, (needs,)) for share in practices.values()], dtype=float).reshape(
            len(practices), needs
        ),
    }


def _of_residents(lay: _Layout, residents: list[Resident]) -> dict[str, Any]:
    year, month, day = START_DATE
    return {
        "caseload_setting": ints([lay.settings.index(who.lives_in) for who in residents]),
        "caseload_born": ints([date(year - who.age, month, day).toordinal() - 1 for who in residents]),
        "caseload_entered": ints([-who.served for who in residents]),
        "caseload_in_care": ints([NO_TIME for _ in residents]),
        "caseload_need": ints([who.need for who in residents]),
        "caseload_worker_since": ints([who.worker_since for who in residents]),
    }


START_DATE = (date.fromordinal(START).year, date.fromordinal(START).month, date.fromordinal(START).day)
