"""A Model is exactly what model.py says it is."""

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream
from carepath_sim.model import NO_TIME, NOWHERE, OUT

HUB = "settings:\n  hub: {in_use: true}\n"


@pytest.fixture
def model(resolved):
    return build_model(resolved(HUB))[0]


@pytest.fixture
def prices(resolved):
    return build_model(resolved(HUB))[1]


def test_every_table_has_the_shape_of_its_axes(model):
    s, p, n = len(model.settings), len(model.piece_start), len(model.needs)
    t, m, e, pools = len(model.transitions), len(model.teams), len(model.entry_streams), len(model.pools)
    shapes = {
        "allowed": (s, model.last_age, n),
        "leaving_age": (s, p),
        "places": (pools, p),
        "fill_to": (pools, p, 2),
        "fill_from": (pools, p, s),
        "wait_limit": (t, p),
        "hazard": (t, model.n_groups, len(model.age_band), len(model.duration_band), p),
        "relation": (t, 4),
        "posts_open": (m, p),
        "team_stream": (m, 6),
        "start_share": (m, 3),
        "team_of": (model.n_groups, s, p),
        "keeps": (model.n_groups, m, s),
        "entry_rate": (e, p),
        "entry_age_share": (e, model.last_age),
        "entry_need_share": (e, n),
        "uptake": (0, n),
        "placed_first": (e + 1,),
    }
    assert {name: getattr(model, name).shape for name in shapes} == shapes


def test_names_are_in_order_whatever_the_files_say(model):
    for names in (model.settings, model.pools, model.transitions, model.teams, model.entry_streams, model.needs):
        assert list(names) == sorted(names)


def test_settings_that_share_places_share_a_pool(model):
    pool = {name: model.pools[index] for name, index in zip(model.settings, model.setting_pool, strict=True)}
    assert pool["staying_put"] == pool["foster"] == "foster"
    assert "staying_put" not in model.pools
    limited = {name for name, is_limited in zip(model.pools, model.is_limited, strict=True) if is_limited}
    assert limited == {"foster", "hub"}


def test_ages_are_allowed_from_the_first_birthday_to_the_last_year(model):
    ages = np.flatnonzero(model.allowed[model.settings.index("staying_put"), :, 0]).tolist()
    assert ages == [18, 19, 20]


def test_leaving_ages_lead_where_they_say(model):
    foster = model.settings.index("foster")
    assert model.leaving_age[foster].tolist() == [18]
    assert [model.settings[index] for index in model.age_to[foster]] == ["staying_put", "home"]
    assert model.age_share[foster].tolist() == [0.44, 0.56]
    assert model.age_same_place[foster].tolist() == [True, False]
    assert model.age_to[model.settings.index("edge")].tolist() == [OUT, NOWHERE]
    assert model.leaving_age[model.settings.index("home")].tolist() == [0]


def test_luck_belongs_to_names(model):
    assert model.setting_stream[model.settings.index("hub")] == named_stream("setting", "hub")
    row = model.transitions.index("foster.breakdown")
    assert model.transition_stream[row] == named_stream("transition", "foster", "breakdown")
    assert model.team_stream[model.teams.index("hub"), 5] == named_stream("team", "hub", "handover")


def test_endings_are_as_written(model):
    row = model.transitions.index("foster.breakdown")
    assert [model.settings[index] for index in model.to[row]] == ["hub", "overflow"]
    assert (model.is_planned[row], model.breakdown[row], model.wait_limit[row, 0]) == (False, 2, 0)
    waiting = model.transitions.index("foster.to_hub")
    assert model.wait_limit[waiting, 0] == 182 * DAY
    assert model.settings[model.or_else[waiting, 0, 0]] == "home"
    assert model.priority[model.transitions.index("overflow.move_to_foster")] == 0
    assert model.to[model.transitions.index("edge.ended")].tolist() == [OUT, NOWHERE]


def test_only_unplanned_endings_of_served_settings_feel_the_key_worker(model):
    for name, planned, row in zip(model.transitions, model.is_planned, model.relation, strict=True):
        expected = [1, 1.2, 1.2, 1] if not planned and name.startswith("foster.") else [1, 1, 1, 1]
        assert row.tolist() == expected, name


