import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.scenario import from_yaml, with_values

HUB = "settings:\n  hub: {in_use: true}\n"


def test_a_number_is_replaced_by_its_path_and_says_so(resolved):
    study = resolved(HUB)
    changed = with_values(study, {"settings.hub.places": "8 places", "teams.hub.leave_rate": "50% per year"}, "sweep 3")
    assert str(changed.study.settings["hub"].places.value) == "8 places"
    assert str(changed.study.teams["hub"].leave_rate.rate) == "50% per year"
    assert {row.path for row in changed.parameters() if row.origin == "sweep 3"} == {
        "settings.hub.places",
        "teams.hub.leave_rate",
    }
    assert str(study.study.settings["hub"].places.value) == "6 places", "the study it came from is left alone"
    assert from_yaml(changed.to_yaml(), "again").to_yaml() == changed.to_yaml()


def test_every_number_of_a_study_can_be_named(resolved):
    study = resolved(HUB + "policies: [turnover]\n")
    words = {row.path: row.value for row in study.parameters() if ".ages" not in row.path and ".needs" not in row.path}
    single = {path: value for path, value in words.items() if not path.endswith(("hazard", "leave_rate"))}
    assert with_values(study, single).parameters()[0].value == study.parameters()[0].value
    assert len(single) > 50


def test_a_median_is_replaced_and_a_table_multiplied(resolved):
    path = "settings.{}.endings.{}.hazard"
    foster, staying = path.format("foster", "return_home"), path.format("staying_put", "move_on")
    study = resolved()
    changed = with_values(with_values(study, {foster: "6 months", staying: 2}), {staying: 0.5})
    assert str(changed.study.settings["foster"].endings["return_home"].hazard.median) == "6 months"
    assert changed.study.settings["staying_put"].endings["move_on"].hazard.times.amount == 1
    model, _ = build_model(with_values(study, {staying: 2}))
    before, _ = build_model(study)
    row = before.transitions.index("staying_put.move_on")
    assert model.hazard[row] == pytest.approx(2 * before.hazard[row])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("settings.hubb.places", "Did you mean hub?"),
        ("settings.hub.plases", "Did you mean places?"),
        ("settings.hub", "holds others: "),
        ("settings.hub.label", "is not one number"),
        ("settings.edge.price.value.more", "there is no"),
        ("effects[3].by", "there is no item 3"),
        ("", "is not one number"),
    ],
)
def test_a_wrong_path_is_told_with_what_there_is(resolved, path, message):
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        with_values(resolved(HUB), {path: "1 places"})


def test_numbers_that_would_change_nothing_are_refused(resolved):
    used = HUB + "policies: [{policy: keep_free, fidelity: 80%}]\n"
    with pytest.raises(UsageError, match="acts through its effects alone"):
        with_values(resolved(used), {"policies[1].fidelity": "50%"})
    never = "settings: {foster: {endings: {breakdown: {hazard: {never: true}}}}}\n"
    with pytest.raises(UsageError, match="never happens"):
        with_values(resolved(never), {"settings.foster.endings.breakdown.hazard": 2})


def test_a_wrong_value_is_told(resolved):
    with pytest.raises(BadInput, match="12 beds"):
        with_values(resolved(HUB), {"settings.hub.places": "12 beds"})
    with pytest.raises(UsageError, match="multiplier"):
        with_values(resolved(), {"settings.staying_put.endings.move_on.hazard": "soon"})
