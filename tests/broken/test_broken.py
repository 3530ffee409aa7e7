"""Every bad file of the corpus says exactly what is wrong with it, all of it, and never ends in a traceback.

A case is `cases/<name>.yaml` with what is said of it in `cases/<name>.txt`; files whose
names begin with an underscore are parents and tables that cases use.
"""

from pathlib import Path

import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput
from carepath_sim.scenario import resolve_all

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "cases").glob("*.yaml") if not path.name.startswith("_"))


def make(*names: str) -> list[object]:
    return [build_model(resolved) for resolved in resolve_all(names, HERE / "catalogue")]


def said_of(*names: str) -> str:
    with pytest.raises(BadInput) as caught:
        make(*names)
    return str(caught.value) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_bad_file_says_what_is_wrong(case, monkeypatch):
    monkeypatch.chdir(case.parent)
    assert said_of(case.name) == case.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_corpus_is_large_and_complete():
    assert len(CASES) >= 160
    assert {path.stem for path in (HERE / "cases").glob("*.txt")} == {path.stem for path in CASES}


def test_problems_of_all_files_are_told_together(monkeypatch):
    monkeypatch.chdir(HERE / "cases")
    said = said_of("wrong_kind.yaml", "horizon_zero.yaml", "empty.yaml", "no_such_file.yaml")
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "empty.yaml",
        "horizon_zero.yaml",
        "no_such_file.yaml",
        "wrong_kind.yaml",
    ]


def test_a_folder_and_an_impossible_name_are_no_scenarios(tmp_path):
    assert "folder" in said_of(str(tmp_path))
    assert "cannot be read" in said_of("a\0b.yaml")


def test_a_file_larger_than_any_scenario_is_not_read(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text("# " + "x" * 8_000_001)
    assert "too large" in said_of(str(path))
