"""A sweep small enough to run in a moment: two scenarios over the small catalogue, three sizes of foster care."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from carepath_sim.build import build_model
from carepath_sim.experiments.designs.bases import Base, make_bases
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.laboratory import working
from carepath_sim.experiments.outcome_paths import outcome_paths
from carepath_sim.experiments.study import Study

CATALOGUE = Path(__file__).parents[3] / "broken" / "catalogue"
HEAD = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
OUTCOMES = outcome_paths(["cost_per_year", "moves_rate", "days_full.foster"])
PLACES = Factor(
    name="settings.foster.places",
    paths=("settings.foster.places",),
    role="lever",
    label="Places of foster care",
    unit="places",
    before="",
    after=" places",
    whole=True,
    default=12.0,
    low=6.0,
    high=18.0,
    distribution="uniform",
    values=(6.0, 12.0, 18.0),
    choices=(),
    status="assumed",
    source="",
)
NAMES = ("calm", "restless")


@cache
def small_bases() -> tuple[Base, ...]:
    """The two scenarios, complete."""
    with TemporaryDirectory() as folder:
        calm, restless = (Path(folder) / f"{name}.yaml" for name in NAMES)
        calm.write_text(HEAD, encoding="utf-8")
        restless.write_text(f"{HEAD}teams: {{social_work: {{leave_rate: 60% per year}}}}\n", encoding="utf-8")
        found = tuple(make_bases([calm, restless], catalogue=CATALOGUE))
    for base in found:
        # Writing a document takes longer than running it here, and it is the same each time.
        object.__setattr__(base.resolved, "to_yaml", partial(str, base.resolved.to_yaml()))
    return found


def small_studies(found: Sequence[Base]) -> list[Study]:
    """Bases as they stand, ready to run."""
    return [Study(base.name, *build_model(base.resolved)) for base in found]


def small_design(**changes: Any) -> Design:
    """The design; `changes` replace parts of it."""
    points = tuple(Point(number, (places,)) for number, places in enumerate(PLACES.values))
    design = Design("How many?", NAMES, (PLACES,), {}, OUTCOMES, "grid", points, replications=30, seed=7)
    return replace(design, **changes)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a closed sweep but its journal; of the manifest what does not depend on when and where."""
    found = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "journal.jsonl"
    }
    manifest = json.loads(found["manifest.json"])
    where = ("timing", "command", "inputs", "written", "version", "python", "platform", "numpy", "pandas")
    kept = {name: value for name, value in manifest.items() if name not in (*where, "numba", "simpy")}
    return found | {"manifest.json": json.dumps(kept).encode()}


def counting(monkeypatch: Any) -> Callable[[], int]:
    """How many replications are simulated from now on."""
    runs = []
    before = working.engine_named

    def engine_named(name: str) -> Any:
        simulate = before(name)

        def counted(*which: Any) -> Any:
            runs.append(which)
            return simulate(*which)

        return counted

    monkeypatch.setattr(working, "engine_named", engine_named)
    return lambda: len(runs)


def blocks(folder: Path) -> Iterator[Path]:
    """The files of the blocks of a store."""
    return iter(sorted((folder / "blocks").rglob("*.parquet")))
