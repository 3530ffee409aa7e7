"""The catalogue that was read beforehand is the catalogue that stands in the files, down to every line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim.catalogue import prepared
from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE, read_catalogue

FILES = sorted(HERE.rglob("*.yaml"))


def test_it_holds_the_catalogue_as_it_is() -> None:
    """If this fails, the catalogue has been changed: `python -m carepath_sim.catalogue.prepared` makes it anew."""
    assert prepared.text_of() == (HERE / prepared.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["demand.yaml", "settings/hub.yaml", "practice_models/no_wrong_door.yaml"])
def test_what_it_holds_is_what_is_read(name: str) -> None:
    ready = prepared.document_in(HERE / name, "shown")
    document, problems = read(HERE / name, "shown")
    assert (ready, problems) == (document, [])


def test_a_file_that_was_changed_counts_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    hub = folder / "settings" / "hub.yaml"
    assert prepared.document_in(hub, "hub") is not None
    hub.write_text(hub.read_text(encoding="utf-8").replace("label: ", "label: Another "), encoding="utf-8")
    assert prepared.document_in(hub, "hub") is None
    said = read_catalogue(folder).document
    assert said.data["settings"]["hub"]["label"].startswith("Another ")
    assert said.data["teams"] == read_catalogue().document.data["teams"]


def test_lines_that_end_as_windows_has_them_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "demand.yaml"
    file.write_bytes((HERE / "demand.yaml").read_bytes().replace(b"\n", b"\r\n"))
    assert prepared.document_in(file, "demand") == read(file, "demand")[0]


@pytest.mark.parametrize("spoilt", ["", "{", "[]", "null"])
def test_without_it_the_files_are_read(spoilt: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / prepared.FILE).write_text(spoilt)
    monkeypatch.setattr(prepared, "HERE", tmp_path)
    prepared._kept.cache_clear()
    assert prepared.document_in(HERE / "demand.yaml", "demand") is None
    monkeypatch.undo()
    prepared._kept.cache_clear()
    assert prepared.document_in(HERE / "no_such.yaml", "none") is None
