"""The tables of a small model, each group of them from its part of the description."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream
from carepath_sim.model import FOR_EVER, NO_TIME, NOWHERE, RELATIONSHIPS, Floats, Ints
from tests.contract.axes import CLOCKS_OF_TEAMS, Axes, Description
from tests.contract.moments import as_list, at_moment, tick, ticks

SURE = float(1 << 20)
"""Per day. The largest threshold a uniform number can stand for is about 37; one minute of `SURE` uses up 728."""
CEILING = float(1 << 30)
"""Per day. Candidates of an entry stream come each minute, and those of a piece with this rate are all real."""
BORN = date(2011, 10, 1)
TURNS = re.compile(r"turns (\d+)")
Parts = dict[str, Any]


def ints(values: list[Any]) -> Ints:
    """Numbers as an array of int64."""
    return np.array(values, dtype=np.int64)


def settings(description: Description, axes: Axes) -> Parts:
    """Who may live where, leaving ages, and where people go when a home closes."""
    each = [options or {} for options in description["settings"].values()]
    allowed = np.zeros((len(each), axes.last_age, len(axes.needs)), dtype=bool)
    for row, options in enumerate(each):
        youngest, oldest = _ages(options.get("ages", f"0 to {axes.last_age - 1}"))
        for need in options.get("needs", axes.needs):
            allowed[row, youngest : oldest + 1, axes.needs.index(need)] = True
    shares = [options.get("age to") or {} for options in each]
    age_to = axes.padded([list(share) for share in shares])
    age_share = np.zeros(age_to.shape)
    same_place = np.zeros(age_to.shape, dtype=bool)
    for row, options in enumerate(each):
        for column, (name, share) in enumerate(shares[row].items()):
            age_share[row, column] = share
            same_place[row, column] = name in as_list(options.get("age same place"))
    return {
        "setting_pool": ints([axes.pools.index(o.get("pool", n)) for n, o in zip(axes.settings, each, strict=True)]),
        "setting_stream": ints([named_stream("setting", name) for name in axes.settings]),
        "is_looked_after": np.ones(len(each), dtype=bool),
        "is_overflow": np.zeros(len(each), dtype=bool),
        "allowed": allowed,
        "leaving_age": _calendar(axes, each, "leaving age", 0),
        "age_to": age_to,
        "age_share": age_share,
        "age_same_place": same_place,
        "closure_to": axes.padded([as_list(options.get("when closed")) for options in each]),
    }


def pools(description: Description, axes: Axes) -> Parts:
    """Places, what keeps them open, and how they are filled; a pool that is not described is unlimited."""
    given = description.get("pools") or {}
    each = [given.get(name, {}) for name in axes.pools]
    fill_to = np.array([[_fraction(at_moment(o.get("fill to", "0/1"), when)) for when in axes.pieces] for o in each])
    fill_from = np.zeros((len(each), len(axes.pieces), len(axes.settings)), dtype=bool)
    for row, options in enumerate(each):
        for piece, when in enumerate(axes.pieces):
            for name in as_list(at_moment(options.get("fill from"), when)):
                fill_from[row, piece, axes.settings.index(name)] = True
    staffed = [options.get("staffed", [0]) for options in each]
    width = max(len(row) for row in staffed)
    closing = [{tick(moment) for moment in as_list(options.get("closes"))} for options in each]
    return {
        "is_limited": np.array([name in given for name in axes.pools]),
        "places": _calendar(axes, each, "places", 0),
        "pool_team": ints([axes.teams.index(o["team"]) if "team" in o else NOWHERE for o in each]),
        "staffed": ints([row + row[-1:] * (width - len(row)) for row in staffed]),
        "closes_by_moving": np.array([[when in moments for when in axes.pieces] for moments in closing]),
        "keep_free": _calendar(axes, each, "keep free", 0),
        "fill_to": fill_to.astype(np.int64),
        "hold_limit": _calendar(axes, each, "hold", 0, ticks),
        "panel_to": ints([axes.settings.index(o["panel to"]) if "panel to" in o else NOWHERE for o in each]),
        "fill_from": fill_from,
        "panel_min_stay": _calendar(axes, each, "panel min stay", 0, ticks),
    }


def transitions(description: Description, axes: Axes) -> Parts:
    """Possible moves; each is certain from a known time of the spell, the calendar or the person's life."""
    each = list((description.get("transitions") or {}).values())
    relation = [[o.get("link", {}).get(name, 1.0) for name in RELATIONSHIPS] for o in each]
    or_else = [[as_list(at_moment(o.get("or else"), when)) for when in axes.pieces] for o in each]
    flat = axes.padded([names for row in or_else for names in row])
    count, pieces = len(each), len(axes.pieces)
    return {
        "transition_from": ints([axes.settings.index(name.split(".")[0]) for name in axes.transitions]),
        "transition_stream": ints([named_stream("transition", name) for name in axes.transitions]),
        "is_planned": np.array(["planned to" in options for options in each], dtype=bool),
        "is_same_place": np.array([options.get("same place", False) for options in each], dtype=bool),
        "breakdown": ints([0 if "planned to" in options else 2 for options in each]),
        "to": axes.padded([as_list(o.get("planned to", o.get("unplanned to"))) for o in each]),
        "or_else": flat.reshape(count, pieces, flat.shape[1]),
        "wait_limit": _calendar(axes, each, "wait", 0, ticks),
        "priority": ints([options.get("priority", 1) for options in each]),
        "hazard": np.array([_hazard(options, axes) for options in each]).reshape(
            count, axes.groups, len(axes.ages), len(axes.durations), pieces
        ),
        "relation": np.array(relation, dtype=float).reshape(count, len(RELATIONSHIPS)),
    }


