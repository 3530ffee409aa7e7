"""Bases and cells over the small catalogue."""

from dataclasses import replace

import pytest

from carepath_sim.errors import BadInput, UsageError
from carepath_sim.experiments.designs.bases import make_bases
from carepath_sim.experiments.designs.cells import Workshop, cells
from carepath_sim.experiments.designs.constants import constants, with_constants
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.finding import Atlas
from carepath_sim.experiments.designs.request import Asked, Place
from carepath_sim.scenario import resolve_all
from tests.unit.conftest import CATALOGUE

HUB = "settings:\n  hub: {in_use: true, places: 12 places}\n"
TEAM = "extends: hub.yaml\nteams:\n  hub: {posts: 9 posts}\n"


def factor(path, after="", whole=False, choices=()):
    return Factor(
        name=path,
        paths=() if choices else (path,),
        role="lever",
        label=path,
        unit=after.strip(),
        before="",
        after=after,
        whole=whole,
        default=None,
        low=None,
        high=None,
        distribution=None,
        values=(),
        choices=choices,
        status="local",
        source="",
    )


PLACES = factor("settings.hub.places", " places", whole=True)
RATE = factor("demand.streams.direct.rate", " per year")


def design(scenarios, factors, *points):
    numbered = tuple(Point(number, values) for number, values in enumerate(points))
    return Design("", tuple(scenarios), tuple(factors), {}, (), "listed", numbered, 2, 1)


@pytest.fixture
def files(write):
    return [write("", "plain.yaml"), write(HUB, "hub.yaml"), write(TEAM, "team.yaml")]


def test_cells_come_point_by_point_and_scenario_by_scenario(files):
    found = make_bases(files, catalogue=CATALOGUE)
    plan = design(("plain", "hub", "team"), (PLACES, RATE), (8.0, 40.0), (10.0, 40.0))
    made = list(cells(plan, found))
    assert [(cell.point, cell.scenario) for cell in made] == [(n, s) for n in (0, 1) for s in ("plain", "hub", "team")]
    assert [cell.study.name for cell in made[:3]] == ["plain", "hub", "team"]
    assert made[1].values == {"settings.hub.places": 8.0, "demand.streams.direct.rate": 40.0}
    hub = made[1].study.model
    assert hub.places[hub.pools.index("hub")].tolist() == [8]
    assert hub.entry_rate[hub.entry_streams.index("direct")] == pytest.approx(40 / 365.25)


def test_a_scenario_without_the_number_is_built_once_and_stays_as_it_is(files):
    found = make_bases(files[:2], catalogue=CATALOGUE)
    made = list(cells(design(("plain", "hub"), (PLACES,), (8.0,), (9.0,), (8.0,)), found))
    plain, hub = made[::2], made[1::2]
    assert plain[0].study is plain[1].study is plain[2].study
    assert hub[0].study is hub[2].study is not hub[1].study
    again = make_bases(files[:1], catalogue=CATALOGUE)[0].resolved
    assert plain[0].study.model.fingerprint() == next(made_of(again)).study.model.fingerprint()
    with pytest.raises(UsageError, match="there is no 'hub'"):
        Workshop(design(("plain",), (PLACES,), (8.0,)), found[:1])


def made_of(resolved):
    return cells(design((resolved.name,), (), ()), make_bases([resolved]))


def test_few_studies_are_kept(files):
    found = make_bases(files[1:2], catalogue=CATALOGUE)
    points = [(float(places),) for places in (6, 7, 8, 6)]
    plan = design(("hub",), (PLACES,), *points)
    for most, is_kept in ((3, True), (2, False)):
        workshop = Workshop(plan, found, most_kept=most)
        made = [workshop.cell("hub", point).study for point in plan.points]
        assert (made[0] is made[3]) == is_kept
        assert made[0].model.fingerprint() == made[3].model.fingerprint()


