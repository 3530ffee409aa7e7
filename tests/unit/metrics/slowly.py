"""Every metric worked out again, row by row and midnight by midnight, with nothing shared but the log's vocabulary."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import nan

from carepath_sim import clock
from carepath_sim.clock import DAY
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_CLOSURE,
    BY_PANEL,
    BY_POST,
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
    PLACES,
    POST,
    PRESENT,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import AGENCY, CLOSED, NO_TIME, PERMANENT, VACANT, Prices
from tests.unit.metrics import slow_groups as groups
from tests.unit.metrics import slow_worst as worst
from tests.unit.metrics.arithmetic import divided, mean

YEAR = 365.25 * DAY


@dataclass
class Stay:
    person: int
    setting: int
    start: int
    kind: int
    cause: int
    care: bool
    end: int = -1
    end_kind: int | None = None
    end_cause: int = 0
    since: int = 0


@dataclass
class Care:
    """A period of care and its placements, each a list of stays."""

    person: int
    since: int
    began: bool
    joined: bool
    again: bool
    placements: list[list[Stay]]

    @property
    def start(self) -> int:
        return self.placements[0][0].start

    @property
    def last(self) -> Stay:
        return self.placements[-1][-1]


class Slow:
    """One log, replayed."""

    def __init__(self, log: EventLog, prices: Prices) -> None:
        self.log, self.prices, self.words = log, prices, log.vocabulary
        self.rows = list(
            zip(*(getattr(log, name).tolist() for name in ("tick", "kind", "person", "a", "b", "cause")), strict=True)
        )
        self.people = {
            int(person): {name: int(column[row]) for name, column in log.people.items()}
            for row, person in enumerate(log.people["person"])
        }
        self.lives = self._lives()
        self.cares = [care for person in self.lives for care in self._cares(person)]
        self.stays = [stay for life in self.lives.values() for stay in life]
        self.relations, self.unserved = self._workers()
        self.midnights = self._at_midnights()

    def _lives(self) -> dict[int, list[Stay]]:
        lives: dict[int, list[Stay]] = {person: [] for person in self.people}
        for tick, kind, person, a, b, cause in self.rows:
            if kind in (MOVED, CONTINUED, LEFT):
                old = lives[person][-1]
                old.end, old.end_kind, old.end_cause = tick, kind, cause
            if kind in (PRESENT, ENTERED, MOVED, CONTINUED):
                setting = a if kind in (PRESENT, ENTERED) else b
                stay = Stay(person, setting, tick, kind, cause, bool(self.words.is_looked_after[setting]), since=tick)
                if kind in (PRESENT, ENTERED):
                    stay.since = min(tick, self.people[person]["placed_since"])
                lives[person].append(stay)
        for life in lives.values():
            for stay in life:
                if stay.end_kind is None:
                    stay.end = self.words.horizon
        return lives

    def _cares(self, person: int) -> list[Care]:
        found: list[Care] = []
        before: Stay | None = None
        for stay in self.lives[person]:
            if stay.care and (before is None or not before.care):
                served = self.people[person]["in_care_since"]
                first = before is None and served != NO_TIME and served < stay.start
                since = served if first else stay.start
                if stay.kind == PRESENT and not first:
                    since = stay.since
                arrived = stay.kind == PRESENT or first
                found.append(Care(person, since, not arrived, first and stay.kind == ENTERED, bool(found), [[stay]]))
            elif stay.care and stay.kind == CONTINUED:
                found[-1].placements[-1].append(stay)
            elif stay.care:
                found[-1].placements.append([stay])
            before = stay
        return found

    def _workers(self) -> tuple[list[tuple[int, tuple[int, int], int, int]], list[tuple[int, int, int]]]:
        """(person, holder of a post, start, end), and (team, start, end) without."""
        holder: dict[int, int] = defaultdict(int)
        working: dict[int, tuple[tuple[int, int], int]] = {}
        needing: dict[int, tuple[int, int]] = {}
        relations, unserved = [], []
        for tick, kind, person, a, b, _ in self.rows:
            if kind == POST:
                holder[a] += 1
            if kind in (ALLOCATED, LOST, LEFT) and person in working:
                worker, start = working.pop(person)
                relations.append((person, worker, start, tick))
            if kind in (ALLOCATED, LOST, LEFT, NEEDS) and person in needing:
                team, start = needing.pop(person)
                unserved.append((team, start, tick))
            if kind == ALLOCATED:
                working[person] = ((b, holder[b]), tick)
            if kind == NEEDS:
                needing[person] = (a, tick)
        end = self.words.horizon
        relations += [(person, worker, start, end) for person, (worker, start) in working.items()]
        unserved += [(team, start, end) for team, start in needing.values()]
        return relations, unserved

    def windows(self) -> dict[str, tuple[int, int]]:
        start = date.fromordinal(self.words.start_day)
        found = {"all": (0, self.words.horizon)}
        for year in range(1, 100):
            # Made logs never start on 29 February.
            edges = [(start.replace(year=start.year + each) - start).days * DAY for each in (year - 1, year)]
            if edges[1] <= self.words.horizon:
                found[f"year {year}"] = (edges[0], edges[1])
        return found

    def measure(self) -> dict[tuple[str, str, str], float]:
        found = {}
        for name, (low, high) in self.windows().items():
            for metric, values in self._metrics(low, high).items():
                for setting, value in (values if isinstance(values, dict) else {"all": values}).items():
                    found[name, setting, metric] = value
        return found

    def _metrics(self, low: int, high: int) -> dict[str, float | dict[str, float]]:
        words, length = self.words, high - low

        def inside(tick: int) -> bool:
            return low <= tick < high

        def shared(start: int, end: int) -> int:
            return max(0, min(end, high) - max(start, low))

        midnights = [tick for tick in range(0, words.horizon, DAY) if inside(tick)]
        moves = [
            (before, stay)
            for life in self.lives.values()
            for before, stay in itertools.pairwise(life)
            if stay.kind == MOVED and before.care and stay.care and inside(stay.start)
        ]
        in_care = [stay for stay in self.stays if stay.care]
        years = sum(shared(stay.start, stay.end) for stay in in_care) / YEAR
        broken = {
            level: [stay for stay in in_care if self._breakdown(stay) >= level and inside(stay.end)] for level in (1, 2)
        }
        nights = {
            setting: sum(self.midnights[tick][0][place] for tick in midnights)
            for place, setting in enumerate(words.settings)
        }
        care_settings = [name for name, care in zip(words.settings, words.is_looked_after, strict=True) if care]
        pulled = [
            (before, stay)
            for life in self.lives.values()
            for before, stay in itertools.pairwise(life)
            if stay.kind == MOVED and stay.cause == BY_PANEL and inside(stay.start)
        ]
        limited = {pool: name for pool, name in enumerate(words.pools) if words.is_limited[pool]}
        found: dict[str, float | dict[str, float]] = {
            "people": {
                name: sum(shared(stay.start, stay.end) for stay in self.stays if stay.setting == place) / length
                for place, name in enumerate(words.settings)
            },
            "looked_after": self._looked_after(low, high),
            "entries": sum(care.began and inside(care.start) for care in self.cares),
            "re_entries": sum(care.began and care.again and inside(care.start) for care in self.cares),
            "arrivals_in_care": sum(care.joined and inside(care.start) for care in self.cares),
            "exits": sum(care.last.end_kind is not None and inside(care.last.end) for care in self.cares),
            "care_nights": sum(nights[name] for name in care_settings),
            "ever_looked_after": len({care.person for care in self.cares if shared(care.start, care.last.end)}),
            "moves": self._counted([before for before, _ in moves], care_settings),
            "breakdowns": self._counted(broken[2], care_settings),
            "overflow_nights": nights["overflow"],
            "overflow_placements": sum(
                stay.kind in (MOVED, ENTERED) and words.settings[stay.setting] == "overflow" and inside(stay.start)
                for stay in self.stays
            ),
            "supply_induced_admissions": {"all": len(pulled)}
            | {
                name: sum(words.setting_pool[stay.setting] == pool for _, stay in pulled)
                for pool, name in limited.items()
            },
            "unplanned_arrivals": self._emergencies(inside, limited),
            "supply_induced_entries": sum(stay.care and not before.care for before, stay in pulled),
            "declined": sum(kind == DECLINED and inside(tick) for tick, kind, *_ in self.rows),
            "over_capacity": sum(kind == OVERRIDE and inside(tick) for tick, kind, *_ in self.rows),
            "waiting_nights": self._nights(WAITED, WAIT_ENDED, midnights, limited),
            "held_nights": self._nights(HELD, HOLD_ENDED, midnights, limited),
            "unallocated_days": {"all": sum(shared(start, end) for _, start, end in self.unserved) / DAY}
            | {
                name: sum(shared(start, end) for place, start, end in self.unserved if place == team) / DAY
                for team, name in enumerate(words.teams)
            },
        }
        for name, ends in (
            ("moves_rate", [before for before, _ in moves]),
            ("breakdown_rate", broken[2]),
            ("breakdown_rate_broad", broken[1]),
        ):
            by_setting = {"all": divided(len(ends), years)}
            for setting in care_settings:
                stayed = sum(
                    shared(stay.start, stay.end) for stay in in_care if words.settings[stay.setting] == setting
                )
                happened = sum(words.settings[stay.setting] == setting for stay in ends)
                by_setting[setting] = divided(happened, stayed / YEAR)
            found[name] = by_setting
        found |= self._placements(low, high)
        found |= self._survival(inside)
        found |= self._occupancy(low, high, limited)
        found |= self._posts(low, high)
        costs = self._cost(low, high, midnights, nights, moves, limited)
        found |= costs
        found |= self._payers(midnights, costs)
        found |= groups.by_need(self, low, high, moves, broken[2])
        found |= groups.by_age(self, low, high, moves, broken[2])
        found |= worst.worst_days(self, low, high)
        found |= worst.delays(self, low, high, limited)
        return found

    def _counted(self, stays: list[Stay], settings: list[str]) -> dict[str, float]:
        names = [self.words.settings[stay.setting] for stay in stays]
        return {"all": len(names)} | {name: names.count(name) for name in settings}

    def _emergencies(self, inside, limited: dict[int, str]) -> dict[str, float]:
        found = dict.fromkeys(("all", *limited.values(), "overflow"), 0.0)
        for life in self.lives.values():
            for before, stay in zip([None, *life], life, strict=False):
                pool = self.words.setting_pool[stay.setting]
                if stay.kind == ENTERED:
                    counts = stay.since >= stay.start
                elif before is not None and stay.kind == MOVED and self.words.setting_pool[before.setting] != pool:
                    counts = not self.words.is_planned[stay.cause] if stay.cause >= 0 else stay.cause == BY_CLOSURE
                else:
                    counts = False
                if counts and inside(stay.start) and self.words.pools[pool] in found:
                    found[self.words.pools[pool]] += 1
                    found["all"] += 1
        return found

    def _breakdown(self, stay: Stay) -> int:
        if stay.end_kind not in (MOVED, LEFT):
            return 0
        if stay.end_cause >= 0:
            return int(self.words.breakdown[stay.end_cause])
        return 2 if stay.end_cause == BY_CLOSURE else 0

    def birthday(self, person: int, age: int) -> int:
        return (clock.birthday(self.people[person]["born"], age) - self.words.start_day) * DAY

    def _looked_after(self, low: int, high: int) -> dict[str, float]:
        found = {"all": 0.0, "10 to 15": 0.0, "16 to 17": 0.0}
        for care in self.cares:
            start, end = max(care.start, low), min(care.last.end, high)
            edges = [-(10**15), self.birthday(care.person, 16), self.birthday(care.person, 18)]
            found["all"] += max(0, end - start) / (high - low)
            for band, first, last in zip(("10 to 15", "16 to 17"), edges, edges[1:], strict=False):
                found[band] += max(0, min(end, last) - max(start, first)) / (high - low)
        return found

    def _nights(self, opens: int, closes: int, midnights: list[int], limited: dict[int, str]) -> dict[str, float]:
        stays = []
        since: dict[int, tuple[int, int]] = {}
        for tick, kind, person, _, b, _ in self.rows:
            if kind in (opens, closes, LEFT) and person in since:
                pool, start = since.pop(person)
                stays.append((pool, start, tick))
            if kind == opens:
                since[person] = (b, tick)
        stays += [(pool, start, self.words.horizon) for pool, start in since.values()]
        counts = {
            name: sum(place == pool and start <= tick < end for place, start, end in stays for tick in midnights)
            for pool, name in enumerate(self.words.pools)
        }
        return {"all": sum(counts.values())} | {name: counts[name] for name in limited.values()}

    def _placements(self, low: int, high: int) -> dict[str, float]:
        three, two_years, workers = [], [], []
        start = date.fromordinal(self.words.start_day)
        for year in range(start.year, start.year + 10):
            at, a_year, two, thirty_months = (
                (each - start).days * DAY
                for each in (date(year, 4, 1), date(year - 1, 4, 1), date(year - 2, 4, 1), date(year - 3, 10, 1))
            )
            if not (low < at <= high and at > 0):
                continue
            for care in self.cares:
                if not care.start < at <= care.last.end:
                    continue
                if a_year >= 0:
                    opened = [
                        placement
                        for other in self.cares
                        if other.person == care.person
                        for placement in other.placements
                        if placement[0].start < at and placement[-1].end > max(a_year, placement[0].start)
                    ]
                    three.append(len(opened) >= 3)
                    workers.append(
                        len(
                            {
                                worker
                                for person, worker, first, last in self.relations
                                if person == care.person and first < at and last > max(a_year, first)
                            }
                        )
                    )
                if self.birthday(care.person, 16) >= at and care.since <= thirty_months:
                    [present] = [each for each in care.placements if each[0].start < at <= each[-1].end]
                    two_years.append(present[0].since <= two)
        return {
            "three_placements": mean(three),
            "same_placement_two_years": mean(two_years),
            "key_workers": mean(workers),
            "worker_changed": mean([number > 1 for number in workers]),
            "three_workers": mean([number > 2 for number in workers]),
        }

    def _survival(self, inside) -> dict[str, float]:
        first, lasting, stable = [], [], []
        seen = set()
        for care in self.cares:
            if not care.began:
                continue
            new, end = care.person not in seen, care.last.end
            seen.add(care.person)
            if not inside(care.start):
                continue
            broke = [stay.end for placement in care.placements for stay in placement if self._breakdown(stay) == 2]
            if new:
                first.append(((min(broke) if broke else end) - care.start, bool(broke)))
            lasting.append((care.placements[0][-1].end - care.start, len(care.placements) > 1))
            six = [each[0].start + 182 * DAY for each in care.placements if each[-1].end - each[0].start >= 182 * DAY]
            stable.append(((min(six) if six else end) - care.start, bool(six)))
        return {
            "no_breakdown_within_a_year": survival(first, 365 * DAY),
            "first_placement_lasts": survival(lasting, 182 * DAY),
            "stable_within_a_year": 1 - survival(stable, 365 * DAY),
        }

    def _levels(self):
        """(start, end, occupied by pool, open by pool) between all rows."""
        occupied, places = defaultdict(int), defaultdict(int)
        before = 0
        pool = self.words.setting_pool.tolist()
        for tick, kind, _, a, b, _ in self.rows:
            yield before, tick, occupied, places
            before = tick
            if kind == PLACES:
                places[a] = b
            if kind in (MOVED, CONTINUED, LEFT):
                occupied[pool[a]] -= 1
            if kind in (PRESENT, ENTERED):
                occupied[pool[a]] += 1
            if kind in (MOVED, CONTINUED):
                occupied[pool[b]] += 1
        yield before, self.words.horizon, occupied, places

    def _occupancy(self, low: int, high: int, limited: dict[int, str]) -> dict[str, dict[str, float]]:
        totals = {name: defaultdict(float) for name in ("occupied", "open", "full", "free")}
        for start, end, occupied, places in self._levels():
            ticks = max(0, min(end, high) - max(start, low))
            for pool, name in limited.items():
                totals["occupied"][name] += ticks * occupied[pool]
                totals["open"][name] += ticks * places[pool]
                totals["full"][name] += ticks * (places[pool] > 0 and occupied[pool] >= places[pool])
                totals["free"][name] += ticks * (places[pool] > occupied[pool])
        length, names = high - low, list(limited.values())
        return {
            "occupancy": {name: divided(totals["occupied"][name], totals["open"][name]) for name in names},
            "places_open": {"all": sum(totals["open"].values()) / length}
            | {name: totals["open"][name] / length for name in names},
            "days_full": {name: totals["full"][name] / DAY for name in names},
            "emergency_availability": {name: totals["free"][name] / length for name in names},
        }

    def _histories(self):
        """(post, team, state, state before, cause, start, end)."""
        last: dict[int, tuple[int, int, int, int]] = {}
        for tick, kind, _, a, b, cause in self.rows:
            if kind == POST:
                before = -1
                if a in last:
                    before, earlier, old_cause, start = last[a]
                    yield a, int(self.words.post_team[a]), before, earlier, old_cause, start, tick
                last[a] = (b, before, cause, tick)
        for post, (state, earlier, cause, start) in last.items():
            yield post, int(self.words.post_team[post]), state, earlier, cause, start, self.words.horizon

    def _posts(self, low: int, high: int) -> dict[str, dict[str, float]]:
        ticks = defaultdict(float)
        lost = defaultdict(int)
        teams = dict(enumerate(self.words.teams)) | {-1: "all"}
        for _, team, state, before, _, start, end in self._histories():
            for each in (team, -1):
                ticks[each, state] += max(0, min(end, high) - max(start, low))
                lost[each] += before == PERMANENT and state != PERMANENT and low <= start < high
        filled = {team: ticks[team, PERMANENT] + ticks[team, AGENCY] for team in teams}
        return {
            "vacancy_share": {n: divided(ticks[t, VACANT], filled[t] + ticks[t, VACANT]) for t, n in teams.items()},
            "agency_share": {name: divided(ticks[team, AGENCY], filled[team]) for team, name in teams.items()},
            "workers_lost": {name: lost[team] for team, name in teams.items()},
            "turnover": {name: divided(lost[team], ticks[team, PERMANENT] / YEAR) for team, name in teams.items()},
        }

    def _at_midnights(self) -> dict[int, tuple[list[int], dict[int, int], dict[int, int]]]:
        """Young people by setting, occupied and open places by pool, at every midnight."""
        found = {}
        for start, end, occupied, places in self._levels():
            for tick in range(-(-start // DAY) * DAY, end, DAY):
                found[tick] = ([0] * len(self.words.settings), dict(occupied), dict(places))
        for stay in self.stays:
            for tick in found:
                found[tick][0][stay.setting] += stay.start <= tick < stay.end
        return found

    def _cost(self, low, high, midnights, nights, moves, limited) -> dict[str, float | dict[str, float]]:
        prices, words = self.prices, self.words
        found = defaultdict(float)
        by_setting = defaultdict(float)
        by_team = dict.fromkeys(words.teams, 0.0)
        empty = defaultdict(float)
        for tick in midnights:
            piece = max(place for place, start in enumerate(words.piece_start) if start <= tick)
            people, occupied, places = self.midnights[tick]
            for place, name in enumerate(words.settings):
                living = people[place]
                found["placements"] += living * prices.night[place, piece]
                by_setting[name] += living * prices.night[place, piece]
            for pool, name in enumerate(words.pools):
                lived, has = occupied.get(pool, 0), places.get(pool, 0) if pool in limited else 0
                used = min(1.0, lived / has) if has else float(lived > 0)
                found["services_used"] += used * prices.service[pool, piece]
                found["services_empty"] += (1 - used) * prices.service[pool, piece]
                found["empty_places"] += max(0, has - lived) * prices.empty_place[pool, piece]
                by_setting[name] += prices.service[pool, piece]
                empty[name] += (1 - used) * prices.service[pool, piece]
                empty[name] += max(0, has - lived) * prices.empty_place[pool, piece]
            for name, fixed in prices.fixed.items():
                found[f"fixed: {name}"] += fixed[piece]
        for _, team, state, _, cause, start, end in self._histories():
            paid = max(0, min(end, high) - max(start, low)) / DAY * prices.post[team, state]
            heading = {PERMANENT: "permanent", AGENCY: "agency", VACANT: "vacant", CLOSED: "vacant"}[state]
            found[f"key_workers_{heading}"] += paid
            by_team[words.teams[team]] += paid
            if state == PERMANENT and cause == BY_POST and low <= start < high:
                found["recruitment"] += prices.recruitment[team]
                by_team[words.teams[team]] += prices.recruitment[team]
        for _, stay in moves:
            planned = words.is_planned[stay.cause] if stay.cause >= 0 else stay.cause != BY_CLOSURE
            found["moves"] += prices.move[0 if planned else 1]
        for care in self.cares:
            found["entries"] += prices.entry * (care.began and low <= care.start < high)
        total = sum(found.values())
        names = ["placements", "services_used", "services_empty", "empty_places"]
        names += [f"key_workers_{state}" for state in ("permanent", "agency", "vacant")]
        names += ["recruitment", "moves", "entries"]
        helped = {care.person for care in self.cares if min(care.last.end, high) > max(care.start, low)}
        helped |= {
            stay.person for stay in self.stays if self._priced(stay) and min(stay.end, high) > max(stay.start, low)
        }
        helped |= {person for person, _, start, end in self.relations if min(end, high) > max(start, low)}
        care_nights = sum(
            nights[name] for name, care in zip(words.settings, words.is_looked_after, strict=True) if care
        )
        return {
            "cost_by_heading": {name: found[name] for name in [*names, *(f"fixed: {name}" for name in prices.fixed)]},
            "cost": total,
            "cost_per_year": total / ((high - low) / YEAR),
            "cost_by_setting": {name: by_setting[name] for name in words.settings},
            "cost_by_team": by_team,
            "cost_of_empty_places": {"all": sum(empty.values())} | {name: empty[name] for name in limited.values()},
            "cost_per_care_week": divided(total, care_nights / 7),
            "cost_per_person": divided(total, len(helped)),
        }

    def _payers(self, midnights: list[int], costs) -> dict[str, float | dict[str, float]]:
        [per_night] = self.prices.grants.values()
        granted = 0.0
        for stay in self.stays:
            need, adult = self.people[stay.person]["need"], self.birthday(stay.person, 18)
            for tick in midnights:
                if stay.start <= tick < stay.end and (stay.care or tick >= adult):
                    granted += per_night[need, 0 if stay.care else 1]
        others = {"home_office": granted, "nhs": costs["cost_by_heading"]["fixed: therapy"]}
        council = costs["cost"] - sum(others.values())
        return {"cost_by_payer": {"council": council, **others}, "cost_to_council": council}

    def measure_worth(self) -> dict[tuple[str, str, str], float]:
        """The cost of each stretch between two edges at the mean of its daily factors, by many small steps."""
        edges = sorted({edge for window in self.windows().values() for edge in window} | {*self._piece_starts()})
        stretches = list(itertools.pairwise(edges))
        costs = [self._metrics(low, high)["cost"] for low, high in stretches]
        found = {}
        for name, (first, last) in self.windows().items():
            inside = [
                (cost, low / YEAR, high / YEAR)
                for cost, (low, high) in zip(costs, stretches, strict=True)
                if first <= low and high <= last
            ]
            for metric, factor in (("cost_discounted", self._discounted), ("cost_cash", self._inflated)):
                found[name, "all", metric] = sum(cost * average(factor, low, high) for cost, low, high in inside)
        return found

    def _piece_starts(self) -> list[int]:
        return [start for start in self.words.piece_start.tolist() if start < self.words.horizon]

    def _discounted(self, years: float) -> float:
        """What a pound in some years is worth today, one rate after the other."""
        worth = 1.0
        ends = [*self.prices.discount_from[1:], 1e9]
        for begin, end, rate in zip(self.prices.discount_from, ends, self.prices.discount_rate, strict=True):
            worth /= (1 + rate) ** max(0.0, min(years, end) - begin)
        return worth

    def _inflated(self, years: float) -> float:
        return (1 + self.prices.inflation) ** (years + self.prices.years_since_price_year)

    def _priced(self, stay: Stay) -> bool:
        pool = self.words.setting_pool[stay.setting]
        return bool(self.prices.night[stay.setting].any() or self.prices.service[pool].any())


def average(factor, low: float, high: float, steps: int = 400) -> float:
    """The mean of a smooth factor, at the middle of many steps."""
    width = (high - low) / steps
    return sum(factor(low + (step + 0.5) * width) for step in range(steps)) / steps


def survival(durations: list[tuple[int, bool]], beyond: int) -> float:
    """The product-limit estimate, a time at a time."""
    share = 1.0
    for time in sorted({time for time, _ in durations if time <= beyond}):
        at_risk = sum(other >= time for other, _ in durations)
        events = sum(other == time and seen for other, seen in durations)
        share *= 1 - events / at_risk
    followed = bool(durations) and max(time for time, _ in durations) >= beyond
    return share if followed or (durations and share == 0) else nan