def _hazard(options: Description, axes: Axes) -> Floats:
    """Per day, over [group, age band, duration band, piece]."""
    table = np.zeros((axes.groups, len(axes.ages), len(axes.durations), len(axes.pieces)))
    for group in range(axes.groups):
        need = axes.need_of_group(group)
        if "practice" in options and not axes.takes_up(group, options["practice"]):
            continue
        if "rate per day" in options:
            table[group] = options["rate per day"]
        elif "on" in options:
            for moment in as_list(_of_need(options["on"], need)):
                table[group, :, :, axes.pieces.index(tick(moment) - 1)] = SURE
        elif (after := _of_need(options.get("after", "1 minute"), need)) is not None:
            table[group, :, axes.durations.index(ticks(after) - 1) :, :] = SURE
            table[group, :, :, : axes.pieces.index(tick(options.get("from", "day 0")))] = 0.0
        table[group, : axes.ages.index(options.get("from age", 0))] = 0.0
    return table


def teams(description: Description, axes: Axes) -> Parts:
    """Posts, the clocks that change their holders, and whom each team serves or keeps."""
    each = list((description.get("teams") or {}).values())
    posts = _calendar(axes, each, "posts", 0)
    team_of = np.full((axes.groups, len(axes.settings), len(axes.pieces)), NOWHERE, dtype=np.int64)
    keeps = np.zeros((axes.groups, len(each), len(axes.settings)), dtype=np.int64)
    rates = np.zeros((len(CLOCKS_OF_TEAMS), len(each), len(axes.pieces)))
    for team, options in enumerate(each):
        for piece, when in enumerate(axes.pieces):
            for name in as_list(at_moment(options.get("serves"), when)):
                team_of[:, axes.settings.index(name), piece] = team
        for name, kept in (options.get("keeps") or {}).items():
            with_practice = options.get("keeps with")
            for group in range(axes.groups):
                if with_practice is None or axes.takes_up(group, with_practice):
                    keeps[group, team, axes.settings.index(name)] = FOR_EVER if kept == "always" else ticks(kept)
        for row, clock in enumerate(CLOCKS_OF_TEAMS):
            for moment in as_list(options.get(clock)):
                rates[row, team, axes.pieces.index(tick(moment) - 1)] = SURE
    first_state = {"vacant": [1.0, 0.0, 0.0], "permanent": [0.0, 1.0, 0.0], "agency": [0.0, 0.0, 1.0]}
    clocks = ("start", "leave", "recruit", "cover", "agency end", "handover")
    streams = [[named_stream("team", name, clock) for clock in clocks] for name in axes.teams]
    return {
        "posts_open": posts,
        "post_team": np.repeat(np.arange(len(each)), posts.max(axis=1, initial=0)).astype(np.int64),
        "team_stream": ints(streams).reshape(len(each), len(clocks)),
        "start_share": np.array([first_state[o.get("start", "permanent")] for o in each]).reshape(len(each), 3),
        "leave_rate": rates[0],
        "recruit_rate": rates[1],
        "cover_rate": rates[2],
        "agency_end_rate": rates[3],
        "handover_rate": rates[4],
        "caseload_limit": _calendar(axes, each, "limit", 10),
        "bond": ints([ticks(options.get("bond", "28 days")) for options in each]),
        "agency_bonds": np.array([options.get("agency bonds", True) for options in each], dtype=bool),
        "team_of": team_of,
        "keeps": keeps,
    }


