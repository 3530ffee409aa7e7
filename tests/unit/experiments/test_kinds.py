"""What a folder holds, told from its manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.kinds import kind_of


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("kind", ["comparison", "sweep", "sensitivity", "search"])
def test_the_manifest_says_what_a_folder_holds(tmp_path: Path, kind: str) -> None:
    said = {} if kind == "comparison" else {"kind": kind}
    assert kind_of(folder(tmp_path, json.dumps({"product": "carepath_sim", **said}))) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "manifest.json cannot be read"),
        ("[]", "was not written by carepath_sim"),
        ('{"product": "other"}', "was not written by carepath_sim"),
        ('{"product": "carepath_sim", "kind": "seance"}', "'seance', which .* knows sweep, sensitivity, search"),
    ],
)
def test_anything_else_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        kind_of(folder(tmp_path, text))


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name, words in [(".", "without a manifest"), ("file", "is a file"), ("nowhere", "does not exist")]:
        with pytest.raises(UsageError, match=words):
            kind_of(tmp_path / name)
