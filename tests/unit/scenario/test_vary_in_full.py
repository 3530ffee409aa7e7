"""Replacing numbers against resolving the whole document with them: the same study, and the same problems."""

import copy
from pathlib import Path
from types import MappingProxyType

import pytest

from carepath_sim.build import build_model
from carepath_sim.catalogue.documents import words
from carepath_sim.errors import BadInput
from carepath_sim.scenario import from_yaml, load, resolve
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.resolve import resolve_data
from carepath_sim.scenario.shares import wholes
from carepath_sim.scenario.vary import Variation
from carepath_sim.scenario.walk import numbers, split

SHIPPED = Path(__file__).parents[3] / "scenarios"
ACTING = """
settings:
  hub: {in_use: true}
effects:
  - set_occupancy: {setting: hub, keep_free: 2 places}
  - set_staffing: {team: hub, time_to_cover: 5 days}
  - cap_stay: {setting: hub, ending: move_on, limit: 26 weeks}
  - add_cost: {heading: Training, cost: £500 per week}
"""
NAMES = ("no_heads_on_beds", "no_wrong_door", "demand_surge", "stay_close", "fewer_places")


class Shipped(dict):
    """Scenarios of the product, each resolved when it is first asked for."""

    def __missing__(self, name):
        self[name] = resolve(load(SHIPPED / f"{name}.yaml"))
        return self[name]


@pytest.fixture(scope="module")
def studies():
    return Shipped()


def changes_of(resolved):
    """The low end of the range of every number that has one and is no share of a whole."""
    shared = {words(path) for _, parts in wholes(resolved.study) for path in parts}
    found = {}
    for path, number in numbers(resolved.study):
        spread = getattr(number, "range", None)
        if isinstance(number, (Parameter, Hazard)) and spread is not None and words(path) not in shared:
            found[words(path)] = getattr(spread.low, "written", spread.low)
    return found


def in_full(resolved, changes, without_range=False):
    data = copy.deepcopy(resolved.data())
    for path, written in changes.items():
        node = data
        *above, last = split(path)
        for key in above:
            node = node[key]
        if above[-1] == "shares" and isinstance(last, str):
            node[last] = written
            continue
        node = node[last]
        form = next((form for form in ("value", "rate", "mean", "median") if form in node), None)
        node[form or "times"] = written if form else float(str(written).split()[0]) * float(node.get("times", 1))
        if without_range:
            node.pop("range", None)
        node["origin"] = "changed for this run"
    return resolve_data(data, resolved.name)


def outcome(make):
    """The document, keys in order, and the fingerprints of its model and prices, or all that is wrong."""
    try:
        changed = make()
    except BadInput as error:
        return str(error)
    document = repr(changed.data())  # what its YAML is made of
    try:
        return document, *(part.fingerprint() for part in build_model(changed))
    except BadInput:
        return document, "cannot be built"


def check(resolved, every):
    variation, changes = Variation(resolved), changes_of(resolved)
    assert len(changes) > 40
    for path in list(changes)[::every]:
        one = {path: changes[path]}
        assert outcome(lambda one=one: variation.with_values(one)) == outcome(lambda one=one: in_full(resolved, one))
    assert variation.with_values({}).to_yaml() == resolved.to_yaml(), "the study it came from is left alone"


def test_numbers_replaced_one_at_a_time(studies):
    check(studies["no_heads_on_beds"], every=120)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_many_numbers_replaced_one_at_a_time(studies, name):
    check(studies[name], every=5)


@pytest.mark.parametrize("name", NAMES[:2])
def test_many_numbers_replaced_at_once(studies, name):
    resolved = studies[name]
    changes = changes_of(resolved)
    some = dict(list(changes.items())[::2])
    assert outcome(lambda: Variation(resolved).with_values(some)) == outcome(lambda: in_full(resolved, some))
    few = dict(list(changes.items())[::50])
    assert Variation(resolved).with_values(few).to_yaml() == in_full(resolved, few).to_yaml()


TRIED = {
    "settings.hub.places": ("12 beds", "-1 places", "2.5 places", "0 places", "unlimited"),
    "settings.foster.places": ("unlimited", "1e9 places"),
    "settings.overflow.places": ("9 places",),
    "settings.home.places": ("3 places",),
    "settings.hub.occupancy.keep_free": ("7 places", "6 places"),
    "settings.hub.staffed_by.posts_needed": ("0 posts", "1 posts"),
    "settings.hub.endings.move_on.hazard": ("1 minute", "2 months", "often"),
    "settings.foster.endings.to_hub.wait.limit": ("1 hour", "never"),
    "settings.foster.price": ("£765", "£1,000 per week"),
    "demand.streams.direct.rate": ("1000000 per year", "200 per year", "soon", "65 per year"),
    "demand.streams.direct.ceiling": ("1 per year", "0.5 times", "5 times", "400 per year"),
    "demand.streams.direct.needs.shares.alone": ("-5%", "120%"),
    "teams.hub.caseload_limit": ("0 young people",),
    "teams.hub.time_to_recruit": ("1 minute", "0 days", "never"),
    "teams.hub.leave_rate": ("100% per year", "-5% per year", "3 per minute"),
    "teams.hub.start_shares.vacant": ("120%", "-5%"),
    "effects[1].set_occupancy.keep_free": ("-1 places", "1 places"),
    "effects[2].set_staffing.time_to_cover": ("1 second", "0.5 hours", "2 days"),
    "effects[3].cap_stay.limit": ("5 hours", "12 weeks"),
    "effects[4].add_cost.cost": ("£10 each", "£20 per week", "£20"),
}


def test_whatever_a_value_breaks_is_told_in_full(resolved):
    study, told = resolved(ACTING), 0
    variation = Variation(study)
    for path, values in TRIED.items():
        for value in values:
            fast = outcome(lambda one=MappingProxyType({path: value}): variation.with_values(one))
            full = outcome(lambda one=MappingProxyType({path: value}): in_full(study, one, without_range=True))
            assert fast == full, (path, value)
            told += isinstance(fast, str)
    assert 25 < told < sum(map(len, TRIED.values())) - 10


def test_a_range_that_no_longer_holds_the_value_is_left_out(resolved):
    study = resolved()
    path = "demand.streams.direct.rate"
    assert {row.low for row in study.parameters() if row.path == path} == {"30 per year"}
    for value, low in (("40 per year", "30 per year"), ("70 per year", "")):
        changed = Variation(study).with_values({path: value})
        assert [(row.value, row.low) for row in changed.parameters() if row.path == path] == [(value, low)]
        assert from_yaml(changed.to_yaml(), "again").to_yaml() == changed.to_yaml()
