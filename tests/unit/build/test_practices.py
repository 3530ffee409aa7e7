"""Who takes up what: groups, and the tables in which they differ."""

import shutil

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.scenario import resolve_all
from tests.unit.conftest import CATALOGUE

HUB = "settings:\n  hub: {in_use: true}\n"
IN_FULL = "uptake: 100%, fidelity: 100%, levers: {sooner_home: 100%}"
EFFECTS_IN_FULL = """\
effects:
  - multiply_hazard: {setting: foster, ending: breakdown, need: general, by: 0.5}
  - cap_stay: {setting: foster, ending: return_home, need: general, limit: 12 weeks}
  - cap_stay: {setting: hub, ending: move_on, need: general, limit: 8 weeks}
"""


def visits(resolved, said):
    return build_model(resolved(HUB + f"practice_models:\n  - {{practice_model: visits, {said}}}\n"))


def hazard(model, transition, stay=0.0):
    """[G] per day, of the youngest, so many days into a stay."""
    band = np.searchsorted(model.duration_band, stay * DAY, side="right") - 1
    return model.hazard[model.transitions.index(transition), :, 0, band, 0]


def test_taken_up_by_all_it_is_so_many_effects_and_no_practice(resolved):
    """A need it is not offered to is a group already."""
    model, _ = visits(resolved, IN_FULL)
    alike, _ = build_model(resolved(HUB + EFFECTS_IN_FULL))
    assert model.practices == ()
    assert model.fingerprint() == alike.fingerprint()


@pytest.mark.parametrize("said", ["calls, fidelity: 0%", "visits, uptake: 0%"])
def test_switched_off_it_leaves_no_trace(resolved, said):
    model, _ = build_model(resolved(HUB + f"practice_models:\n  - {{practice_model: {said}}}\n"))
    assert model.fingerprint() == build_model(resolved(HUB))[0].fingerprint()


def test_without_levers_its_cost_alone_tells_people_apart(resolved):
    model, _ = visits(resolved, "fidelity: 0%")
    plain, _ = build_model(resolved(HUB))
    assert model.practices == ("visits",)
    assert np.array_equal(model.hazard, np.repeat(plain.hazard, 2, axis=1))
    assert np.array_equal(model.keeps, np.repeat(plain.keeps, 2, axis=0))


def test_uptake_is_a_practice_with_nobody_of_other_needs(resolved):
    model, _ = visits(resolved, "uptake: 60%, fidelity: 100%, levers: {sooner_home: 0%}")
    assert model.practices == ("visits",)
    assert model.needs == ("alone", "general")
    assert model.uptake.tolist() == [[0.0, 0.6]]
    plain = hazard(build_model(resolved(HUB))[0], "foster.breakdown")
    assert hazard(model, "foster.breakdown") == pytest.approx([plain[0], plain[0], plain[1], plain[1] / 2])


def test_a_lever_that_one_has_or_has_not_is_a_further_practice(resolved):
    model, _ = visits(resolved, "uptake: 60%")
    assert model.practices == ("visits", "visits.hub_stays", "visits.sooner_home")
    assert model.uptake.tolist() == [[0, 0.6], [0, 0.9], [0, 0.5]]
    capped = hazard(model, "foster.return_home", stay=84.0) == 24.0
    general = np.arange(model.n_groups) >= 8
    taken = np.arange(model.n_groups) % 8
    assert capped.tolist() == (general & (taken & 1 > 0) & (taken & 4 > 0)).tolist(), "visits, and this lever of it"
    assert not (hazard(model, "foster.return_home", stay=83.9) == 24.0).any()


def test_at_part_fidelity_a_multiplier_is_weaker_for_all_who_take_it_up(resolved):
    model, _ = visits(resolved, "uptake: 60%, fidelity: 50%, levers: {sooner_home: 0%, hub_stays: 0%}")
    plain = hazard(build_model(resolved(HUB))[0], "foster.breakdown")
    assert hazard(model, "foster.breakdown")[3] == pytest.approx(plain[1] * 0.5**0.5)


def test_entries_fall_by_the_share_of_those_who_come_and_take_it_up(resolved):
    """calls halves entries; half take it up: 1 + 0.5 * (0.5 - 1). At fidelity 50%: 1 + 0.5 * (0.5**0.5 - 1)."""
    rates = {}
    for said in ("fidelity: 100%", "fidelity: 50%", "uptake: 100%", "uptake: 0%"):
        use = f"practice_models:\n  - {{practice_model: calls, levers: {{steady: 0%}}, {said}}}\n"
        model, _ = build_model(resolved(use))
        assert model.practices == (), "entry is nobody's own practice"
        rates[said] = model.entry_rate[model.entry_streams.index("direct"), 0] * 365.25
    assert list(rates.values()) == pytest.approx([45 * 0.75, 45 * (1 + 0.5 * (0.5**0.5 - 1)), 22.5, 45])


def test_a_cost_of_each_stay_is_paid_for_those_who_take_it_up(resolved):
    model, prices = visits(resolved, "uptake: 60%, levers: {sooner_home: 0%, hub_stays: 0%}")
    each = prices.stay["Visits"]
    assert each.shape == (len(model.settings), model.n_groups, 1)
    assert each[model.settings.index("foster"), :, 0].tolist() == [0, 0, 0, 1000]
    assert each.sum() == 1000
    assert prices.fixed["Visits"] == pytest.approx([20_000 / 365.25]), "what is paid over time is paid by the council"


