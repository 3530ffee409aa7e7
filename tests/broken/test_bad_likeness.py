"""A setting that says `like:` and cannot be is told where and why, and an inherited slip in the file it stands in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

CATALOGUE = Path(__file__).parent / "catalogue"
STUDY = "question: What is wrong?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"

STOPGAP = "like: overflow\nlabel: Stopgap\nages: 10 to 17\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    return tmp_path / "catalogue"


def said_of(folder: Path, **settings: str) -> list[str]:
    """What is said of a catalogue with some settings' files added or changed."""
    for name, text in settings.items():
        (folder / "settings" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        resolve(from_text(STUDY, "study"), folder)
    return str(caught.value).splitlines()


def test_one_that_is_right_is_refused_nothing(folder: Path) -> None:
    (folder / "settings" / "stopgap.yaml").write_text(STOPGAP, encoding="utf-8")
    stopgap = resolve(from_text(STUDY, "study"), folder).study.settings["stopgap"]
    assert (stopgap.label, list(stopgap.endings)) == ("Stopgap", ["move_to_foster"])
    assert stopgap.price is not None
    assert stopgap.price.origin == "catalogue/settings/overflow.yaml:6"


def test_a_setting_that_is_not_there(folder: Path) -> None:
    assert said_of(folder, stopgap=STOPGAP.replace("overflow", "overflo"))[0] == (
        "catalogue/settings/stopgap.yaml:1:1 settings.stopgap.like: There is no file settings/overflo.yaml for stopgap "
        "to be like. Allowed: edge, foster, home, hub, overflow, staying_put. Did you mean overflow?"
    )


def test_a_setting_that_is_like_itself(folder: Path) -> None:
    assert said_of(folder, stopgap=STOPGAP.replace("overflow", "stopgap"))[0] == (
        "catalogue/settings/stopgap.yaml:1:1 settings.stopgap.like: stopgap is said to be like itself. "
        "Allowed: the name of a setting that is itself like no other. Fix: leave `like:` out."
    )


def test_a_setting_that_is_like_one_that_is_like_a_third(folder: Path) -> None:
    assert said_of(folder, stopgap=STOPGAP, kin="label: Kin\nlike: stopgap\n") == [
        "catalogue/settings/kin.yaml:2:1 settings.kin.like: stopgap is itself like overflow. Allowed: the name of a "
        "setting that is itself like no other. Fix: write `like: overflow`, or stopgap in whole."
    ]


def test_two_settings_that_are_like_each_other(folder: Path) -> None:
    said = said_of(folder, one="label: One\nlike: two\n", two="label: Two\nlike: one\n")
    assert said[:2] == [
        "catalogue/settings/one.yaml:2:1 settings.one.like: two is itself like one, and so in the end like one. "
        "Allowed: the name of a setting that is itself like no other. Fix: write one of the two in whole.",
        "catalogue/settings/two.yaml:2:1 settings.two.like: one is itself like two, and so in the end like two. "
        "Allowed: the name of a setting that is itself like no other. Fix: write one of the two in whole.",
    ]


@pytest.mark.parametrize("wrong", ["[overflow]", "7", "{overflow: hub}"])
def test_what_is_no_name(folder: Path, wrong: str) -> None:
    said = said_of(folder, stopgap=f"label: Stopgap\nlike: {wrong}\n")
    place = "catalogue/settings/stopgap.yaml:2:1 settings.stopgap.like"
    assert said[0].startswith(f"{place}: This is not the name of a setting. Allowed: the name of a setting")


def test_a_slip_that_is_taken_over_is_told_where_it_stands(folder: Path) -> None:
    overflow = (folder / "settings" / "overflow.yaml").read_text(encoding="utf-8")
    said = said_of(folder, stopgap=STOPGAP, overflow=overflow.replace("3 weeks", "3"))
    assert {line.split(" ")[0] for line in said} == {"catalogue/settings/overflow.yaml:12:14"}


def test_a_slip_of_its_own_is_told_where_it_stands(folder: Path) -> None:
    said = said_of(folder, stopgap=STOPGAP + "price: {value: £7}\n")
    assert [line.split(" ")[0] for line in said] == ["catalogue/settings/stopgap.yaml:4:9"]


def test_a_scenario_cannot_say_like() -> None:
    with pytest.raises(BadInput, match="There is no key 'like' here"):
        resolve(from_text(STUDY + "settings: {foster: {like: hub}}\n", "study"), CATALOGUE)
