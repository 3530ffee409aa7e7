"""Each published feature of No Wrong Door is carried by a lever that exists, or says why it is not modelled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from carepath_sim.catalogue.no_wrong_door import read_features
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.errors import BadInput

LEVERS = set(read_catalogue().document.data["practice_models"]["no_wrong_door"]["levers"])


def test_there_are_ten_eight_and_four() -> None:
    counts = Counter(feature.kind for feature in read_features())
    assert counts == {"distinguisher": 10, "non_negotiable": 8, "provocation": 4}


def test_each_is_carried_or_says_why_not() -> None:
    for feature in read_features():
        assert bool(feature.lever) != bool(feature.not_modelled), feature.name
        assert {feature.lever, *feature.also} <= LEVERS | {""}, feature.name
        assert set(feature.settings) <= set(read_catalogue().document.data["settings"]), feature.name
        assert not feature.not_modelled or feature.not_modelled.startswith("because "), feature.name
        assert feature.lever or not feature.also, feature.name
    names = [feature.name for feature in read_features()]
    assert len(set(names)) == len(names) == 22


def test_each_lever_carries_a_feature_but_the_one_that_claims_an_effect() -> None:
    carried = {lever for feature in read_features() for lever in (feature.lever, *feature.also) if lever}
    assert LEVERS - carried == {"fewer_enter_care"}


def test_questions_are_not_modelled() -> None:
    assert all(feature.not_modelled for feature in read_features() if feature.kind == "provocation")


HEAD = "features:\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("  - {kind: distinguisher, name: One, lever: same_key_workr}\n", "Did you mean same_key_worker"),
        ("  - {kind: distinguishers, name: One, lever: outreach}\n", "Did you mean distinguisher"),
        ("  - {kind: provocation, name: One}\n", "neither a lever nor a reason"),
        ("  - {kind: provocation, name: One, lever: outreach, not_modelled: because}\n", "both a lever and a reason"),
        ("  - {kind: provocation, lever: outreach}\n", "has no name"),
        ("  - {kind: provocation, name: One, lever: outreach, settings: [hubb]}\n", "Did you mean hub"),
        ("  - {kind: provocation, name: One, lever: outreach, also: outreach}\n", "`also` is not a list"),
        ("  - {kind: provocation, name: One, levr: outreach}\n", "Did you mean lever"),
        ("  - only words\n", "not a mapping"),
    ],
)
def test_a_wrong_table_is_told_with_its_place(tmp_path: Path, rows: str, told: str) -> None:
    table = tmp_path / "no_wrong_door.yaml"
    table.write_text(HEAD + rows)
    with pytest.raises(BadInput, match=told) as error:
        read_features(table)
    assert all(problem.line == 2 and problem.path.startswith("features[1]") for problem in error.value.problems)


def test_a_table_without_features_is_told(tmp_path: Path) -> None:
    table = tmp_path / "no_wrong_door.yaml"
    table.write_text("title: Nothing\n")
    with pytest.raises(BadInput, match="no list of features"):
        read_features(table)
