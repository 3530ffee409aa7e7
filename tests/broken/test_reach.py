"""A scenario reads no file outside its own folder and the present one, however it names it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carepath_sim.errors import BadInput
from carepath_sim.scenario import resolve_all

STUDY = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
CATALOGUE = Path(__file__).parent / "catalogue"


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder within one that holds what it may not read; the present one is elsewhere."""
    (tmp_path / "base.yaml").write_text(STUDY)
    (tmp_path / "people.csv").write_text("secret\n")
    for name in ("inner", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "inner"


def said(folder: Path, text: str) -> list[str]:
    (folder / "a.yaml").write_text(text)
    try:
        resolve_all([folder / "a.yaml"], CATALOGUE)
    except BadInput as error:
        return [f"{problem.line} {problem.what}" for problem in error.problems]
    return []


def test_upwards_is_out_of_reach_unless_the_command_runs_there(inner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = said(inner, "question: And now?\nextends: ../base.yaml\n")
    assert told.startswith("2 '../base.yaml' leads out of the folder of the scenario")
    monkeypatch.chdir(inner.parent)
    assert said(inner, "question: And now?\nextends: ../base.yaml\n") == []


def test_a_link_is_followed_before_it_is_believed(inner: Path) -> None:
    try:
        (inner / "link.yaml").symlink_to(inner.parent / "base.yaml")
        (inner / "within.yaml").symlink_to(inner / "base.yaml")
        (inner / "round.yaml").symlink_to(inner / "round.yaml")
    except OSError:
        pytest.skip("links cannot be made here")
    (inner / "base.yaml").write_text(STUDY)
    (told,) = said(inner, "question: And now?\nextends: link.yaml\n")
    assert "leads out" in told
    assert said(inner, "question: And now?\nextends: within.yaml\n") == []
    assert "no file" in said(inner, "question: And now?\nextends: round.yaml\n")[0]


NOT_RELATIVE = ["/etc/hosts", "C:\\a.yaml", "C:a.yaml", "\\\\host\\a.yaml", "''", "' '", '"a\\0b.yaml"']


@pytest.mark.parametrize("path", NOT_RELATIVE)
def test_a_path_that_is_not_relative_is_refused(inner: Path, path: str) -> None:
    (told,) = said(inner, f"question: And now?\nextends: {path}\n")
    assert told.startswith("2 A scenario extends one other")


@pytest.mark.parametrize("path", ["../people.csv", "{absolute}"])
def test_a_table_out_of_reach_is_not_read(inner: Path, path: str) -> None:
    named = path.format(absolute=inner.parent / "people.csv")
    (told,) = said(inner, STUDY + f"starting_caseload: {named}\n")
    assert told.startswith("5 There is no readable file")


def test_what_cannot_be_read_is_not_missed_too(inner: Path) -> None:
    settings = "settings: {fostr: {places: 3 beds}, mine: {places: 1}}\n"
    told = said(inner, f"question: And now?\nextends: none.yaml\n{settings}")
    assert [line[:24] for line in told] == ["2 There is no file 'none", "3 There is no setting 'f"]


def test_names_of_files_of_any_length_end_in_words(inner: Path) -> None:
    (told,) = said(inner, f"question: And now?\nextends: {'a' * 5_000}.yaml\n")
    assert "no file" in told
    assert os.listdir(inner) == ["a.yaml"]
