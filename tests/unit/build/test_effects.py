"""Each verb changes what it names, when it says, and nothing else."""

from dataclasses import fields

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.errors import BadInput
from carepath_sim.model import FOR_EVER, NOWHERE

HUB = "settings:\n  hub: {in_use: true}\n"
YEAR = 365 * DAY


def built(resolved, effect, head=HUB):
    return build_model(resolved(head + "effects:\n  - " + effect + "\n"))


def differing(one, other):
    """Names of the fields in which two records differ."""
    found = set()
    for item in fields(one):
        a, b = getattr(one, item.name), getattr(other, item.name)
        same = np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        if not same:
            found.add(item.name)
    return found - {"max_events", "max_rows"}


@pytest.fixture
def plain(resolved):
    return build_model(resolved(HUB))


CASES = [
    ("multiply_hazard: {setting: foster, ending: breakdown, by: 0.5}", {"hazard"}),
    ("multiply_hazard: {ending: unplanned, need: alone, by: 0.5}", {"hazard"}),
    ("set_hazard: {setting: foster, ending: breakdown, hazard: 2 per year}", {"hazard"}),
    ("multiply_entries: {stream: direct, by: 20% fewer}", {"entry_rate"}),
    ("set_places: {setting: foster, places: 7 places}", {"places"}),
    ("add_places: {setting: foster, places: 2 places}", {"places"}),
    ("set_wait_limit: {setting: foster, ending: to_hub, limit: 3 weeks}", {"wait_limit"}),
    ("set_or_else: {setting: foster, ending: to_hub, to: [overflow, home]}", {"or_else"}),
    ("set_occupancy: {setting: hub, keep_free: 2 places}", {"keep_free"}),
    ("set_occupancy: {setting: hub, fill_to: 5 of 6, hold: 28 days}", {"fill_to", "hold_limit", "panel_to"}),
    ("set_occupancy: {setting: hub, fill_from: [foster], panel_min_stay: 7 days}", {"fill_from", "panel_min_stay"}),
    ("set_staffing: {team: hub, posts: 9 posts}", {"posts_open", "post_team"}),
    (
        "set_staffing: {team: hub, add_posts: -2 posts, caseload_limit: 3 young people}",
        {"posts_open", "post_team", "caseload_limit"},
    ),
    ("set_staffing: {team: hub, leave_rate: 10% per year}", {"leave_rate"}),
    ("set_staffing: {team: hub, time_to_recruit: 30 days, time_to_cover: 7 days}", {"recruit_rate", "cover_rate"}),
    ("set_staffing: {team: hub, agency_stay: 1 year, handover_rate: 1 per year}", {"agency_end_rate", "handover_rate"}),
    ("multiply_turnover: {by: 0.5}", {"leave_rate"}),
    ("set_key_worker: {team: hub, follows: for ever}", {"keeps"}),
    ("set_key_worker: {team: hub, keeps: {foster: 8 weeks}}", {"keeps"}),
    ("set_key_worker: {team: social_work, none: 1.5, new: 1.1}", {"relation"}),
    ("set_key_worker: {team: hub, bonding_period: 7 days, agency_bonds: false}", {"bond", "agency_bonds"}),
    ("set_key_worker: {team: hub, handover_rate: 0 per year}", {"handover_rate"}),
    ("cap_stay: {setting: foster, ending: return_home, limit: 12 weeks}", {"hazard", "duration_band"}),
    ("cap_stay: {setting: foster, ending: return_home, limit: 1 day, ages: 14}", {"hazard", "age_band"}),
    ("extend_support: {setting: staying_put, until_age: 23}", {"leaving_age"}),
]


@pytest.mark.parametrize(("effect", "changed"), CASES)
def test_a_verb_changes_its_own_tables(resolved, plain, effect, changed):
    model, prices = built(resolved, effect)
    assert differing(model, plain[0]) == changed
    assert differing(prices, plain[1]) == set()


@pytest.mark.parametrize(
    ("effect", "changed"),
    [
        ("set_price: {setting: foster, price: £800 per week}", {"night"}),
        ("set_price: {setting: hub, service: £2 per day, empty_place: £9 per day}", {"service", "empty_place"}),
        ("multiply_price: {setting: [foster, edge], by: 10% more}", {"night"}),
        ("multiply_price: {by: 2}", {"night", "service"}),
        ("add_cost: {heading: Training, cost: £36525 per year}", {"fixed"}),
        ("add_cost: {heading: Training, cost: £500 each, setting: [foster, hub]}", {"stay"}),
    ],
)
def test_a_price_leaves_the_model_alone(resolved, plain, effect, changed):
    model, prices = built(resolved, effect)
    assert differing(prices, plain[1]) == changed
    assert model.fingerprint() == plain[0].fingerprint()


