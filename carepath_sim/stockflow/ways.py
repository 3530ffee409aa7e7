"""Which route each event takes: transitions, leaving ages, entries, closures, panels and what a wait may turn to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from carepath_sim.model import NOWHERE, Floats, Model
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.groups import Groups
from carepath_sim.stockflow.record import Record
from carepath_sim.stockflow.routes import (
    AFTER_BIRTHDAY,
    ANY_TIME,
    BEFORE_BIRTHDAY,
    OUTSIDE,
    SURE,
    SURE_AFTER_BIRTHDAY,
    Routes,
)


class Ways:
    """Routes by what sends people along them."""

    def __init__(self, model: Model, grid: Grid, groups: Groups, routes: Routes) -> None:
        self.model, self.grid, self.groups, self.routes = model, grid, groups, routes
        first = model.to[:, 0] if len(model.transitions) else np.zeros(0, dtype=np.int64)
        self.pool_to = np.where(first >= 0, model.setting_pool[np.maximum(first, 0)], NOWHERE)
        self.pool_from = model.setting_pool[model.transition_from]
        moves = model.is_planned & ~model.is_same_place
        limited = (self.pool_to != NOWHERE) & model.is_limited[np.maximum(self.pool_to, 0)]
        holds = model.is_limited & model.hold_limit.any(axis=1)
        self.may_wait = np.flatnonzero(moves & limited).tolist()
        self.may_be_held = np.flatnonzero(moves & (self.pool_to != self.pool_from) & holds[self.pool_from]).tolist()
        self.line_pool = self.pool_to[self.may_wait]
        self.from_outside = np.flatnonzero(self.pool_from[self.may_wait] != self.line_pool)
        self._name()
        self.legs = routes.legs()
        places = np.maximum(self.legs.to, 0)
        origins = np.where(self.legs.origin >= 0, model.setting_pool[np.maximum(self.legs.origin, 0)], NOWHERE)
        asked = self.legs.asks & (self.legs.to != OUTSIDE)
        pools = model.setting_pool[places]
        self.asks_from_outside = asked & (origins != pools) & model.is_limited[pools]  # [leg]

    def _name(self) -> None:
        model, routes = self.model, self.routes
        origin = model.transition_from.tolist()
        asked = [SURE if planned else ANY_TIME for planned in model.is_planned]
        ways = range(len(model.transitions))
        self.route_of = [routes.route(origin[way], model.to[way], asked[way]) for way in ways]
        self.at_leaving_age = [self._at_leaving_age(setting) for setting in range(len(model.settings))]
        self.closure = [
            routes.route(setting, to, BEFORE_BIRTHDAY) if to[0] >= 0 else NOWHERE
            for setting, to in enumerate(model.closure_to)
        ]
        self.panel = {
            (setting, int(to)): routes.route(setting, [int(to)], SURE)
            for pool, to in enumerate(model.panel_to)
            if to != NOWHERE
            for setting in np.flatnonzero(model.fill_from[pool].any(axis=0)).tolist()
        }
        self._or_else = {
            (way, int(place)): routes.route(origin[way], [int(place)], SURE)
            for way in self.may_wait
            for place in np.unique(model.or_else[way])
            if place >= 0
        }
        self._entries = list(self._entering())

    def _at_leaving_age(self, setting: int) -> list[tuple[int, float]]:
        """The route of each destination that may be drawn at the leaving age, with its share."""
        model, found = self.model, []
        rows = np.flatnonzero(model.age_to[setting] >= 0).tolist()
        for drawn in rows:
            tried = []
            for row in [drawn, *(other for other in rows if other != drawn)]:
                tried.append(int(model.age_to[setting, row]))
                if model.age_same_place[setting, row]:
                    break  # nobody is refused the place they have
            asked = SURE_AFTER_BIRTHDAY if model.age_same_place[setting, drawn] else AFTER_BIRTHDAY
            found.append((self.routes.route(setting, tried, asked), float(model.age_share[setting, drawn])))
        return found

    def _entering(self) -> Iterator[tuple[int, int, int, Floats]]:
        """Each way in: stream, route, whether it is asked after a birthday, and its share by age and group [Y, G]."""
        model = self.model
        for stream in np.flatnonzero(~model.already_placed).tolist():
            table = model.entry_age_share[stream][:, None] * (model.entry_need_share[stream] @ self.groups.share)
            for row, share in enumerate(model.entry_list_share[stream]):
                to = [int(each) for each in model.entry_list[stream, row] if each >= 0]
                if share > 0 and to:
                    for asked in (BEFORE_BIRTHDAY, AFTER_BIRTHDAY):
                        yield stream, self.routes.route(OUTSIDE, to, asked), asked, table * share

    def or_else(self, transition: int, piece: int) -> list[tuple[int, int]]:
        """What a wait for a transition may turn to, in order: setting and route."""
        places = [int(each) for each in self.model.or_else[transition, piece] if each >= 0]
        return [(place, self._or_else[transition, place]) for place in places]

    def pour(self, number: Floats, poured: Floats) -> None:
        """Send what happened, [T, G, B], along the routes of its transitions."""
        for way, route in enumerate(self.route_of):
            poured[route] += number[way]

    def enter(self, step: int, poured: Floats, record: Record) -> None:
        """Let those who come in a step enter, evenly over it and over their year of age."""
        grid = self.grid
        rate = self.model.entry_rate @ grid.piece_share[step] * grid.days
        for stream, route, asked, table in self._entries:
            for year in np.flatnonzero(table.any(axis=1)).tolist():
                each = rate[stream] * table[year] / grid.per_year
                first = year * grid.per_year - grid.cell(step)
                last = first + grid.per_year - 1
                if asked == AFTER_BIRTHDAY:
                    poured[route, :, first - 1] += each / 2
                    record.entries[step, stream] += each.sum() / 2
                else:
                    poured[route, :, first:last] += each[:, None]
                    poured[route, :, last] += each / 2
                    record.entries[step, stream] += each.sum() * (grid.per_year - 0.5)
