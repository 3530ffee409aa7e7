"""From a comparison and its resolved scenarios to what the page needs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from carepath_sim.catalogue.wording import in_sentence, path_words
from carepath_sim.experiments.compare import Comparison, Facts
from carepath_sim.experiments.store import FRAMES
from carepath_sim.metrics import METRICS
from carepath_sim.report import ReportData, collect, labels_of, render
from carepath_sim.report.assumptions import statuses
from carepath_sim.report.differing import differences
from carepath_sim.scenario import Resolved, resolve_all, with_values

SCENARIOS = Path(__file__).parents[3] / "scenarios"
NAMES = ("baseline", "no_heads_on_beds")


@pytest.fixture(scope="module", name="resolved")
def shipped_scenarios() -> list[Resolved]:
    return resolve_all([SCENARIOS / f"{name}.yaml" for name in NAMES])


@pytest.fixture(scope="module", name="comparison")
def made_up_comparison(study: Callable[..., ReportData], resolved: list[Resolved]) -> Comparison:
    """The frames of the made-up study under the names of real scenarios."""
    data = study(NAMES, weeks=60, parameters=0)
    facts = tuple(Facts(each.name, f"Title {each.name}", each.question, each.kind, "m", "p", 1, 1) for each in resolved)
    frames = {name: getattr(data, name) for name in FRAMES if name != "contrasts"}
    return Comparison(
        scenarios=facts,
        replications=12,
        seed=3,
        engine="reference",
        contrasts=pd.DataFrame(),
        findings=data.findings,
        wall_seconds=1.0,
        **frames,
    )


def test_a_comparison_becomes_a_page(comparison: Comparison, resolved: list[Resolved]) -> None:
    data = collect(comparison, resolved, "1.2.3", {"baseline.yaml": "abc123"})
    assert data.title == "Title no_heads_on_beds against title baseline"
    assert [card.question for card in data.scenarios] == [each.question for each in resolved]
    assert [definition.name for definition in data.definitions] == list(METRICS)
    assert data.provenance["Seed"] == "3"
    assert data.reproduction is not None
    assert data.reproduction.inputs == (("baseline.yaml", "abc123"),)
    text = render(data)
    assert "Key-worker link" in text
    assert "1.2.3" in text


@pytest.mark.parametrize("folder", ["/home/maryann/plans/", "C:\\Users\\maryann\\plans\\"])
def test_no_folder_of_a_machine_stands_on_the_page(
    comparison: Comparison, resolved: list[Resolved], folder: str
) -> None:
    inputs = {f"{folder}{name}.yaml": "abc123" for name in NAMES}
    text = html.unescape(render(collect(comparison, resolved, "1.2.3", inputs)))
    assert "carepath compare baseline.yaml no_heads_on_beds.yaml" in re.sub(r"<[^>]+>", "", text)
    assert "maryann" not in text
    assert str(SCENARIOS) not in text


def test_every_number_is_listed_once_for_each_value(comparison: Comparison, resolved: list[Resolved]) -> None:
    data = collect(comparison, resolved, "")
    listed = set(zip(data.parameters["path"], data.parameters["value"], strict=True))
    assert listed == {(row.path, row.value) for each in resolved for row in each.parameters()}
    assert sum(statuses(data).values()) == len(data.parameters)
    known = data.parameters[data.parameters["low"].notna()]
    assert (known["low"] <= known["high"]).all()
    assert set(data.parameters["source"]) - {""} <= set(data.sources["key"])


def test_the_scenarios_must_be_those_of_the_comparison(comparison: Comparison, resolved: list[Resolved]) -> None:
    with pytest.raises(ValueError, match="in its order"):
        collect(comparison, resolved[::-1], "")


def test_a_scenario_does_not_differ_from_itself(resolved: list[Resolved]) -> None:
    assert differences(resolved[1], resolved[1], str).empty


def test_differences_name_what_is_added_and_what_the_policy_does(resolved: list[Resolved]) -> None:
    labels = labels_of(resolved)
    found = differences(*resolved, lambda path: path_words(labels, path))
    sentences = "\n".join(found["words"])
    assert f"Adds {in_sentence(labels['hub'])}" in sentences
    assert "kept free" in sentences
    assert "(No heads on beds)" in sentences
    back = "\n".join(differences(*resolved[::-1], str)["words"])
    assert "Does without" in back


def test_a_changed_number_is_told_with_both_values(resolved: list[Resolved]) -> None:
    base = resolved[0]
    path = "settings.childrens_home.places"
    row = next(row for row in base.parameters() if row.path == path)
    other = with_values(base, {path: row.low})
    found = differences(base, other, lambda path: path_words(labels_of([base]), path))
    assert found["path"].tolist() == [path]
    assert found["words"].iloc[0].endswith(f"places: {row.low} instead of {row.value}.")


def test_paths_are_said_in_words() -> None:
    labels = {"hub": "Hub"}
    assert path_words(labels, "settings.hub.places") == "Hub: places"
    assert path_words(labels, "teams.social_work.leave_rate") == "Social work: leave rate"
    assert path_words(labels, "effects[1].set_occupancy.hold") == "Set occupancy: hold"


def test_what_the_scenarios_assume_is_told_once_and_each_has_its_turn(
    comparison: Comparison, resolved: list[Resolved]
) -> None:
    def saying(each: Resolved, *sentences: str) -> Resolved:
        return replace(each, study=each.study.model_copy(update={"assumes": list(sentences)}))

    told = [saying(resolved[0], "One.", "Two."), saying(resolved[1], "Two.", "Three.", "Four.")]
    assert collect(comparison, told, "").assumes == ("One.", "Three.", "Two.", "Four.")
    told = [saying(resolved[0], "One.", "Two."), saying(resolved[1], "Three.", "Four.", "Setting it up is left out.")]
    assert collect(comparison, told, "").assumes == (
        "One.",
        "Three.",
        "Setting it up is left out.",
        "Two.",
        "Four.",
    )
    assert collect(comparison, [saying(each) for each in resolved], "").assumes == ()


def test_every_number_knows_its_scenarios_and_its_amount(comparison: Comparison, resolved: list[Resolved]) -> None:
    data = collect(comparison, resolved, "")
    rows = data.parameters.set_index("path")
    assert rows["scenarios"]["settings.hub.service"] == ("no_heads_on_beds",)
    assert rows["scenarios"]["settings.foster_in_house.price"] == NAMES
    service = rows.loc["settings.hub.service"]
    assert service["low"] < service["amount"] < service["high"]
    entering = rows.loc["settings.hub.endings.enter_care.hazard"]
    assert f"{entering['amount']:g} per year" == entering["value"]
    assert f"{entering['low']:g} per year to {entering['high']:g} per year" in entering["range"]
    assert data.years == 5


def test_a_policy_number_is_named_by_what_it_acts_on(comparison: Comparison, resolved: list[Resolved]) -> None:
    rows = collect(comparison, resolved, "").parameters
    hub = labels_of(resolved)["hub"]
    named = set(rows.loc[rows["path"].str.startswith("effects["), "words"])
    assert f"{hub}: places kept free" in named
