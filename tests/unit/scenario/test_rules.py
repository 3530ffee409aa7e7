"""Rules with a side that is allowed: what is next to each refusal of the corpus of broken files."""

import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput
from carepath_sim.scenario import from_yaml, with_values

HUB = "settings:\n  hub: {in_use: true}\n"
MOVING = "effects:\n  - add_places: {{setting: foster, places: {}, by: moving, {}}}\n"


@pytest.mark.parametrize(
    ("places", "dates"),
    [
        ("-4 places", "from: 2026-04-02"),
        ("-4 places", "from: 2026-04-01, ramp: 1 year"),
        ("4 places", "until: 2027-04-01"),
    ],
)
def test_places_may_close_by_moving_after_the_first_day(resolved, places, dates):
    assert build_model(resolved(MOVING.format(places, dates)))[0].closes_by_moving.any()


@pytest.mark.parametrize("dates", ["from: 2020-01-01", "until: 2027-04-01"])
def test_but_not_before(resolved, dates):
    with pytest.raises(BadInput, match="Nobody is moved"):
        resolved(MOVING.format("-4 places", dates))


def test_a_limit_may_stand_alone_where_an_effect_says_what_follows(resolved):
    wait = HUB + "  foster: {endings: {return_home: {wait: {limit: 8 weeks}}}}\n"
    effect = "effects:\n  - set_or_else: {setting: foster, ending: return_home, to: [overflow]}\n"
    model, _ = build_model(resolved(wait + effect))
    assert model.wait_limit[model.transitions.index("foster.return_home")].tolist() == [56 * 1440]


def test_a_limit_goes_with_the_only_setting_it_turned_to(resolved):
    wait = "settings:\n  foster: {endings: {return_home: {wait: {limit: 8 weeks, or_else: [hub]}}}}\n"
    assert resolved(wait).study.settings["foster"].endings["return_home"].wait is None
    effect = "effects:\n  - set_or_else: {setting: foster, ending: return_home, to: [overflow]}\n"
    assert resolved(wait + effect).study.settings["foster"].endings["return_home"].wait.or_else == []


def test_a_planned_move_to_what_is_not_in_use_is_left_out(resolved):
    assert "to_hub" not in resolved().study.settings["foster"].endings


@pytest.mark.parametrize(
    ("written", "per_day"),
    [("4 times", 4 * 45 / 365.25), ("3", 3 * 45 / 365.25), ("140 per year", 140 / 365.25), ("1 per day", 1.0)],
)
def test_a_ceiling_is_a_rate_or_so_many_times_the_rate(resolved, written, per_day):
    study = resolved(f"demand: {{streams: {{direct: {{ceiling: {written}}}}}}}\n")
    model, _ = build_model(study)
    assert model.entry_ceiling[model.entry_streams.index("direct")] == pytest.approx(per_day, rel=1e-14)
    assert str(study.study.demand.streams["direct"].ceiling.value).endswith(("per year", "per day"))
    assert from_yaml(study.to_yaml(), "again").to_yaml() == study.to_yaml()


def test_a_rate_may_be_varied_below_its_ceiling(resolved):
    base = resolved()
    before, _ = build_model(base)
    stream = before.entry_streams.index("turning_10")
    for rate in ("12 per year", "5 per month", "6 per month"):
        changed, _ = build_model(with_values(base, {"demand.streams.turning_10.rate": rate}))
        assert changed.entry_ceiling.tobytes() == before.entry_ceiling.tobytes()
        assert (changed.entry_rate[stream] != before.entry_rate[stream]).all()
    with pytest.raises(BadInput, match="above its ceiling of 6 per month"):
        with_values(base, {"demand.streams.turning_10.rate": "7 per month"})


def test_fill_into_may_stand_in_an_effect_of_its_own(resolved):
    effects = (
        "effects:\n  - set_occupancy: {setting: hub, fill_to: 5 places, from: 2027-04-01}\n"
        "  - set_occupancy: {setting: hub, fill_into: hub}\n"
    )
    model, _ = build_model(resolved(HUB + effects))
    assert model.panel_to[model.pools.index("hub")] == model.settings.index("hub")
