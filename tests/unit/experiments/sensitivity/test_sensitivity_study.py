"""An analysis from end to end: of plain functions, and of a small council that is really simulated."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.engines import compiled
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.experiments.designs.bases import make_bases
from carepath_sim.experiments.kinds import kind_of
from carepath_sim.experiments.laboratory.laboratory import Laboratory, Setup
from carepath_sim.experiments.laboratory.store import BlockStore
from carepath_sim.experiments.outcome_paths import measured, outcome_paths
from carepath_sim.experiments.sensitivity import folder as folders
from carepath_sim.experiments.sensitivity import needing
from carepath_sim.experiments.sensitivity.folder import FRAMES, load_sensitivity, write
from carepath_sim.experiments.sensitivity.indices import indices
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS
from carepath_sim.experiments.sensitivity.notes import notes
from carepath_sim.experiments.sensitivity.screening import screening
from carepath_sim.experiments.sensitivity.study import Plan, decision_of, found, sensitivity, unknowns
from carepath_sim.experiments.sensitivity.tornado import tornado
from carepath_sim.experiments.sensitivity.worlds import worlds
from tests.unit.experiments.sensitivity.stand_ins import decision, factor
from tests.unit.experiments.sweeps.small_sweeps import CATALOGUE, HEAD, counting

OUTCOMES = outcome_paths(["cost_per_year", "moves_rate"])
PLAN = Plan(trajectories=2, replications=3, tornado_replications=4, most_shown=2, samples=4, most_indexed=1, worlds=16)
CALM = f"""{HEAD.replace("1 year", "4 months")}settings:
  foster:
    price: {{value: "£770 per week", status: assumed, note: n, range: {{low: "£700 per week", high: "£840 per week"}}}}
finance:
  inflation: {{value: 2% per year, status: assumed, note: n, range: {{low: 0% per year, high: 5% per year}}}}
