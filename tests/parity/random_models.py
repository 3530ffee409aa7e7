"""Random models that reach every mechanism of the contract; every other one is built to collide.

A colliding model keeps its times to whole days, its pools tiny, its teams thin and its
birthdays shared, so that many things fall due in the same minute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY, birthday
from carepath_sim.draws import named_stream
from carepath_sim.model import FOR_EVER, NO_TIME, NOWHERE, OUT, Model

START_DAY = 739707  # 1 April 2026
LAST_AGE = 25
SURE = 1e6  # a hazard that no draw outlasts by a minute
AGE_BAND = (0, 14, 16, 18)


@dataclass
class Sizes:
    """How many of everything a random model has."""

    settings: int
    pools: int
    teams: int
    streams: int
    needs: int
    practices: int
    pieces: int
    people: int

    @property
    def groups(self) -> int:
        return self.needs << self.practices


def random_model(seed: int) -> Model:
    """A valid model of a few settings, pools, teams and streams over some months; odd seeds collide."""
    rng = np.random.default_rng(seed)
    collides = seed % 2 == 1
    sizes = Sizes(
        settings=int(rng.integers(3, 7)),
        pools=int(rng.integers(2, 5)),
        teams=int(rng.integers(1, 4)),
        streams=int(rng.integers(0, 4)),
        needs=int(rng.integers(1, 3)),
        practices=int(rng.integers(0, 3)),
        pieces=int(rng.integers(1, 4)),
        people=int(rng.integers(0, 25)),
    )
    horizon = int(rng.integers(60, 240)) * DAY
    parts: dict[str, object] = {}
    parts |= _names(sizes)
    parts |= _time(rng, sizes, horizon, collides)
    parts |= _pools(rng, sizes, collides)
    parts |= _settings(rng, sizes)
    parts |= _transitions(rng, sizes, collides)
    parts["transitions"] = tuple(f"t{index}" for index in range(len(parts["transition_from"])))  # type: ignore[arg-type]
    parts |= _teams(rng, sizes, collides)
    parts |= _entries(rng, sizes)
    parts |= _caseload(rng, sizes, collides)
    return Model(
        **parts,  # type: ignore[arg-type]
        max_events=200_000,
        max_people=20_000,
        max_moves_at_once=20,
        max_rows=200_000,
    )


def _names(sizes: Sizes) -> dict[str, object]:
    return {
        "settings": tuple(f"s{index}" for index in range(sizes.settings)),
        "pools": tuple(f"pool{index}" for index in range(sizes.pools)),
        "teams": tuple(f"team{index}" for index in range(sizes.teams)),
        "entry_streams": tuple(f"stream{index}" for index in range(sizes.streams)),
        "needs": tuple(f"need{index}" for index in range(sizes.needs)),
        "practices": tuple(f"practice{index}" for index in range(sizes.practices)),
        "practice_stream": _ints([named_stream("practice", str(index)) for index in range(sizes.practices)]),
        "uptake": np.full((sizes.practices, sizes.needs), 0.5),
    }


def _time(rng: np.random.Generator, sizes: Sizes, horizon: int, collides: bool) -> dict[str, object]:
    whole = DAY if collides else 1
    starts = np.sort(rng.choice(np.arange(1, horizon // whole), sizes.pieces - 1, replace=False)) * whole
    return {
        "start_day": START_DAY,
        "horizon": horizon,
        "last_age": LAST_AGE,
        "age_band": _ints(AGE_BAND),
        "duration_band": _ints([0, DAY, 7 * DAY, 60 * DAY]),
        "piece_start": _ints([0, *starts]),
    }


def _pools(rng: np.random.Generator, sizes: Sizes, collides: bool) -> dict[str, object]:
    """Pool 0 is unlimited and belongs to setting 0; the last setting's pool is limited or not, by chance."""
    n, p = sizes.pools, sizes.pieces
    limited = np.r_[False, rng.random(n - 1) < 0.85]
    places = rng.integers(0, 4 if collides else 8, (n, p)) * limited[:, None]
    fill = np.zeros((n, p, 2), dtype=np.int64)
    fill[..., 1] = 1
    for pool in range(1, n):
        if limited[pool] and rng.random() < 0.5:
            fill[pool] = rng.choice([[1, 1], [95, 100], [1, 2], [3, 4]])
    staffed_by_team = rng.random(n) < 0.3
    return {
        "is_limited": limited,
        "places": places.astype(np.int64),
        "pool_team": _ints(np.where(staffed_by_team & limited, rng.integers(0, sizes.teams, n), NOWHERE)),
        "staffed": _ints(np.tile([0, 1, 2, 4, 8], (n, 1))),
        "closes_by_moving": (rng.random((n, p)) < 0.4) & limited[:, None] & (np.arange(p) > 0),
        "keep_free": rng.integers(0, 2, (n, p)),
        "fill_to": fill,
        "hold_limit": rng.integers(0, 2, (n, p)) * rng.integers(1, 20) * DAY,
        "panel_min_stay": rng.integers(0, 15, (n, p)) * DAY,
    }