def test_a_practice_that_changes_nothing_for_anybody_is_none(resolved):
    nothing = "  - multiply_hazard: {setting: foster, by: 1}\n"
    follows = "  - set_key_worker: {team: hub, keeps: {home: 8 weeks}, fidelity: 40%}\n"
    model, _ = build_model(resolved(HUB + "effects:\n" + nothing + follows))
    assert model.practices == (), "the hub team of this catalogue keeps everybody for 8 weeks who goes home"


def test_two_sorts_of_effects_of_one_lever_are_one_practice(resolved):
    both = (
        "  - cap_stay: {setting: foster, ending: return_home, limit: 12 weeks, ages: 10 to 13, fidelity: 50%}\n"
        "  - cap_stay: {setting: foster, ending: return_home, limit: 26 weeks, ages: 14 to 17, fidelity: 50%}\n"
    )
    model, _ = build_model(resolved("effects:\n" + both))
    assert model.practices == ("cap_stay_foster",)
    assert model.uptake.tolist() == [[0.5, 0.5]]


def test_the_order_of_practice_models_cannot_matter(resolved):
    one = "  - {practice_model: visits, uptake: 50%}\n"
    other = "  - {practice_model: calls, levers: {steady: 0%}, uptake: 30%}\n"
    found = [build_model(resolved(HUB + "practice_models:\n" + text)) for text in (one + other, other + one)]
    assert len({tuple(table.fingerprint() for table in pair) for pair in found}) == 1
    assert found[0][0].fingerprint() != build_model(resolved(HUB))[0].fingerprint()


def test_a_cap_and_an_extension_act_last(resolved):
    """Whatever else multiplies or sets a hazard, beyond the cap it is 24 a day."""
    cap = "  - cap_stay: {setting: foster, ending: return_home, limit: 12 weeks}\n"
    more = "  - multiply_hazard: {setting: foster, by: 0.3}\n"
    less = "  - set_hazard: {setting: foster, ending: return_home, hazard: 2 per year}\n"
    model, _ = build_model(resolved("effects:\n" + more + cap + less))
    assert hazard(model, "foster.return_home", stay=84).tolist() == [24.0, 24.0]
    assert hazard(model, "foster.return_home", stay=83) == pytest.approx([0.6 / 365.25] * 2)


def test_a_cap_may_begin_and_end(resolved):
    cap = "effects:\n  - cap_stay: {setting: foster, ending: return_home, limit: 12 weeks, from: 2027-04-01}\n"
    model, _ = build_model(resolved(cap))
    row = model.hazard[model.transitions.index("foster.return_home"), 0, 0]
    beyond = model.duration_band >= 84 * DAY
    assert (row[:, 1] == 24.0).tolist() == beyond.tolist()
    assert not (row[:, 0] == 24.0).any()


def test_support_lasts_longer_from_a_date_on(resolved):
    longer = "effects:\n  - extend_support: {setting: staying_put, until_age: 23, from: 2027-04-01}\n"
    model, _ = build_model(resolved(longer))
    assert model.leaving_age[model.settings.index("staying_put")].tolist() == [21, 23]
    model, _ = build_model(resolved(longer.replace("23", "25")))
    assert model.leaving_age[model.settings.index("staying_put")].tolist() == [21, 0], "the last birthday ends it"


FLAT = """\
settings:
  flat:
    label: Flat
    family: independence
    looked_after: false
    ages: 18 to 24
    places: unlimited
    price: £10 per week
    endings: {support_ends: {planned: true, to: out, hazard: {rate: 24 per day, by_age: {18 to 20: 0, 21 to 24: 1}}}}
effects:
  - extend_support: {setting: flat, until_age: 23, fidelity: 40%}
"""


def test_support_that_ends_by_age_waits_for_another(resolved):
    model, _ = build_model(resolved(FLAT))
    assert model.practices == ("extend_support_flat",)
    row = model.hazard[model.transitions.index("flat.support_ends"), :, :, 0, 0]
    ages = [18, 20, 21, 22, 23, 24]
    bands = np.searchsorted(model.age_band, ages, side="right") - 1
    assert row[0, bands].tolist() == [0, 0, 24, 24, 24, 24]
    assert row[1, bands].tolist() == [0, 0, 0, 0, 24, 24]


LONGER = """\
label: Longer
description: Support lasts longer.
tier: F
evidence: Invented for tests.
evidence_rating: not rated
cost_rating: not rated
no_effect_in_range: true
status: assumed
note: Invented for tests.
levers:
  longer: {label: Support to 22, effects: [{extend_support: {setting: staying_put, until_age: 22}}]}
"""


@pytest.mark.parametrize(("said", "age"), [("uptake: 100%", 22), ("uptake: 0%", 21), ("fidelity: 0%", 21)])
def test_support_that_nobody_takes_up_ends_when_it_did(write, tmp_path, said, age):
    catalogue = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, catalogue)
    (catalogue / "practice_models" / "longer.yaml").write_text(LONGER, encoding="utf-8")
    use = write(f"practice_models:\n  - {{practice_model: longer, {said}}}\n")
    model, _ = build_model(resolve_all([use], catalogue)[0])
    assert model.leaving_age[model.settings.index("staying_put")].tolist() == [age]
