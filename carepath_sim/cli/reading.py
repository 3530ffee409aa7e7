"""Scenario files on their way into a command: read, hashed and built."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carepath_sim.catalogue.documents import LARGEST_FILE
from carepath_sim.cli.later import building, study, sweep_file
from carepath_sim.errors import BadInput, Problem
from carepath_sim.scenario.load import SWEEP
from carepath_sim.scenario.resolve import resolve_all
from carepath_sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from carepath_sim.experiments.study import Study


def read(files: Sequence[Path]) -> list[Resolved]:
    """The complete studies in some files; raises one BadInput with the problems of all of them."""
    return resolve_all([str(file) for file in files])


def is_sweep(file: Path) -> bool:
    """Whether a file is a sweep file, found out without loading what sweeps need where the word is nowhere in it."""
    try:
        has_word = SWEEP.encode() in file.read_bytes()[:LARGEST_FILE]
    except (OSError, ValueError):
        return False
    return has_word and sweep_file.is_sweep_file(file)


def hashes(files: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file as it was when it was read, by the path it was given by."""
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def build_all(resolved: Sequence[Resolved]) -> list[Study]:
    """Every scenario ready to run; raises one BadInput with what effects of any of them contradict."""
    studies: list[Study] = []
    problems: list[Problem] = []
    for each in resolved:
        try:
            model, prices = building.build_model(each)
        except BadInput as wrong:
            problems += wrong.problems
        else:
            studies.append(study.Study(each.name, model, prices, each.study.label, each.question, each.kind))
    if problems:
        raise BadInput(problems)
    return studies