"""
RESTLESS = """question: And with turnover?
kind: strategic
extends: calm.yaml
teams: {social_work: {leave_rate: 60% per year}}
"""
PRICE, IDLE, LINK = "settings.foster.price", "finance.inflation", "teams.social_work.link.none"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    for name, text in (("calm", CALM), ("restless", RESTLESS)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return make_bases([folder / "calm.yaml", folder / "restless.yaml"], catalogue=CATALOGUE)


def laboratory(folder) -> Laboratory:
    return Laboratory(BlockStore(folder), Setup(11, OUTCOMES, workers=1))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def analysed(small, store):
    factors, others = unknowns(small)
    return sensitivity(small, factors, laboratory(store), PLAN, others)


def test_the_problem_is_made_of_the_ranges_of_the_scenarios(small):
    factors, others = unknowns(small)
    assert [item.name for item in factors] == [PRICE, LINK, "demand.streams.direct.rate", IDLE]
    assert all(item.role == "uncertainty" for item in factors)
    with_levers, fewer = unknowns(small, levers_too=True)
    assert {item.name for item in with_levers} - {item.name for item in factors} == {"settings.foster.places"}
    assert fewer == others - 1


def test_a_price_moves_the_decision_by_the_nights_it_is_paid_for(small, store):
    factors, _ = unknowns(small)
    decided = decision_of(small, factors, laboratory(store))
    bars = tornado(decided, factors[:1], PLAN.tornado_replications).set_index(["outcome", "factor"])
    nights = []
    for base in small:
        model, prices = build_model(base.resolved)
        logs = [compiled.simulate(model, 11, replication) for replication in range(PLAN.tornado_replications)]
        nights.append(measured(logs, _one_pound_a_night(model, prices, "foster"), OUTCOMES[:1]))
    by_hand = (nights[1] - nights[0]).mean() * (840 - 700) / 7
    assert by_hand != 0
    assert bars.loc[("cost_per_year", PRICE), "swing"] == pytest.approx(by_hand, rel=1e-9)
    assert bars.loc[("moves_rate", PRICE), "swing"] == 0


def _one_pound_a_night(model, prices, setting):
    """Prices under which the cost of a study is the nights in one setting."""
    nothing = {
        item.name: np.zeros_like(getattr(prices, item.name))
        for item in fields(prices)
        if isinstance(getattr(prices, item.name), np.ndarray)
    }
    night = np.zeros_like(prices.night)
    night[model.settings.index(setting)] = 1.0
    return replace(prices, **{**nothing, "night": night}, entry=0.0, fixed={})


def test_its_effect_is_the_same_in_every_world(analysed):
    rows = analysed.screening.set_index(["outcome", "factor"])
    row = rows.loc["cost_per_year", PRICE]
    assert row["touches"]
    # The price of the quantiles of a uniform range is a straight line; what varies is how many nights there are.
    assert row["mu_star"] == pytest.approx(abs(row["mu"]))
    assert not rows.loc[("moves_rate", PRICE), "touches"]


def test_a_number_that_cannot_matter_has_exactly_no_effect(analysed):
    for outcome in ("cost_per_year", "moves_rate"):
        row = analysed.screening.set_index(["outcome", "factor"]).loc[outcome, IDLE]
        assert (row["mu_star"], row["mu"], row["sigma"], row["noise"]) == (0, 0, 0, 0)
        assert not row["touches"]


def test_the_link_is_always_in_the_tornado_and_among_the_switching_values(analysed):
    assert {LINK, ALL_TEAMS} <= set(analysed.tornado["factor"])
    assert ALL_TEAMS in set(analysed.switching["factor"])


def test_resuming_runs_nothing_again_and_gives_the_same_bytes(small, store, analysed, tmp_path, monkeypatch):
    runs = counting(monkeypatch)
    again = sensitivity(small, unknowns(small)[0], laboratory(store), PLAN, analysed.constants_count)
    assert runs() == 0
    texts = []
    for number, result in enumerate((analysed, again)):
        write(tmp_path / str(number), result, "carepath sensitivity", {})
        texts.append({name: (tmp_path / str(number) / f"{name}.csv").read_bytes() for name in FRAMES})
    assert texts[0] == texts[1]
    assert again.notes == analysed.notes
    assert again.timing["runs"] == analysed.timing["runs"] > 0, "what was looked at, and not what was run for it now"


def test_a_folder_is_read_back_as_it_was(small, analysed, tmp_path):
    documents = {base.name: base.resolved.to_yaml() for base in small}
    write(tmp_path / "out", analysed, "carepath sensitivity calm.yaml restless.yaml", documents, report="<html>")
    assert kind_of(tmp_path / "out") == "sensitivity"
    read = load_sensitivity(tmp_path / "out")
    for item in fields(analysed):
        one, other = getattr(analysed, item.name), getattr(read, item.name)
        if item.name in FRAMES:
            assert list(one.columns) == list(other.columns)
            assert json.loads(one.to_json()) == json.loads(other.to_json())
            assert len(one) == 0 or one.dtypes.equals(other.dtypes)
        else:
            assert one == other, item.name
    write(tmp_path / "out", analysed, "again", documents)


def test_a_folder_of_something_else_is_left_alone(analysed, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty and does not hold an analysis of sensitivity"):
        write(tmp_path, analysed, "", {})
    with pytest.raises(UsageError, match="is a file"):
        folders.check_folder(tmp_path / "mine.txt")
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "manifest.json").write_text(
        '{"product": "carepath_sim", "kind": "search"}', encoding="utf-8"
    )
    with pytest.raises(UsageError, match="holds a search, not an analysis"):
        folders.check_folder(tmp_path / "search")
    with pytest.raises(UsageError, match="does not hold an analysis"):
        load_sensitivity(tmp_path / "search")


@pytest.mark.parametrize("damage", ["tornado.csv", "manifest.json"])
def test_a_damaged_folder_is_told(analysed, tmp_path, damage):
    write(tmp_path, analysed, "", {})
    if damage == "tornado.csv":
        (tmp_path / damage).unlink()
    else:
        facts = json.loads((tmp_path / damage).read_text(encoding="utf-8"))
        del facts["plan"]
        (tmp_path / damage).write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(BadInput, match=damage):
        load_sensitivity(tmp_path)


def test_a_plan_that_makes_no_sense_is_refused_with_every_reason(small, tmp_path):
    with pytest.raises(UsageError) as told:
        sensitivity(small, (), laboratory(tmp_path), Plan(trajectories=1, worlds=3, samples=65))
    assert str(told.value).splitlines() == [
        "the number of trajectories must be at least 2, not 1",
        "the number of plausible worlds must be at least 10, not 3",
        "Sobol' indices need a power of two as their number of samples, such as 64, not 65",
    ]


def test_one_scenario_is_no_decision(small, tmp_path):
    with pytest.raises(UsageError, match="at least one other scenario"):
        sensitivity(small[:1], unknowns(small)[0], laboratory(tmp_path), PLAN)


def test_outcomes_and_scenarios_that_do_not_fit_are_refused_before_anything_runs(small, tmp_path):
    outcomes = outcome_paths(["cost_per_year", "days_full.fosterr"])
    asked = Laboratory(BlockStore(tmp_path), Setup(11, outcomes, workers=1))
    with pytest.raises(UsageError, match=r"Did you mean days_full\.foster"):
        sensitivity(small, unknowns(small)[0], asked, PLAN)
    (tmp_path / "longer.yaml").write_text(HEAD.replace("1 year", "8 months"), encoding="utf-8")
    two = [small[0], *make_bases([tmp_path / "longer.yaml"], catalogue=CATALOGUE)]
    with pytest.raises(UsageError, match="longer differs from calm in the horizon"):
        sensitivity(two, unknowns(two)[0], laboratory(tmp_path / "store"), PLAN)
    assert not (tmp_path / "store" / "blocks").exists()


def test_without_salib_the_error_says_how_to_get_it(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(needing, "import_module", missing)
    with pytest.raises(UsageError, match=r'pip install "carepath_sim\[sensitivity\]"'):
        screening(decision(lambda values: values["a"], [factor("a")]), 2, 2)


# Notes, of plain functions whose answers are known


TITLES = {"baseline": "Baseline", "other": "Another way"}
KNOWN = [
    factor("rent", 0, 2e5, label="Rent"),
    factor("heat", 0, 1e4, label="Heat"),
    factor("idle", label="Nothing at all"),
    factor(LINK, 1.0, 1.46, 1.2),
]


def told(function, luck=None, **changes):
    asked = decision(function, KNOWN, luck)
    frames = found(asked, replace(PLAN, tornado_replications=30, worlds=40, most_shown=4, **changes), TITLES, _silent)
    return " ".join(notes(asked, frames, 30, TITLES, constants_count=7)), frames


def _silent(_words):
    return None


@pytest.fixture(scope="module")
def words():
    return told(lambda values: values["rent"] + values["heat"] - 6e4)[0]


def test_notes_say_what_the_decision_is(words):
    assert "Another way against baseline, numbers as they stand: cost per year +£45,000 (95% interval" in words


def test_notes_name_the_numbers_that_matter_and_what_turns_the_answer(words):
    assert "The 2 unknown numbers that matter most for that" in words
    assert (
        "the rent (0 to 200,000: from −£55,000 to +£145,000) and the heat (0 to 10,000: from +£40,000 to +£50,000)"
        in words
    )
    assert "By itself, at an end of its own range, this turns the answer clearly: the rent." in words


def test_notes_tell_of_the_link_even_if_it_does_nothing(words):
    assert "The key-worker link (all teams together) (1 to 1.46: from +£45,000 to +£45,000): no change at all." in words


def test_notes_tell_worlds_and_luck(words):
    assert "72% (" in words
    assert "2 unknown numbers drawn at once" in words
    assert "100% is what nobody knows and 0% is luck" in words


def test_notes_tell_what_was_kept_and_what_is_not_seen(words):
    assert "Of the 4 numbers varied, 2 stand out from luck, and 2 touch nothing here" in words
    assert "7 other numbers, decided by a council or without a range of their own, were kept as they are." in words
    assert "numbers that go together in life" in words


def test_notes_do_not_claim_what_luck_may_have_done():
    said, frames = told(
        lambda values: 1e3 * values["idle"], lambda values, draws: [1e6 * np.sin(9 * values["idle"] + 9 * draws[0])]
    )
    assert "which does not tell which of the two has more" in said
    assert (
        "No unknown number by itself moves the difference in cost per year in a way that stands out from luck." in said
    )
    assert (
        "There is no clear answer to turn, and the 1 number looked at by itself makes it clear at neither end of its "
        "range."
    ) in said
    assert frames["tornado"]["factor"].drop_duplicates().tolist() == [LINK, ALL_TEAMS]


def test_worlds_differ_in_what_nobody_knows_and_not_in_what_is_decided():
    factors = [factor("rent", 0, 2e5), factor("size", 0, 1e6, role="lever")]
    asked = decision(lambda values: values["rent"] + values["size"], factors)
    frames = found(asked, PLAN, TITLES, _silent)
    screened = frames["screening"].set_index("factor")
    assert frames["variance"]["factors"].tolist() == [1]
    assert screened["stands_out"].all()
    assert np.isnan(screened.loc["size", "slope"])
    assert screened.loc["rent", "slope"] == pytest.approx(2e5, rel=1e-4)


def test_notes_say_what_would_make_an_unclear_answer_clear():
    said, _ = told(lambda values: values["rent"] - 1e5, lambda _values, draws: [1e4 * draws[0]])
    assert (
        "There is no clear answer to turn; by itself, at an end of its own range, this makes it clear: the rent."
        in said
    )


def test_notes_tell_a_clear_turn_from_one_that_may_be_luck():
    said, _ = told(
        lambda values: 3e4 + 4e4 * (values["idle"] - 0.5) * (-2) + values["heat"],
        lambda values, draws: [6e4 * draws[0] * (abs(values["idle"] - 0.5) > 0.4)],
    )
    assert "brings the answer to the other side of nothing, but not clearly: the nothing at all." in said


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (2.6e5, "Luck alone would give total indices for cost per year of up to 0."),
        (3e6, "For cost per year, the indices of 1 of 1 number are not given"),
    ],
)
def test_notes_say_when_luck_swamps_the_indices(size, words):
    rent = KNOWN[:1]

    def luck(values, draws):
        angle = values["rent"]
        return [size * (draws[0] * np.sin(angle) + draws[1] * np.cos(angle))]

    asked = decision(lambda values: values["rent"], rent, luck)
    frames = found(asked, replace(PLAN, replications=6, tornado_replications=6), TITLES, _silent)
    frames["indices"] = indices(asked, rent, "sobol", 64, 6)
    assert words in " ".join(notes(asked, frames, 6, TITLES))


def test_notes_claim_no_share_of_worlds_that_luck_hides():
    said, frames = told(
        lambda values: values["heat"] - 5e3,
        lambda values, draws: [1e6 * np.sin(1e3 * values["heat"] + 9 * draws[0] + 5 * draws[1])],
    )
    (row,) = frames["variance"].to_dict("records")
    assert row["parameters_low"] == 0 < row["parameters_high"]
    assert "% of plausible worlds" not in said
    assert "nineteen worlds" not in said
    assert "0% is what nobody knows" not in said
    assert "luck hides what the worlds differ by, which is too little to tell from luck: at most " in said
    assert "More --screening-replications or more --worlds would tell" in said
    assert "over 40 plausible worlds is" in said


def test_notes_of_numbers_that_touch_nothing_say_that_the_worlds_are_the_same():
    asked = decision(lambda _: 5e4, KNOWN, lambda _values, draws: [1e4 * draws[0]])
    frames = found(asked, replace(PLAN, tornado_replications=30), TITLES, _silent)
    frames["variance"] = worlds(asked, KNOWN[:2], 40, 5).variance
    said = " ".join(notes(asked, frames, 30, TITLES))
    assert "the difference in cost per year is the same in all 40 plausible worlds" in said
    assert "% of plausible worlds" not in said


def test_notes_of_one_number_speak_of_one():
    rent = [factor("rent", 0, 2e5, label="Rent")]
    asked = decision(lambda values: values["rent"] - 5e4, rent)
    plan = replace(PLAN, tornado_replications=30, worlds=40)
    said = " ".join(notes(asked, found(asked, plan, TITLES, _silent), 30, TITLES, constants_count=1, failed=1))
    assert "Of the 1 number varied, 1 stands out from luck, and none touches nothing here." in said
    assert "with 1 unknown number drawn at once from its range" in said
    assert "1 other number, decided by a council or without a range of its own, was kept as it is." in said
    assert "1 point or run could not be had and is left out" in said
    assert "1 numbers" not in said