def entries(description: Description, axes: Axes) -> Parts:
    """Streams of arrivals; a candidate comes each minute and is real at the moments listed."""
    each = [description["entries"][name] for name in axes.streams]
    rate = np.zeros((len(each), len(axes.pieces)))
    age_share, need_share = np.zeros((len(each), axes.last_age)), np.zeros((len(each), len(axes.needs)))
    for row, options in enumerate(each):
        for moment in as_list(options.get("arrive")):
            rate[row, axes.pieces.index(tick(moment))] = CEILING
        age_share[row, options.get("age", 14)] = 1.0
        need_share[row, axes.needs.index(options.get("need", axes.needs[0]))] = 1.0
    lists = axes.padded([as_list(options.get("to")) for options in each])
    placed = [options.get("already placed", []) for options in each]
    rows = [row for of_stream in placed for row in of_stream]
    practices = description.get("practices") or {}
    return {
        "entry_rate": rate,
        "entry_ceiling": np.full(len(each), CEILING),
        "entry_age_share": age_share,
        "entry_need_share": need_share,
        "entry_list": lists.reshape(len(each), 1, lists.shape[1]),
        "entry_list_share": np.ones((len(each), 1)),
        "already_placed": np.array([bool(of_stream) for of_stream in placed], dtype=bool),
        "placed_first": ints(np.cumsum([0, *(len(of_stream) for of_stream in placed)]).tolist()),
        "placed_setting": ints([axes.settings.index(row["in"]) for row in rows]),
        "placed_served": ints([ticks(row["served"]) for row in rows]),
        "placed_in_care": ints([ticks(row["in care"]) for row in rows]),
        "practice_stream": ints([named_stream("practice", name) for name in axes.practices]),
        "uptake": np.array(
            [[(practices[name] or {}).get(need, 0.0) for need in axes.needs] for name in axes.practices]
        ).reshape(len(axes.practices), len(axes.needs)),
    }


def people(description: Description, axes: Axes) -> Parts:
    """The starting caseload: row n is person n."""
    each = description.get("people") or []
    return {
        "caseload_setting": ints([axes.settings.index(person["in"]) for person in each]),
        "caseload_born": ints([_born(person, axes) for person in each]),
        "caseload_entered": ints([tick(person.get("since", "day 0")) for person in each]),
        "caseload_in_care": ints([tick(person["in care"]) if "in care" in person else NO_TIME for person in each]),
        "caseload_need": ints([axes.needs.index(person.get("need", axes.needs[0])) for person in each]),
        "caseload_worker_since": ints([tick(person["worker"]) if "worker" in person else NO_TIME for person in each]),
    }


def _born(person: Description, axes: Axes) -> int:
    """A date of birth: as given, or the one that makes a birthday fall on the day given, or that of a 14-year-old."""
    for key, when in person.items():
        if match := TURNS.fullmatch(key):
            day = date.fromordinal(axes.start.toordinal() + tick(when) // DAY)
            return day.replace(year=day.year - int(match.group(1))).toordinal()
    return date.fromisoformat(str(person["born"])).toordinal() if "born" in person else BORN.toordinal()


def _ages(text: str) -> tuple[int, int]:
    youngest, oldest = text.split(" to ")
    return int(youngest), int(oldest)


def _fraction(text: str) -> list[int]:
    part, whole = str(text).split("/")
    return [int(part), int(whole)]


def _of_need(value: Any, need: str) -> Any:
    return value.get(need) if isinstance(value, dict) else value


def _calendar(axes: Axes, each: list[Description], key: str, default: int, read: Any = int) -> Ints:
    """A value that may change by piece, for each of a list of described things."""
    rows = [
        [default if (value := at_moment(options.get(key), when)) is None else read(value) for when in axes.pieces]
        for options in each
    ]
    return np.array(rows, dtype=np.int64).reshape(len(each), len(axes.pieces))
