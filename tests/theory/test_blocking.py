"""Ciw as an oracle: people who keep their place until the next has room are what queueing calls type I blocking.

Ciw (Palmer, Knight, Harper and Hawa 2019) is a simulator of queueing networks that shares no
code with this package. A node with as many servers as places and no room to queue is a limited
pool; whoever is blocked keeps the server, as a young person keeps the place.
"""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest
from scipy import stats

from carepath_sim.clock import DAY
from carepath_sim.eventlog import ENTERED, MOVED, WAITED, EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.model import Model
from tests.theory.agreement import SEED, assert_same_mean
from tests.theory.bands import Banded
from tests.theory.council import Exit, Stream, council
from tests.theory.reading import mean_number, rows, stays, waits

ciw = pytest.importorskip("ciw")

REPLICATIONS, SINCE, UNTIL, HORIZON = 40, 300, 3300, 3700
PLACES = {"foster": 6, "lodgings": 5}
REFERRED, UNACCOMPANIED = 0.48, 0.12
EDGE, ARRIVAL, LODGINGS = 0.2, 0.25, 0.2
FOSTER = stats.weibull_min(1.7, scale=9.0)
SETTINGS = ("edge", "foster", "arrival", "lodgings")
STEPS = (("edge", "foster"), ("foster", "lodgings"), ("arrival", "lodgings"))
Figures = dict[str, float]


def our_network() -> Model:
    """Edge of care to foster care to lodgings, where those who came by the arrival centre queue as well."""
    stay = Banded(FOSTER.sf, edges=tuple(range(40)))
    return council(
        SETTINGS,
        [
            Exit("edge", "foster", EDGE),
            Exit("foster", "lodgings", stay.per_day),
            Exit("arrival", "lodgings", ARRIVAL),
            Exit("lodgings", "out", LODGINGS),
        ],
        {"referred": Stream(REFERRED, ["edge"]), "unaccompanied": Stream(UNACCOMPANIED, ["arrival"])},
        places=PLACES,
        duration_band=stay.ticks,
        horizon=HORIZON * DAY,
    )


def our_figures(log: EventLog) -> Figures:
    since, until = SINCE * DAY, UNTIL * DAY
    figures = {f"number in {name}": mean_number(log, name, since, until) for name in log.vocabulary.settings}
    for origin, destination in STEPS:
        blocked = [wait / DAY for tick, wait in waits(log, origin, destination) if since <= tick < until]
        figures[f"moves from {origin}"] = float(len(blocked))
        figures[f"days blocked in {origin}"] = float(np.mean(blocked))
    return figures


def their_records(arrivals: dict[str, Any], services: dict[str, Any], until: float) -> dict[str, list[Any]]:
    """Ciw's records of the same network, setting by setting."""
    routing = np.zeros((len(SETTINGS), len(SETTINGS)))
    for origin, destination in STEPS:
        routing[SETTINGS.index(origin), SETTINGS.index(destination)] = 1.0
    network = ciw.create_network(
        arrival_distributions=[arrivals.get(name) for name in SETTINGS],
        service_distributions=[services[name] for name in SETTINGS],
        routing=routing.tolist(),
        number_of_servers=[PLACES.get(name, inf) for name in SETTINGS],
        queue_capacities=[0 if name in PLACES else inf for name in SETTINGS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(until)
    records = simulation.get_all_records()
    return {name: [record for record in records if record.node == node] for node, name in enumerate(SETTINGS, start=1)}


def their_figures(seed: int) -> Figures:
    ciw.seed(seed)
    dists = ciw.dists
    arrivals = {"edge": dists.Exponential(REFERRED), "arrival": dists.Exponential(UNACCOMPANIED)}
    services = {
        "edge": dists.Exponential(EDGE),
        "foster": dists.Weibull(FOSTER.kwds["scale"], FOSTER.args[0]),
        "arrival": dists.Exponential(ARRIVAL),
        "lodgings": dists.Exponential(LODGINGS),
    }
    figures = {}
    for name, here in their_records(arrivals, services, HORIZON).items():
        lived = [min(max(at, SINCE), UNTIL) for record in here for at in (record.arrival_date, record.exit_date)]
        figures[f"number in {name}"] = (sum(lived[1::2]) - sum(lived[::2])) / (UNTIL - SINCE)
        blocked = [record.time_blocked for record in here if SINCE <= record.exit_date < UNTIL]
        figures[f"moves from {name}"] = float(len(blocked))
        figures[f"days blocked in {name}"] = float(np.mean(blocked))
    return figures


def test_the_same_young_people_move_in_the_same_minutes() -> None:
    """Ciw is given our arrivals and the stays we drew; every later move must then fall as it did with us."""
    log = simulate(our_network(), SEED, 0)
    asked = when_asked(log)
    assert len(asked) > 500, "there is blocking to compare"
    arrivals, services = {}, {}
    for name in SETTINGS:
        spells = stays(log, name)
        ready = [asked.get((spell.person, spell.start), spell.end) - spell.start for spell in spells]
        services[name] = ciw.dists.Sequential([length if length < inf else 1e12 for length in ready] + [1e12])
        if name in ("edge", "arrival"):
            gaps = np.diff([0, *(spell.start for spell in spells)])
            arrivals[name] = ciw.dists.Sequential([*gaps.tolist(), 1e12])
    theirs = their_records(arrivals, services, log.vocabulary.horizon)
    for name in SETTINGS:
        ours = [(spell.start, spell.end) for spell in stays(log, name) if spell.end < inf]
        assert sorted((record.arrival_date, record.exit_date) for record in theirs[name]) == sorted(ours)


def when_asked(log: EventLog) -> dict[tuple[int, int], int]:
    """When the move that was waited for came due, by who waited and when their spell began."""
    begun: dict[int, int] = {}
    found = {}
    for tick, kind, person, *_ in rows(log):
        if kind in (ENTERED, MOVED):
            begun[person] = tick
        elif kind == WAITED:
            found[person, begun[person]] = tick
    return found


@pytest.mark.slow
def test_numbers_waits_and_throughput_agree_with_ciw_under_luck_of_its_own() -> None:
    model = our_network()
    ours = [our_figures(simulate(model, SEED, replication)) for replication in range(REPLICATIONS)]
    theirs = [their_figures(seed) for seed in range(REPLICATIONS)]
    for figure in ours[0]:
        loose = 0.4 if "blocked" in figure else 0.1
        assert_same_mean([run[figure] for run in ours], [run[figure] for run in theirs], within=loose)