def _settings(rng: np.random.Generator, sizes: Sizes) -> dict[str, object]:
    n, p = sizes.settings, sizes.pieces
    pool = np.r_[0, rng.integers(0, sizes.pools, n - 1)]
    allowed = np.ones((n, LAST_AGE, sizes.needs), dtype=bool)
    leaving = np.zeros((n, p), dtype=np.int64)
    age_to, closure_to = [], []
    for setting in range(n):
        if setting and rng.random() < 0.4:
            leaving[setting] = 18
            allowed[setting, 18:] = False
        if setting and rng.random() < 0.2:
            allowed[setting, :, rng.integers(sizes.needs)] = False
        age_to.append([*_some(rng, range(1, n), 2), 0])
        closure_to.append([*_some(rng, range(1, n), 2), 0])
    shares = [rng.dirichlet(np.ones(len(row))) for row in age_to]
    same = [[bool(rng.random() < 0.3 and pool[row] == pool[s]) for row in rows] for s, rows in enumerate(age_to)]
    panel_to = np.full(sizes.pools, NOWHERE)
    for s in range(1, n):
        panel_to[pool[s]] = s
    fill_from = rng.random((sizes.pools, p, n)) < 0.5
    fill_from &= pool[None, None, :] != np.arange(sizes.pools)[:, None, None]
    return {
        "setting_pool": _ints(pool),
        "setting_stream": _ints([named_stream("setting", str(s)) for s in range(n)]),
        "is_looked_after": rng.random(n) < 0.7,
        "is_overflow": np.arange(n) == 0,
        "allowed": allowed,
        "leaving_age": leaving,
        "age_to": _padded(age_to),
        "age_share": _padded(shares, 0.0),
        "age_same_place": _padded(same, False),
        "closure_to": _padded(closure_to),
        "panel_to": _ints(panel_to),
        "fill_from": fill_from,
    }


def _transitions(rng: np.random.Generator, sizes: Sizes, collides: bool) -> dict[str, object]:
    origin, planned, same, to, or_else = [], [], [], [], []
    for setting in range(sizes.settings):
        for _ in range(int(rng.integers(1, 4))):
            origin.append(setting)
            planned.append(bool(rng.random() < 0.65))
            same.append(bool(planned[-1] and rng.random() < 0.1))
            if same[-1]:
                to.append([setting])
            elif planned[-1]:
                to.append([OUT if rng.random() < 0.05 else int(rng.integers(sizes.settings))])
            else:
                to.append([*_some(rng, range(sizes.settings), 2), 0])
            or_else.append([_some(rng, range(sizes.settings), 2) for _ in range(sizes.pieces)])
    n = len(origin)
    durations = 4
    scale = rng.gamma(1.0, 1 / 25, (n, sizes.groups, len(AGE_BAND), 1, sizes.pieces))
    hazard = scale * np.array([2.0, 1.5, 1.0, 0.7])[None, None, None, :durations, None]
    if collides:
        # Nothing before some duration, certain after: many fall due in the same minute.
        certain = rng.random(n) < 0.5
        begins = rng.integers(1, durations, n)
        step = np.where(np.arange(durations) >= begins[:, None], SURE, 0.0)
        hazard[certain] = step[certain][:, None, None, :, None]
    relation = np.ones((n, 4))
    unplanned = ~np.array(planned)
    relation[unplanned] = rng.choice([0.0, 0.5, 1.0, 1.2, 3.0], (int(unplanned.sum()), 4))
    limits = rng.integers(0, 3, (n, sizes.pieces)) * (7 * DAY if collides else 9 * DAY + 17)
    return {
        "transition_from": _ints(origin),
        "transition_stream": _ints([named_stream("transition", str(t)) for t in range(n)]),
        "is_planned": np.array(planned),
        "is_same_place": np.array(same),
        "breakdown": _ints(np.where(planned, 0, rng.integers(0, 3, n))),
        "to": _padded(to),
        "or_else": np.stack([_padded(rows, width=2) for rows in or_else]),
        "wait_limit": limits,
        "priority": rng.integers(0, 2, n),
        "hazard": np.ascontiguousarray(
            np.broadcast_to(hazard, (n, sizes.groups, len(AGE_BAND), durations, sizes.pieces))
        ),
        "relation": relation,
    }