def test_each_choice_of_policies_is_a_base(files):
    choices = ("none", "keep_free", "keep_free+turnover")
    found = make_bases(files[:2], choices, catalogue=CATALOGUE)
    assert [base.name for base in found[3:]] == ["hub.none", "hub.keep_free", "hub.keep_free+turnover"]
    assert [len(base.resolved.study.effects) for base in found] == [0, 0, 1, 0, 1, 2], "plain has no hub to keep free"
    plan = design(("plain", "hub"), (factor("policies", choices=choices),), *((choice,) for choice in choices))
    made = list(cells(plan, found))
    assert made[0].study is made[2].study, "a policy that cannot act in a scenario leaves it as it is"
    assert len({cell.study.model.fingerprint() for cell in made[1::2]}) == 3
    assert made[3].values == {"policies": "keep_free"}


def test_a_choice_takes_the_place_of_the_files_own_policies_and_keeps_what_it_says_of_them(write):
    own = "policies:\n  - policy: turnover\n    from: 2027-04-01\n"
    none, dated = make_bases([write(own)], ("none", "turnover"), catalogue=CATALOGUE)
    assert none.resolved.study.policies == []
    assert str(dated.resolved.study.effects[0].action.start) == "2027-04-01"


def test_a_choice_that_no_scenario_can_take_is_refused(files):
    with pytest.raises(BadInput, match="Did you mean turnover"):
        make_bases(files[:2], ("turnovr",), catalogue=CATALOGUE)
    with pytest.raises(BadInput, match="on which keep_free acts, is not in use"):
        make_bases(files[:1], ("keep_free+turnover",), catalogue=CATALOGUE)
    complete = resolve_all(files[:1], CATALOGUE)
    assert make_bases(complete)[0].resolved is complete[0]
    with pytest.raises(UsageError, match="policies cannot be varied"):
        make_bases(complete, ("none",))


def test_constants_are_set_where_there_is_such_a_number(files):
    found = make_bases(files[:2], catalogue=CATALOGUE)
    plain, hub = with_constants({"settings.hub.places": "7 places", "prices.entry": "£5 each"}, found)
    assert str(hub.resolved.study.settings["hub"].places.value) == "7 places"
    assert {str(base.resolved.study.prices.entry.value) for base in (plain, hub)} == {"£5 each"}
    for path, value, said in (("hubb", "7 places", "Did you mean settings.hub"), ("hub", "7 beds", "7 beds")):
        asked = Asked("constant", f"settings.{path}.places", Place("--set"), value=value)
        with pytest.raises(BadInput, match=said):
            constants([asked], Atlas(found))


def test_scenarios_need_names_of_their_own(files):
    with pytest.raises(UsageError, match="of plain have one name"):
        make_bases([files[0], files[0]], catalogue=CATALOGUE)


def test_values_that_fit_nothing_name_their_point(files):
    keep = factor("settings.hub.occupancy.keep_free", " places", whole=True)
    plan = design(("hub",), (PLACES, keep, RATE), (8.0, 2.0, 40.0), (4.0, 5.0, 40.0))
    made = cells(plan, make_bases(files[1:2], catalogue=CATALOGUE))
    assert next(made).point == 0
    with pytest.raises(BadInput) as caught:
        next(made)
    assert "at point 2 of the design (settings.hub.places = 4 places, settings.hub.occupancy.keep_free = 5 places)" in (
        str(caught.value)
    )


def test_the_lever_of_a_practice_model_is_found_by_its_name(write):
    one = "practice_models: [calls]\n"
    two = HUB + "practice_models: [visits, calls]\n"
    found = make_bases([write(one, "one.yaml"), write(two, "two.yaml")], catalogue=CATALOGUE)
    fidelity = factor("practice_models.calls.fidelity", "%")
    for cell in cells(design(("one", "two"), (fidelity,), (0.0,), (50.0,)), found):
        assert cell.values == {"practice_models.calls.fidelity": 50.0 * cell.point}
    workshop = Workshop(design(("one", "two"), (replace(fidelity, paths=("practice_models.calls.fidelity",)),)), found)
    assert [paths for each in workshop._paths.values() for paths in each.values()] == [
        ("practice_models[1].fidelity",),
        ("practice_models[2].fidelity",),
    ]
