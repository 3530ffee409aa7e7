"""A catalogue in which a file is broken says what is wrong with it, in that file, and never ends in a traceback.

Each folder of `catalogues/` is laid over the small catalogue of these tests; `said.txt` in it is
what is said of the whole.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "catalogues").iterdir() if path.is_dir())
STUDY = (
    "question: What is wrong?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
    "settings: {hub: {in_use: true}}\npolicies: [keep_free]\n"
)


def laid_over(case: Path | None, folder: Path) -> Path:
    """The small catalogue in a folder of its own, with the files of a case in place of its own."""
    catalogue = folder / "catalogue"
    shutil.copytree(HERE / "catalogue", catalogue)
    if case is not None:
        shutil.copytree(case, catalogue, dirs_exist_ok=True)
        (catalogue / "said.txt").unlink()
    return catalogue


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_broken_catalogue_says_what_is_wrong(case: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        build_model(resolve(from_text(STUDY, "study"), laid_over(case, tmp_path)))
    assert f"{caught.value}\n" == (case / "said.txt").read_text(encoding="utf-8")


def test_the_corpus_is_large_and_the_catalogue_below_it_in_order(tmp_path: Path) -> None:
    assert len(CASES) >= 25
    model, _ = build_model(resolve(from_text(STUDY, "study"), laid_over(None, tmp_path)))
    assert "hub" in model.settings