def _teams(rng: np.random.Generator, sizes: Sizes, collides: bool) -> dict[str, object]:
    m, p, s = sizes.teams, sizes.pieces, sizes.settings
    posts_open = rng.integers(0, 3 if collides else 5, (m, p))
    most = posts_open.max(axis=1)
    rate = rng.gamma(1.0, 1 / 40, (5, m, p))
    kept = rng.choice([0, 0, FOR_EVER, 14 * DAY, 5 * DAY + 3], (sizes.groups, m, s))
    return {
        "posts_open": posts_open,
        "post_team": _ints(np.repeat(np.arange(m), most)),
        "team_stream": _ints([[named_stream("team", str(t), str(k)) for k in range(6)] for t in range(m)]),
        "start_share": rng.dirichlet(np.ones(3), m),
        "leave_rate": rate[0],
        "recruit_rate": rate[1],
        "cover_rate": rate[2],
        "agency_end_rate": rate[3],
        "handover_rate": rate[4],
        "caseload_limit": rng.integers(1, 4 if collides else 8, (m, p)),
        "bond": rng.integers(0, 30, m) * DAY,
        "agency_bonds": rng.random(m) < 0.5,
        "team_of": rng.integers(-1, m, (sizes.groups, s, p)),
        "keeps": kept.astype(np.int64),
    }


def _entries(rng: np.random.Generator, sizes: Sizes) -> dict[str, object]:
    e, n, p = sizes.streams, sizes.settings, sizes.pieces
    ceiling = rng.gamma(2.0, 0.15, e)
    age_share = np.zeros((e, LAST_AGE))
    age_share[:, 10:19] = rng.dirichlet(np.ones(9), e) if e else np.zeros((0, 9))
    lists = [[[*_some(rng, range(1, n), 2), 0] for _ in range(2)] for _ in range(e)]
    rows = rng.integers(1, 4, e)
    total = int(rows.sum())
    in_care = rng.integers(0, 2000, total) * DAY
    return {
        "entry_rate": ceiling[:, None] * rng.choice([0.0, 0.5, 1.0], (e, p)),
        "entry_ceiling": ceiling,
        "entry_age_share": age_share,
        "entry_need_share": rng.dirichlet(np.ones(sizes.needs), e) if e else np.zeros((0, sizes.needs)),
        "entry_list": np.stack([_padded(rows_, width=3) for rows_ in lists])
        if e
        else np.zeros((0, 1, 1), dtype=np.int64),
        "entry_list_share": np.full((e, 2), 0.5),
        "already_placed": rng.random(e) < 0.3,
        "placed_first": _ints(np.r_[0, np.cumsum(rows)]),
        "placed_setting": rng.integers(0, n, total),
        "placed_served": np.minimum(rng.integers(0, 1000, total) * DAY, in_care),
        "placed_in_care": in_care,
    }


def _caseload(rng: np.random.Generator, sizes: Sizes, collides: bool) -> dict[str, object]:
    n = sizes.people
    ages = rng.integers(10, 18, n)
    since_birthday = np.full(n, 330) if collides else rng.integers(0, 365, n)
    born = [birthday(START_DAY, -int(age)) - int(days) for age, days in zip(ages, since_birthday, strict=True)]
    entered = -rng.integers(0, 400, n) * DAY - (0 if collides else rng.integers(0, DAY, n))
    worker = np.where(rng.random(n) < 0.5, np.maximum(entered, -rng.integers(0, 60, n) * DAY), NO_TIME)
    return {
        "caseload_setting": rng.integers(0, sizes.settings, n),
        "caseload_born": _ints(born),
        "caseload_entered": _ints(entered),
        "caseload_in_care": _ints(entered),
        "caseload_need": rng.integers(0, sizes.needs, n),
        "caseload_worker_since": _ints(worker),
    }


def _some(rng: np.random.Generator, choices: range, most: int) -> list[int]:
    size = int(rng.integers(0, min(most, len(choices)) + 1))
    return [int(choice) for choice in rng.choice(list(choices), size, replace=False)]


def _ints(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _padded(rows: list, filling: float = NOWHERE, width: int = 0) -> np.ndarray:
    width = max([width, *(len(row) for row in rows)])
    dtype = np.bool_ if filling is False else np.float64 if isinstance(filling, float) else np.int64
    table = np.full((len(rows), width), filling, dtype=dtype)
    for index, row in enumerate(rows):
        table[index, : len(row)] = row
    return table
