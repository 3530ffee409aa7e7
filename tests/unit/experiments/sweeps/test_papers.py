"""Which folder a sweep may go on in, and what is said where it may not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.errors import BadInput, ResourceError, UsageError
from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.laboratory import laboratory
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.sweeps import papers
from carepath_sim.experiments.sweeps.sweep import Sweep, load_sweep, sweep
from tests.unit.experiments.sweeps.small_sweeps import PLACES, blocks, content, counting, small_bases, small_design

FEW = small_design(replications=2)
OTHERS = small_design(
    factors=(replace(PLACES, values=(6.0, 9.0)),), points=small_design().points[:2], replications=2, constants={}
)


def run(folder: Path, design: Design = FEW, bases: Iterable[Base] = (), **options: Any) -> Sweep:
    return sweep(design, list(bases) or small_bases(), folder, Setup(0, (), workers=1), **options)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """A sweep of two replications."""
    return run(tmp_path_factory.mktemp("once") / "sweep")


@pytest.fixture
def there(once: Sweep, tmp_path: Path) -> Path:
    """A folder that holds it."""
    return Path(shutil.copytree(once.folder, tmp_path / "there"))


def nobody(_crew: Setup, _engine: str) -> Any:
    raise ResourceError("no scheduler answers")


def test_papers_of_what_never_ran_stand_in_nobodys_way(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "free"
    with monkeypatch.context() as patched:
        patched.setattr(laboratory.Setup, "crew", nobody)
        calm = small_bases()[:1]
        with pytest.raises(ResourceError, match="no scheduler answers"):
            run(folder, small_design(scenarios=("calm",)), calm)
        (folder / "calm.resolved.yaml").rename(folder / "gone.resolved.yaml")
        manifest = (folder / "manifest.json").read_text().replace('"calm": "', '"gone": "')
        (folder / "manifest.json").write_text(manifest)
        with pytest.raises(ResourceError, match="no scheduler answers"):
            run(folder, OTHERS)
    assert not (folder / "gone.resolved.yaml").exists()
    run(folder)
    assert content(folder) == content(once.folder)
    with pytest.raises(UsageError, match="holds another sweep"):
        run(folder, OTHERS)


def test_what_is_other_is_told_with_both_values(there: Path) -> None:
    for changes, words in (
        ({"factors": OTHERS.factors}, r"there 6, 12 and 18 places, here 6 and 9 places"),
        (
            {"factors": (replace(PLACES, values=(), distribution="normal"),)},
            r"there 6, 12 and 18 places, here drawn from 6 to 18 places",
        ),
        ({"factors": (replace(PLACES, high=20.0),)}, r"the factor settings.foster.places \(in its high\)"),
        (
            {"constants": {"teams.social_work.posts": "9 posts"}},
            r"whole design \(teams.social_work.posts: there not, here 9 posts\)",
        ),
        ({"kind": "sobol", "points": FEW.points[::-1]}, r"the points \(there a grid, here a sobol\)"),
        ({"points": FEW.points[::-1]}, r"as many, drawn with another seed"),
    ):
        with pytest.raises(UsageError, match=words):
            run(there, replace(FEW, **changes))


def test_a_number_of_a_scenario_that_is_other_is_named(there: Path) -> None:
    calm, restless = small_bases()
    posts = "teams.social_work.leave_rate: there 60% per year, here "
    with pytest.raises(UsageError, match=f"what the scenario restless says \\({posts}") as told:
        run(there, bases=(calm, replace(restless, resolved=calm.resolved)))
    assert "the scenario calm" not in str(told.value)


def test_another_question_goes_on_and_is_shown(there: Path, once: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    calm, restless = small_bases()
    asked = calm.resolved.study.model_copy(update={"question": "Is this\nanother?", "label": "Calm"})
    runs = counting(monkeypatch)
    found = run(
        there, replace(FEW, title="Another?"), (replace(calm, resolved=replace(calm.resolved, study=asked)), restless)
    )
    assert runs() == 0
    assert found.design.title == "Another?"
    assert load_sweep(there).dossier.scenarios[0].question == "Is this\nanother?"
    assert (there / "results.parquet").read_bytes() == (once.folder / "results.parquet").read_bytes()


def test_lines_that_move_change_nothing() -> None:
    text = "name: a\nquestion: One?\nplaces:\n  value: 3\n  origin: a.yaml:3\n"
    moved = "name: a\nquestion: One, or\n  two?\nlabel: A\nplaces:\n  value: 3\n  origin: a.yaml:5\n"
    bare = papers.Dossier.of(FEW, small_bases(), dict.fromkeys(("calm", "restless"), text))
    other = papers.Dossier.of(FEW, small_bases(), dict.fromkeys(("calm", "restless"), moved))
    four = papers.Dossier.of(FEW, small_bases(), dict.fromkeys(("calm", "restless"), text.replace("3\n", "4\n", 1)))
    assert papers.differences(bare, other) == []
    assert len(papers.differences(bare, four)) == 2


def test_fewer_replications_than_there_are_is_told(there: Path) -> None:
    told: list[str] = []
    found = run(there, replace(FEW, replications=1), tell=told.append)
    words = f"Of the 2 replications that {there} holds the first 1 are used, as asked for: -n 2 uses all"
    assert [line.startswith(words) for line in told] == [True]
    assert load_sweep(there).notes == found.notes == tuple(told)
    assert run(there).notes == ()


def test_a_torn_manifest_is_written_anew_and_blocks_stay(
    there: Path, once: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = there / "manifest.json"
    manifest.write_text(manifest.read_text()[:200])
    with pytest.raises(UsageError, match="Give the command that made it again: of a sweep"):
        load_sweep(there)
    with pytest.raises(UsageError, match="Give the command that made it again"):
        run(there, OTHERS)
    runs = counting(monkeypatch)
    run(there)
    assert runs() == 0
    assert content(there) == content(once.folder)


def test_what_an_older_version_did_not_say_is_told_or_known(there: Path) -> None:
    manifest = there / "manifest.json"
    facts = json.loads(manifest.read_text())
    del facts["design"]["least"]
    manifest.write_text(json.dumps(facts))
    assert load_sweep(there).design.least == 0
    del facts["design"]["seed"]
    manifest.write_text(json.dumps(facts))
    with pytest.raises(BadInput, match=r"says no 'seed': another version wrote it.*Fix: run the sweep again"):
        load_sweep(there)


def test_papers_beside_blocks_keep_others_out(there: Path) -> None:
    facts = json.loads((there / "manifest.json").read_text())
    (there / "manifest.json").write_text(json.dumps(facts | {"finished": False}))
    with pytest.raises(UsageError, match="holds another sweep"):
        run(there, OTHERS)
    assert list(blocks(there))