def test_amounts_are_what_was_written(resolved, plain):
    model, prices = built(resolved, "set_places: {setting: foster, places: 7 places}")
    assert model.places[model.pools.index("foster")].tolist() == [7]
    model, prices = built(resolved, "add_cost: {heading: Training, cost: £36525 per year}")
    assert prices.fixed["Training"].tolist() == [100.0]
    model, _ = built(
        resolved, "multiply_hazard: {setting: foster, ending: breakdown, ages: 12 to 15, need: general, by: 3}"
    )
    row, before = (m.hazard[m.transitions.index("foster.breakdown")] for m in (model, plain[0]))
    bands = model.age_band.tolist()
    ratio = row[model.needs.index("general"), bands.index(12), 0, 0] / before[model.needs.index("general"), 0, 0, 0]
    assert ratio == pytest.approx(3)
    assert row[model.needs.index("alone"), bands.index(12), 0, 0] == before[model.needs.index("alone"), 0, 0, 0]
    assert row[model.needs.index("general"), bands.index(16), 0, 0] == before[model.needs.index("general"), 0, 0, 0]


def test_dates_cut_the_calendar(resolved):
    model, _ = built(resolved, "set_places: {setting: foster, places: 7 places, from: 2027-04-01, until: 2028-04-01}")
    assert model.piece_start.tolist() == [0, YEAR, YEAR + 366 * DAY]
    assert model.places[model.pools.index("foster")].tolist() == [10, 7, 10]


def test_an_effect_from_before_the_start_acts_from_the_start(resolved):
    model, _ = built(resolved, "set_places: {setting: foster, places: 7 places, from: 2020-01-01}")
    assert model.piece_start.tolist() == [0]
    assert model.places[model.pools.index("foster")].tolist() == [7]


def test_an_effect_from_after_the_end_is_refused(resolved):
    effect = "set_places: {{setting: foster, places: 7 places, from: {}}}"
    with pytest.raises(BadInput, match="It starts on 2029-04-01, when the study is over"):
        built(resolved, effect.format("2029-04-01"))
    model, _ = built(resolved, effect.format("2029-03-31"))
    assert model.places[model.pools.index("foster")].tolist() == [10, 7]


def test_a_ramp_comes_in_quarters(resolved):
    model, _ = built(resolved, "add_places: {setting: foster, places: 8 places, from: 2027-04-01, ramp: 1 year}")
    assert model.places[model.pools.index("foster")].tolist() == [10, 12, 14, 16, 18]
    assert np.diff(model.piece_start[1:]).tolist() == [91 * DAY, 91 * DAY, 91 * DAY]


def test_fidelity_takes_a_part(resolved, plain):
    model, _ = built(resolved, "multiply_turnover: {by: 0.25, fidelity: 50%}")
    assert model.leave_rate == pytest.approx(plain[0].leave_rate / 2)
    model, _ = built(resolved, "set_places: {setting: foster, places: 20 places, fidelity: 30%}")
    assert model.places[model.pools.index("foster")].tolist() == [13]
    model, _ = built(resolved, "set_occupancy: {setting: hub, fill_to: 100%, fidelity: 50%}")
    assert model.fill_to[model.pools.index("hub")].tolist() == [[5000, 10000]]


def test_a_home_that_closes_says_so_at_its_piece(resolved):
    model, _ = built(resolved, "add_places: {setting: foster, places: -4 places, from: 2027-04-01, by: moving}")
    assert model.closes_by_moving[model.pools.index("foster")].tolist() == [False, True]
    model, _ = built(resolved, "add_places: {setting: foster, places: -4 places, from: 2027-04-01}")
    assert not model.closes_by_moving.any()


def test_a_home_that_opens_again_moves_nobody(resolved):
    effect = "add_places: {setting: foster, places: -4 places, from: 2027-04-01, until: 2028-04-01, by: moving}"
    model, _ = built(resolved, effect)
    assert model.closes_by_moving[model.pools.index("foster")].tolist() == [False, True, False]


def test_a_worker_who_follows_does_so_for_ever_or_for_a_time(resolved):
    model, _ = built(resolved, "set_key_worker: {team: hub, keeps: {foster: 8 weeks, home: for ever}}")
    keeps = model.keeps[:, model.teams.index("hub")]
    assert set(keeps[:, model.settings.index("foster")]) == {56 * DAY}
    assert set(keeps[:, model.settings.index("home")]) == {FOR_EVER}
    assert set(keeps[:, model.settings.index("overflow")]) == {0}


def test_a_lever_at_part_fidelity_is_taken_up_by_a_share_of_young_people(resolved):
    model, _ = built(resolved, "set_key_worker: {team: hub, follows: for ever, fidelity: 40%}")
    assert model.practices == ("key_worker_hub",)
    assert model.uptake.tolist() == [[0.4, 0.4]]
    assert model.n_groups == 4
    foster = model.keeps[:, model.teams.index("hub"), model.settings.index("foster")]
    assert foster.tolist() == [0, FOR_EVER, 0, FOR_EVER], "only groups that took it up"
    assert np.array_equal(model.hazard[:, 0], model.hazard[:, 1]), "and their other tables are the same"


def test_what_a_list_says_replaces_the_list(resolved):
    model, _ = built(resolved, "set_or_else: {setting: foster, ending: to_hub, to: [overflow, home]}")
    row = model.or_else[model.transitions.index("foster.to_hub"), 0]
    names = [model.settings[index] for index in row if index != NOWHERE]
    assert names == ["overflow", "home"]
