"""A scenario made complete: catalogue, changes, policies, and where each number came from."""

import shutil
from pathlib import Path

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario import from_yaml, resolve_all

CATALOGUE = Path(__file__).parents[2] / "broken" / "catalogue"
HUB = "settings:\n  hub: {in_use: true}\n"


def rows(resolved):
    return {row.path: row for row in resolved.parameters()}


def test_each_number_says_who_decided_it(resolved):
    found = rows(resolved("settings:\n  foster:\n    places: 12 places\npolicies: [turnover]\n"))
    assert found["settings.foster.places"].value == "12 places"
    assert found["settings.foster.places"].status == "local"
    assert found["settings.foster.places"].origin == "here.yaml:7"
    assert found["settings.foster.places"].low == "", "a number of one's own has no range of another's"
    assert found["settings.foster.price"].origin == "catalogue/settings/foster.yaml:6"
    assert found["settings.foster.price"].source_title == "A publisher, A book (2025)"
    assert found["effects[1].multiply_turnover.by"].origin == "catalogue/policies/turnover.yaml:3"
    assert found["teams.social_work.link.none"].high == "1.46"


def test_every_form_of_a_number_has_words(resolved):
    found = rows(resolved(HUB))
    assert found["settings.foster.endings.return_home.hazard"].value == "median 9 months, weibull shape 0.58"
    assert found["settings.foster.endings.breakdown.hazard"].value == "29% per year"
    assert found["settings.staying_put.endings.move_on.hazard"].value == "survival 1 year: 56%, 2 years: 38%"
    assert found["settings.home.endings.returns.hazard"].value == "Weibull shape 0.5, scale 30 years"
    assert found["demand.streams.direct.ages"].value == "12: 20%, 14: 30%, 16: 50%"


def test_settings_not_in_use_leave_with_every_mention(resolved):
    study = resolved().study
    assert "hub" not in study.settings
    assert "hub" not in study.teams, "a team that serves nobody goes too"
    assert study.settings["foster"].endings["breakdown"].to == ["overflow"]
    assert "to_hub" not in study.settings["foster"].endings
    assert study.demand.streams["direct"].enters[0].to == ["foster", "overflow"]
    assert "hub" not in resolved().to_yaml().replace("What if?", "")


def test_only_sources_that_are_used_are_kept(resolved):
    assert set(resolved().study.sources) == {"book"}
    mine = "settings:\n  foster:\n    places: {value: 9 places, status: sourced, source: shelf}\n"
    assert set(resolved(mine).study.sources) == {"book", "shelf"}


def test_a_scenario_may_bring_its_own_source(resolved):
    mine = (
        "sources:\n  own: {title: Our count, publisher: Us, year: 2026, read: the table}\n"
        "settings:\n  foster:\n    places: {value: 9 places, status: sourced, source: own}\n"
    )
    assert rows(resolved(mine))["settings.foster.places"].source_title == "Us, Our count (2026)"


def test_a_policy_becomes_effects_with_the_dates_of_its_use(resolved):
    use = "policies:\n  - {policy: turnover, from: 2027-01-01, fidelity: 50%}\n"
    found = resolved(use)
    effect = found.study.effects[0]
    assert effect.policy == "turnover"
    assert str(effect.action.start) == "2027-01-01"
    assert effect.action.fidelity is not None
    assert effect.action.fidelity.amount == 0.5
    assert found.study.policy_cards["turnover"].label == "Half the turnover"
    assert found.study.policy_cards["turnover"].effects == []


def test_a_new_setting_needs_one_mapping(resolved):
    cottage = (
        "settings:\n"
        "  cottage:\n"
        "    label: Cottage\n    family: childrens_home\n    looked_after: true\n    ages: 10 to 17\n"
        "    places: 4 places\n    price: £9,000 per week\n"
        "    leaving_age: {age: 18, shares: [{to: home, share: 100%}]}\n"
        "    endings: {go_home: {planned: true, to: home, hazard: {mean: 9 months}}}\n"
        "  foster: {endings: {breakdown: {to: [cottage, overflow]}}}\n"
    )
    found = resolved(cottage)
    assert found.study.settings["foster"].endings["breakdown"].to == ["cottage", "overflow"]
    assert rows(found)["settings.cottage.places"].value == "4 places"


def test_the_caseload_is_part_of_the_document(resolved, tmp_path):
    assert len(resolved().caseload()) == 4
    assert resolved("starting_caseload: none\n").caseload() == []
    header = "setting,need,born_days,placed_days,in_care_days,worker_days\n"
    (tmp_path / "mine.csv").write_text(header + "edge,general,5000,10,,\n")
    assert [row.setting for row in resolved("starting_caseload: mine.csv\n").caseload()] == ["edge"]


def test_writing_and_reading_again_gives_the_same_bytes(resolved):
    first = resolved(HUB + "policies: [keep_free, turnover]\ncouncil: 'Sömewhere: £ # \"quoted\"'\n")
    text = first.to_yaml()
    again = from_yaml(text, "other_name")
    assert again.to_yaml() == text
    assert again.study == first.study
    assert text.startswith("resolved: 1\nname: here\n")


def test_a_resolved_document_is_checked_like_any_other(resolved):
    text = resolved().to_yaml()
    with pytest.raises(BadInput, match="12 beds"):
        from_yaml(text.replace("10 places", "12 beds"), "edited")
    with pytest.raises(BadInput, match="There is no setting"):
        from_yaml(text.replace("to:\n        - overflow", "to:\n        - overflw"), "edited")


def test_good_files_come_back_in_order(write):
    paths = [write("", "b.yaml"), write("", "a.yaml")]
    assert [study.name for study in resolve_all(paths, CATALOGUE)] == ["b", "a"]


def test_no_number_of_the_catalogue_may_be_local(tmp_path, write):
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    page = folder / "settings" / "edge.yaml"
    page.write_text(
        page.read_text().replace('{value: "£100 per week", status: assumed, note: Invented for tests.}', "£1 per week")
    )
    with pytest.raises(BadInput) as caught:
        resolve_all([write()], folder)
    assert str(caught.value) == (
        "catalogue/settings/edge.yaml:6:1 settings.edge.price: A number of the catalogue has no status. "
        "Allowed: sourced, calibrated or assumed."
    )
