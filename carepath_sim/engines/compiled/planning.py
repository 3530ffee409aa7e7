"""A `Model` laid out as records and tables: the beginning of the memory of its runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from carepath_sim.clock import DAY
from carepath_sim.draws import ENTRY_AGE, ENTRY_GAP, ENTRY_IS_REAL, ENTRY_NEED, ENTRY_SETTING
from carepath_sim.engines.compiled import layout as at
from carepath_sim.engines.compiled.addresses import Addresses
from carepath_sim.engines.compiled.memory import Plan
from carepath_sim.engines.compiled.sanity import check
from carepath_sim.model import NOWHERE, OUT, Floats, Ints, Model

ENTRY_STREAMS = (ENTRY_GAP, ENTRY_IS_REAL, ENTRY_AGE, ENTRY_NEED, ENTRY_SETTING)
"""They stand first in `luck`, at their own numbers, behind number 0."""


def plan_of(model: Model) -> Plan:
    """Lay a model out. Raises ModelFault if a number in it points where nothing is."""
    check(model)
    return _Layout(model).plan()


class _Layout:
    """One model being laid out: first the addresses of every record, then what is in them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.build = build = Addresses()
        self.pools, pools_end = build.records(len(model.pools), at.POOL)
        self.settings, settings_end = build.records(len(model.settings), at.SETTING_SIZE)
        self.transitions, transitions_end = build.records(len(model.transitions), at.TRANSITION)
        self.teams, teams_end = build.records(len(model.teams), at.TEAM_SIZE)
        self.posts, posts_end = build.records(len(model.post_team), at.POST_SIZE)
        self.streams, streams_end = build.records(len(model.entry_streams), at.STREAM)
        calendar, _ = build.records(1, at.ACTOR)
        build.fill(calendar[0], {at.POSITION: NOWHERE})
        build.fill(
            0,
            {
                at.POOLS_AT: self.pools.start,
                at.POOLS_END: pools_end,
                at.SETTINGS_AT: self.settings.start,
                at.SETTINGS_END: settings_end,
                at.TRANSITIONS_AT: self.transitions.start,
                at.TRANSITIONS_END: transitions_end,
                at.TEAMS_AT: self.teams.start,
                at.TEAMS_END: teams_end,
                at.POSTS_AT: self.posts.start,
                at.POSTS_END: posts_end,
                at.STREAMS_AT: self.streams.start,
                at.STREAMS_END: streams_end,
                at.CALENDAR: calendar[0],
            },
        )
        self.levels = sorted(set(model.priority.tolist())) or [0]
        self.luck: list[int] = [0, *ENTRY_STREAMS]

    def plan(self) -> Plan:
        """Fill everything in."""
        self._header()
        self._edges()
        self._people()
        self._pools()
        self._settings()
        self._transitions()
        self._teams()
        self._posts()
        self._streams()
        self._practices()
        self._tables()
        build = self.build
        build.fill(0, {at.LUCK_AT: build.table(_signed(self.luck)), at.LUCK_END: len(build.m)})
        return Plan(
            np.array(build.m, dtype=np.int64),
            np.array(build.f, dtype=np.float64),
            len(self.luck),
        )

    # The header

    def _header(self) -> None:
        model = self.model
        actors = 1 + len(model.pools) + len(model.post_team) + len(model.entry_streams)
        self.build.fill(
            0,
            {
                at.NOW: -1,
                at.HORIZON: model.horizon,
                at.START_DAY: model.start_day,
                at.LAST_AGE: model.last_age,
                at.MAX_EVENTS: model.max_events,
                at.MAX_PEOPLE: model.max_people,
                at.MAX_MOVES: model.max_moves_at_once,
                at.MAX_ROWS: model.max_rows,
                at.FREE_RECORD: NOWHERE,
                at.MOVER: NOWHERE,
                at.ACTORS: actors,
                at.NEEDS: len(model.needs),
                at.GROUPS: model.n_groups,
                at.SETTING_COUNT: len(model.settings),
                at.STRIDE: int(np.prod(model.hazard.shape[2:], dtype=np.int64)),
            },
        )

    def _edges(self) -> None:
        build, model = self.build, self.model
        for begin, end, edges in (
            (at.PIECES_AT, at.PIECES_END, model.piece_start[1:]),
            (at.AGE_BANDS_AT, at.AGE_BANDS_END, model.age_band[1:]),
            (at.DURATIONS_AT, at.DURATIONS_END, model.duration_band[1:]),
        ):
            build.fill(0, {begin: build.table(edges), end: len(build.m)})
        build.fill(0, {at.EDGES_AT: build.table(model.duration_band[1:])})
        build.fill(0, {at.PAGES_AT: build.table([NOWHERE] * (model.horizon // DAY + 1))})

    def _people(self) -> None:
        """The tables at the end of a person's record."""
        model = self.model
        most_exits = int(np.bincount(model.transition_from, minlength=1).max(initial=0))
        visits = at.PERSON
        handovers = visits + len(model.settings)
        age_edges = handovers + len(model.teams)
        clocks = age_edges + len(model.age_band) - 1
        self.build.fill(
            0,
            {
                at.VISITS: visits,
                at.HANDOVERS: handovers,
                at.AGE_EDGES: age_edges,
                at.CLOCKS: clocks,
                at.PERSON_SIZE: clocks + at.CLOCK * most_exits,
                at.AMOUNTS_SIZE: most_exits,
            },
        )

    # Records

    def _pools(self) -> None:
        build, model = self.build, self.model
        for index, pool in enumerate(self.pools):
            team = int(model.pool_team[index])
            pieces = np.column_stack(
                [
                    model.places[index],
                    model.keep_free[index],
                    model.fill_to[index],
                    model.hold_limit[index],
                    model.closes_by_moving[index],
                    model.panel_min_stay[index],
                    model.fill_from[index],
                ]
            )
            build.fill(
                pool,
                {
                    at.POSITION: NOWHERE,
                    at.ID: index,
                    at.IS_LIMITED: model.is_limited[index],
                    at.PANEL_TO: self._setting(int(model.panel_to[index])),
                    at.POOL_TEAM: NOWHERE if team == NOWHERE else self.teams[team],
                    at.STAFFED_AT: build.table(model.staffed[index]),
                    at.STAFFED_LAST: model.staffed.shape[1] - 1,
                    at.QUEUE_AT: build.table([NOWHERE] * (2 * len(self.levels))),
                    at.HELD_FIRST: NOWHERE,
                    at.HELD_LAST: NOWHERE,
                    at.POOL_PIECES_AT: build.table(pieces),
                },
            )

    def _settings(self) -> None:
        build, model = self.build, self.model
        listed = self._listed()
        for index, setting in enumerate(self.settings):
            exits = [self.transitions[t] for t in np.flatnonzero(model.transition_from == index)]
            age_to = _filled(model.age_to[index])
            closure = _filled(model.closure_to[index])
            exits_at = build.table(exits)
            closure_at = build.table([self._setting(to) for to in closure])
            build.fill(
                setting,
                {
                    at.INDEX: index,
                    at.LUCK: self._luck(model.setting_stream[index : index + 1]),
                    at.SETTING_POOL: self.pools[int(model.setting_pool[index])],
                    at.EXITS_AT: exits_at,
                    at.EXITS_END: exits_at + len(exits),
                    at.AGE_TO_AT: build.table([self._setting(to) for to in age_to]),
                    at.AGE_TO_COUNT: len(age_to),
                    at.AGE_SHARE_AT: build.floats(model.age_share[index]),
                    at.AGE_SAME_AT: build.table(model.age_same_place[index]),
                    at.CLOSURE_AT: closure_at,
                    at.CLOSURE_END: closure_at + len(closure),
                    at.ALLOWED_AT: build.table(model.allowed[index]),
                    at.IS_LISTED: listed[index],
                    at.HOME_FIRST: NOWHERE,
                    at.HOME_LAST: NOWHERE,
                    at.LEAVING_AGES_AT: build.table(model.leaving_age[index]),
                },
            )

    def _listed(self) -> NDArray[np.bool_]:
        """Settings from which a panel ever pulls, or whose pool ever closes by moving people."""
        model = self.model
        closing: NDArray[np.bool_] = np.any(model.closes_by_moving, axis=1)
        pulled: NDArray[np.bool_] = np.any(model.fill_from, axis=(0, 1))
        return closing[model.setting_pool] | pulled

    def _transitions(self) -> None:
        build, model = self.build, self.model
        stride = model.n_groups * int(np.prod(model.hazard.shape[2:], dtype=np.int64))
        hazards = build.floats(model.hazard)
        ceilings = _ceilings(model)
        each = ceilings[0].size if len(ceilings) else 0
        ceilings_at = build.floats(ceilings)
        can_happen: NDArray[np.bool_] = np.any(model.hazard > 0, axis=(2, 3, 4))
        for index, transition in enumerate(self.transitions):
            to = _filled(model.to[index])
            to_at = build.table([self._setting(s) for s in to])
            pieces: list[int] = []
            for lists, limit in zip(model.or_else[index], model.wait_limit[index], strict=True):
                found = _filled(lists)
                begin = build.table([self._setting(s) for s in found])
                pieces += [begin, begin + len(found), int(limit)]
            build.fill(
                transition,
                {
                    at.INDEX: index,
                    at.LUCK: self._luck(model.transition_stream[index : index + 1]),
                    at.IS_PLANNED: model.is_planned[index],
                    at.IS_SAME_PLACE: model.is_same_place[index],
                    at.TO_AT: to_at,
                    at.TO_END: to_at + len(to),
                    at.LEVEL: self.levels.index(int(model.priority[index])),
                    at.RELATION_AT: build.floats(model.relation[index]),
                    at.HAZARD_AT: hazards + stride * index,
                    at.CEILING_OF_AT: ceilings_at + each * index,
                    at.CAN_HAPPEN_AT: build.table(can_happen[index]),
                    at.TRANSITION_PIECES_AT: build.table(pieces),
                },
            )

    def _teams(self) -> None:
        build, model = self.build, self.model
        for index, team in enumerate(self.teams):
            own = np.flatnonzero(model.post_team == index)
            leaves = 1 << max(0, int(len(own) - 1).bit_length())
            first = self.posts[int(own[0])] if len(own) else self.posts.start
            rates = [
                rate[index]
                for rate in (
                    model.leave_rate,
                    model.recruit_rate,
                    model.cover_rate,
                    model.agency_end_rate,
                    model.handover_rate,
                )
            ]
            build.fill(
                team,
                {
                    at.INDEX: index,
                    at.LUCK: self._luck(model.team_stream[index]),
                    at.FIRST_POST: first,
                    at.LAST_POST: first + at.POST_SIZE * len(own),
                    at.BOND: model.bond[index],
                    at.AGENCY_BONDS: model.agency_bonds[index],
                    at.NEEDING_FIRST: NOWHERE,
                    at.NEEDING_LAST: NOWHERE,
                    at.TREE_AT: build.table([at.NO_ROOM] * (2 * leaves)),
                    at.LEAVES: leaves,
                    at.START_SHARE_AT: build.floats(model.start_share[index]),
                    at.RATES_AT: build.floats(rates),
                    at.KEEPS_AT: build.table(model.keeps[:, index, :]),
                    at.TEAM_PIECES_AT: build.table(
                        np.column_stack([model.posts_open[index], np.minimum(model.caseload_limit[index], at.NO_ROOM)])
                    ),
                },
            )

    def _posts(self) -> None:
        numbers: dict[int, int] = {}
        for index, (post, team) in enumerate(zip(self.posts, self.model.post_team.tolist(), strict=True)):
            number = numbers[team] = numbers.get(team, -1) + 1
            self.build.fill(
                post,
                {
                    at.POSITION: NOWHERE,
                    at.ID: index,
                    at.POST_TEAM: self.teams[team],
                    at.NUMBER: number,
                    at.FIRST_PERSON: NOWHERE,
                    at.LAST_PERSON: NOWHERE,
                },
            )

    def _streams(self) -> None:
        build, model = self.build, self.model
        for index, stream in enumerate(self.streams):
            ages = build.floats(model.entry_age_share[index])
            lists: list[int] = []
            for row in model.entry_list[index]:
                found = _filled(row)
                begin = build.table([self._setting(s) for s in found])
                lists += [begin, begin + len(found)]
            first, end = (int(bound) for bound in model.placed_first[index : index + 2])
            build.fill(
                stream,
                {
                    at.POSITION: NOWHERE,
                    at.STREAM_INDEX: index,
                    at.IS_PLACED: model.already_placed[index],
                    at.CEILING_AT: build.floats(model.entry_ceiling[index]),
                    at.RATE_AT: build.floats(model.entry_rate[index]),
                    at.AGE_SHARES_AT: ages,
                    at.AGE_SHARES_END: ages + model.entry_age_share.shape[1],
                    at.NEED_SHARES_AT: build.floats(model.entry_need_share[index]),
                    at.LISTS_AT: build.table(lists),
                    at.LIST_COUNT: len(model.entry_list[index]),
                    at.LIST_SHARES_AT: build.floats(model.entry_list_share[index]),
                    at.PLACED_FIRST: first,
                    at.PLACED_COUNT: end - first,
                },
            )

    def _practices(self) -> None:
        build, model = self.build, self.model
        build.fill(
            0,
            {
                at.PRACTICES: len(model.practices),
                at.LUCK_PRACTICES: self._luck(model.practice_stream),
                at.UPTAKE_AT: build.floats(model.uptake),
            },
        )

    def _tables(self) -> None:
        build, model = self.build, self.model
        teams = np.array([*self.teams, NOWHERE], dtype=np.int64)  # NOWHERE picks the last
        settings = np.array(self.settings, dtype=np.int64)
        cases = np.column_stack(
            [
                settings[model.caseload_setting],
                model.caseload_born,
                model.caseload_entered,
                model.caseload_in_care,
                model.caseload_need,
                model.caseload_worker_since,
            ]
        )
        placed = np.column_stack([settings[model.placed_setting], model.placed_served, model.placed_in_care])
        build.fill(
            0,
            {
                at.TEAM_OF_AT: build.table(teams[model.team_of].transpose(2, 0, 1)),
                at.CASELOAD_AT: build.table(cases),
                at.CASELOAD_ROWS: len(cases),
                at.SEATING_AT: build.table(np.lexsort((model.caseload_entered, model.caseload_setting))),
                at.PLACED_AT: build.table(placed),
                # Amounts of hazard stand behind all other floats.
                at.AMOUNTS_AT: len(build.f),
            },
        )

    # Names into addresses

    def _setting(self, index: int) -> int:
        return index if index in (NOWHERE, OUT) else self.settings[index]

    def _luck(self, streams: Iterable[int]) -> int:
        first = len(self.luck)
        self.luck += [int(stream) for stream in streams]
        return first


def _ceilings(model: Model) -> Floats:
    """The most hazard that a transition can give: [transition, group, age band, duration band, (sum, rate)].

    The rate is the highest at this age and any later one, in any piece; the sum is what such rates give from the
    start of a spell to the start of the band, in days times ticks.
    """
    highest = np.maximum.accumulate(model.hazard.max(axis=4, initial=0.0)[:, :, ::-1], axis=2)[:, :, ::-1]
    sums = np.zeros_like(highest)
    sums[..., 1:] = np.cumsum(highest[..., :-1] * np.diff(model.duration_band), axis=-1)
    return np.stack([sums, highest], axis=-1)


def _filled(row: Ints) -> list[int]:
    return [int(setting) for setting in row if setting != NOWHERE]


def _signed(words: Sequence[int]) -> list[int]:
    """Stream numbers as they fit int64: `draws` takes them modulo 2**64 in either form."""
    return [word - (1 << 64) if word >= 1 << 63 else word for word in words]
