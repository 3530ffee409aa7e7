"""What effects make of a study together."""

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput

HUB = "settings:\n  hub: {in_use: true}\n"


def built(resolved, *effects, head=HUB):
    return build_model(resolved(head + "effects:\n" + "".join(f"  - {effect}\n" for effect in effects)))[0]


def test_those_without_a_place_come_first_whatever_the_setting_is_called(resolved):
    here = "settings:\n  overflow: {family: foster}\n  foster: {family: overflow}\n"
    for head, family in ((HUB, "overflow"), (here, "foster")):
        model = build_model(resolved(head))[0]
        first = {
            name.partition(".")[0] for name, rank in zip(model.transitions, model.priority, strict=True) if rank == 0
        }
        assert first == {family}
        assert set(model.priority) == {0, 1}


def test_a_hold_may_come_from_one_effect_and_its_target_from_another(resolved):
    model = built(
        resolved, "set_occupancy: {setting: hub, hold: 28 days}", "set_occupancy: {setting: hub, fill_to: 5 places}"
    )
    assert model.hold_limit.max() == 28 * 1440


def test_a_target_may_be_kept_by_a_hold_alone(resolved):
    assert built(resolved, "set_occupancy: {setting: hub, fill_to: 5 places, hold: 7 days, fill_from: []}")


def test_a_target_without_hold_or_panel_is_refused(resolved):
    with pytest.raises(BadInput, match="Nothing fills hub"):
        built(resolved, "set_occupancy: {setting: hub, fill_to: 5 places, fill_from: []}")


def test_a_hold_that_outlasts_its_target_is_refused(resolved):
    with pytest.raises(BadInput, match="without fill_to holds nobody"):
        built(
            resolved,
            "set_occupancy: {setting: hub, hold: 28 days}",
            "set_occupancy: {setting: hub, fill_to: 5 places, until: 2028-01-01}",
        )


def test_nobody_keeps_a_worker_by_two_rules(resolved):
    one = "set_key_worker: {team: hub, keeps: {foster: 8 weeks}}"
    with pytest.raises(BadInput, match="Two effects set keeps of hub to foster"):
        built(resolved, one, "set_key_worker: {team: hub, follows: for ever, fidelity: 40%}")
    model = built(resolved, one, "set_key_worker: {team: hub, keeps: {overflow: 8 weeks}, fidelity: 40%}")
    keeps = model.keeps[:, model.teams.index("hub")]
    assert np.all(keeps[:, model.settings.index("foster")] > 0)
    assert set(keeps[:, model.settings.index("overflow")]) == {0, 56 * 1440}


def test_a_team_takes_somebody_on(resolved):
    effect = "set_staffing: {{team: hub, caseload_limit: {} young people, from: 2027-04-01}}"
    assert built(resolved, effect.format(1)).caseload_limit.min() == 1
    with pytest.raises(BadInput, match="could take nobody on"):
        built(resolved, effect.format(0))
