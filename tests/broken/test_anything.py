"""Whatever stands anywhere in a scenario, it runs or its problems are told."""

import copy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput
from carepath_sim.scenario import resolve_all
from carepath_sim.scenario.resolve import resolve_data

HERE = Path(__file__).parent

EVERYTHING = """
question: What if?
kind: strategic
start: 2026-04-01
horizon: 3 years
settings:
  hub: {in_use: true}
policies: [keep_free, turnover, nothing]
effects:
  - set_hazard: {setting: foster, ending: breakdown, ages: 12 to 14, hazard: {mean: 3 years}, from: 2027-01-01}
  - set_places: {setting: foster, places: 7 places, by: moving, until: 2028-01-01}
  - set_price: {setting: hub, service: £3 per day}
  - multiply_price: {setting: [foster, edge], by: 2}
  - set_wait_limit: {setting: foster, ending: to_hub, limit: never}
  - set_or_else: {setting: foster, ending: to_hub, to: [overflow]}
  - set_occupancy: {setting: hub, fill_to: 3 of 6, hold: 28 days, fill_from: [edge]}
  - set_staffing: {team: hub, add_posts: 2 posts, leave_rate: 10% per year, from: 2026-10-01, ramp: 1 year}
  - set_key_worker: {team: hub, keeps: {foster: 8 weeks}, fidelity: 60%}
  - add_cost: {heading: Training, cost: -£5 per day}
"""

JUNK = st.sampled_from(
    [
        None, True, 0, -1, 3.5, 1e300, float("nan"), float("inf"), "", "x", "foster", "hub", "edge", "general", "out",
        "unlimited", "never", "for ever", "0 places", "5 places", "1 day", "100 years", "0%", "100%", "£0 per day",
        "0 per year", "99% per day", "10 to 24", "24", "2026-04-01", "2090-01-01", [], ["home"], ["foster", "edge"],
        [None], {}, {"value": "3 places"}, {"x": 1}, {"10": "100%"}, {"1 day": "50%"},
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "whole.yaml"
    path.write_text(EVERYTHING, encoding="utf-8")
    return resolve_all([path], HERE / "catalogue")[0].data()


def places_in(node):
    """Every (container, key) of plain data."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(pairs):
        yield node, key
        yield from places_in(value)


def runs_or_is_explained(document):
    try:
        model, _ = build_model(resolve_data(document, "made"))
    except BadInput as error:
        return all(problem.what for problem in error.problems)
    return model.horizon > 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_value_anywhere_ends_in_a_traceback(whole, data):
    document = copy.deepcopy(whole)
    places = list(places_in(document))
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        container[key] = data.draw(JUNK)
    assert runs_or_is_explained(document)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_nothing_left_out_ends_in_a_traceback(whole, data):
    document = copy.deepcopy(whole)
    places = [place for place in places_in(document) if isinstance(place[0], dict)]
    container, key = places[data.draw(st.integers(0, len(places) - 1))]
    del container[key]
    assert runs_or_is_explained(document)