def test_multipliers_by_age_and_need_stand_in_the_table(model):
    row = model.hazard[model.transitions.index("foster.breakdown")]
    general, alone = model.needs.index("general"), model.needs.index("alone")
    assert row[alone] == pytest.approx(row[general] / 2)
    to_hub = model.hazard[model.transitions.index("foster.to_hub"), general, :, 0, 0]
    by_age = dict(zip(model.age_band.tolist(), (to_hub > 0).tolist(), strict=True))
    assert by_age[14] is True
    assert by_age[0] is False


def test_age_bands_are_only_those_that_matter(model):
    assert model.age_band.tolist() == [0, 14, 18]


def test_the_edges_of_a_table_are_edges_of_the_model(model):
    days = [365, 365.25, 730, 730.5, 91, 3 * 365.25 / 12]
    assert {round(day * DAY) for day in days} <= set(model.duration_band.tolist())


def test_posts_stand_team_by_team(model):
    assert model.post_team.tolist() == [0] * 12 + [1] * 12
    assert model.recruit_rate[0].tolist() == [1 / 90]
    assert model.cover_rate.tolist() == [[0], [0]], "cover that never comes"
    assert model.leave_rate[0, 0] == pytest.approx(-np.log(0.71) / 365.25)
    assert model.bond.tolist() == [28 * DAY, 28 * DAY]


def test_posts_keep_places_open_in_proportion(model):
    hub = model.pools.index("hub")
    assert model.pool_team[hub] == model.teams.index("hub")
    assert model.staffed[hub, :10].tolist() == [0, 0, 1, 1, 2, 3, 3, 4, 4, 5]
    assert model.staffed[hub, 10] > 10**9, "all posts filled set no limit of their own"
    assert model.staffed[model.pools.index("foster")].min() > 10**9


def test_streams_of_entry(model):
    direct, turning = (model.entry_streams.index(name) for name in ("direct", "turning_10"))
    assert model.entry_rate[direct, 0] == pytest.approx(45 / 365.25)
    assert model.entry_ceiling[direct] == pytest.approx(3 * 45 / 365.25)
    assert np.flatnonzero(model.entry_age_share[direct]).tolist() == [12, 14, 16]
    assert model.entry_need_share.sum(axis=1).tolist() == [1, 1]
    lists = [[model.settings[i] for i in row if i != NOWHERE] for row in model.entry_list[direct]]
    assert dict(zip(map(tuple, lists), model.entry_list_share[direct].tolist(), strict=True)) == {
        ("foster", "hub", "overflow"): 0.75,
        ("overflow",): 0.25,
    }
    assert model.already_placed.tolist() == [False, True]
    assert model.placed_first[turning : turning + 2].tolist() == [0, 2]
    assert model.placed_served.tolist() == [30 * DAY, round(2 * 365.25 * DAY)]
    assert model.placed_in_care.tolist() == [30 * DAY, round(3 * 365.25 * DAY)]


def test_the_caseload_keeps_the_order_of_its_rows(model):
    assert [model.settings[index] for index in model.caseload_setting] == ["foster", "foster", "edge", "staying_put"]
    assert (model.start_day - model.caseload_born).tolist() == [5000, 6000, 5500, 7000]
    assert (model.caseload_entered // -DAY).tolist() == [400, 30, 60, 100]
    assert model.caseload_in_care.tolist() == [-700 * DAY, -30 * DAY, NO_TIME, NO_TIME]
    assert model.caseload_worker_since.tolist() == [-90 * DAY, NO_TIME, NO_TIME, NO_TIME]


def test_prices_are_per_day(model, prices):
    assert prices.night[model.settings.index("foster"), 0] == pytest.approx(765 / 7)
    assert prices.night[model.settings.index("hub"), 0] == 0
    assert prices.service[model.pools.index("hub"), 0] == pytest.approx(1_234_000 / 365.25)
    social = model.teams.index("social_work")
    assert prices.post[social] == pytest.approx([0, 0, 48_000 / 365.25, 70_000 / 365.25])
    assert prices.post[model.teams.index("hub")].tolist() == [0, 0, 0, 0], "its staff are in the price of the service"
    assert prices.recruitment.tolist() == [0, 5000]
    assert (prices.move.tolist(), prices.entry, prices.price_year) == ([500, 1500], 2000, "2024-25")


def test_the_horizon_is_in_whole_days(resolved):
    assert build_model(resolved())[0].horizon == 1096 * DAY


def test_guards_are_far_from_what_is_expected(model):
    expected = float(model.entry_rate.sum()) * model.horizon / DAY + len(model.caseload_setting)
    assert model.max_people > 5 * expected
    assert model.max_events > 100 * expected
    assert model.max_moves_at_once == 20
