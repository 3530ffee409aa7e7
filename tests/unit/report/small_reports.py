"""A run of two scenarios over the small catalogue, and the page made of it: real, and done in a moment."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from carepath_sim.build import build_model
from carepath_sim.experiments.circumstances import Circumstances
from carepath_sim.experiments.compare import Comparison, compare
from carepath_sim.experiments.study import Study
from carepath_sim.report import ReportData, collect
from carepath_sim.scenario import Resolved, resolve_all
from tests.unit.conftest import CATALOGUE

HEAD = "question: What if <b>?\nkind: strategic\nstart: 2026-04-01\nhorizon: 60 days\n"
AROUND = Circumstances("2026-11-22T23:30:00+00:00", "1.2.3", "3.12.1", "2.1.0", "2.2.0", "0.61.0", "4.1.1", "Linux arm")
ONE = "assumes: [Prices hold.]\n"
TWO = """\
label: The second
council: Test
assumes: [Prices hold., Ten places open.]
settings: {hub: {in_use: true, places: 9 places}}
policies: [full_house]
reporting:
  decision: Whether <b>ten</b> places open, by March.
  face_validity: Two team managers found it plausible.
"""
INPUTS = {"scenarios/one.yaml": "ab" * 32, "/home/somebody/two files/two.yaml": "cd" * 32}


def resolve(folder: Path, texts: Mapping[str, str]) -> list[Resolved]:
    """The complete scenarios of some texts over the small catalogue."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(HEAD + text, encoding="utf-8")
    return resolve_all([folder / f"{name}.yaml" for name in texts], CATALOGUE)


def run(resolved: list[Resolved]) -> Comparison:
    """Two replications of each on the reference engine."""
    studies = [Study(each.name, *build_model(each), each.study.label, each.question, each.kind) for each in resolved]
    return compare(studies, 2, 5, "reference", 1)


def report(comparison: Comparison, resolved: list[Resolved], **others: Any) -> ReportData:
    """What the page says, with circumstances that never change."""
    others = {"inputs": INPUTS, "around": AROUND} | others
    return collect(comparison, resolved, "1.2.3", **others)


@cache
def made() -> tuple[Comparison, list[Resolved]]:
    """Two scenarios that were run, and what they say; made once for all tests of a process."""
    with tempfile.TemporaryDirectory() as folder:
        resolved = resolve(Path(folder), {"one": ONE, "two": TWO})
        return run(resolved), resolved
