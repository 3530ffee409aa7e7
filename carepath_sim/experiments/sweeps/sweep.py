"""A sweep: every scenario at every point of a design, run into a folder that can be gone on with, and closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from carepath_sim.build import build_model
from carepath_sim.errors import UsageError
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.designs.beforehand import NOTHING_KNOWN, Beforehand
from carepath_sim.experiments.designs.cells import Base, Workshop
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.request import Tell
from carepath_sim.experiments.laboratory.growing import Extent, Name, Rule
from carepath_sim.experiments.laboratory.laboratory import Laboratory, Setup
from carepath_sim.experiments.laboratory.store import BlockStore, at_work_in
from carepath_sim.experiments.laboratory.timing import timing
from carepath_sim.experiments.outcome_paths import check_parts
from carepath_sim.experiments.precision import CAREFUL, settled
from carepath_sim.experiments.store import resolved_text
from carepath_sim.experiments.study import Study, check_comparable
from carepath_sim.experiments.sweeps.closing import SUMMARY, Findings, close
from carepath_sim.experiments.sweeps.dossier import Dossier
from carepath_sim.experiments.sweeps.errand import Errand
from carepath_sim.experiments.sweeps.index import Index
from carepath_sim.experiments.sweeps.papers import (
    check_folder,
    damaged,
    open_folder,
    read_dossier,
    read_manifest,
    write_manifest,
)
from carepath_sim.experiments.sweeps.parts import Part, points_of
from carepath_sim.experiments.sweeps.results import read_results
from carepath_sim.experiments.sweeps.tally import Tally
from carepath_sim.experiments.tables import from_csv
from carepath_sim.experiments.workers import Progress
from carepath_sim.model import Floats
from carepath_sim.scenario.resolve import from_yaml
from carepath_sim.scenario.resolved import Resolved


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a folder holds: the design, a summary of each cell, and what could not be run, in words, by cell.

    `beforehand` is what was known of the design before anything ran; of an earlier version there is no `tally`.
    """

    folder: Path
    dossier: Dossier
    summary: pd.DataFrame
    failures: Mapping[Name, str]
    timing: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    beforehand: Beforehand = NOTHING_KNOWN
    tally: Tally | None = None

    @property
    def design(self) -> Design:
        """What was to be run."""
        return self.dossier.design

    @property
    def titles(self) -> dict[str, str]:
        """The printed name of each scenario; the first is the baseline."""
        return {scenario.name: scenario.title for scenario in self.dossier.scenarios}

    @property
    def runs(self) -> int:
        """Replications of cells that the results hold."""
        return len(self.results)

    def resolved(self) -> list[Resolved]:
        """The scenarios made complete, under every choice of policies. Raises BadInput if a file of them is damaged."""
        names = [name for each in self.dossier.scenarios for name in each.resolved]
        return [from_yaml(resolved_text(self.folder, name), name) for name in names]

    def facts(self) -> dict[str, Any]:
        """What may be told of it as plain data, beside the tables."""
        design = self.design
        return {
            "scenarios": self.titles,
            "factors": [factor.name for factor in design.factors],
            "outcomes": [outcome.name for outcome in design.outcomes],
            "points": len(design.points),
            "replications": design.replications,
            "runs": self.runs,
            "seed": design.seed,
            "failures": list(self.failures.values()),
            "notes": [*self.beforehand.remarks, *self.notes],
            "cells": None if self.tally is None else self.tally.facts(),
            "timing": dict(self.timing),
        }

    @cached_property
    def results(self) -> pd.DataFrame:
        """Every replication: scenario, point, replication, a column a factor and a column an outcome."""
        return read_results(self.folder)


@dataclass(frozen=True)
class Papers:
    """What the manifest says of how a sweep was asked for."""

    command: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID = Papers()


def sweep(
    design: Design,
    bases: Sequence[Base],
    folder: Path,
    setup: Setup | None = None,
    *,
    part: Part | None = None,
    on_progress: Progress | None = None,
    tell: Tell | None = None,
    papers: Papers = NOTHING_SAID,
) -> Sweep:
    """Run what the folder lacks of a design, or of a part of it, and close it.

    The seed and the outcomes are the design's; `setup` says who runs it. `tell` hears of
    everything that is done again. Raises UsageError if the folder holds something else or is
    in use, if outcomes or scenarios do not fit together, BadInput if no point can be built, and
    ResourceError if the disk or every worker fails. Whatever ends it, finished blocks stay, and
    an interrupt says so.
    """
    setup = replace(setup or Setup(design.seed, design.outcomes), seed=design.seed, outcomes=design.outcomes)
    setup.check()
    documents = {base.name: base.resolved.to_yaml() for base in bases}
    dossier = Dossier.of(design, bases, documents, part)
    rule, points = rule_of(design), points_of(design, part)
    check_folder(folder, dossier, documents)
    beforehand = Beforehand.of(design, bases, _studies(design, bases))
    with at_work_in(folder, tell=tell) as store:
        check_folder(folder, dossier, documents)
        open_folder(folder, dossier, documents, papers.command)
        index = Index(folder, dossier.digest(), design.scenarios)
        laboratory = Laboratory(store, setup, on_progress)
        extent = Extent(design.replications, rule)
        errand = Errand(laboratory, index, extent, Workshop(design, bases), points)
        errand.run()
        failed = set(laboratory.failures)
        findings = Findings(store, design, index.keys, failed, extent.at_most, rule, beforehand.lacking)
        index.close()
        store.tell_unused(index.keys.values(), extent.at_most)
        summary, tally = close(folder, findings, points)
        laboratory.end()
        found = Sweep(folder, dossier, summary, laboratory.failures, {}, (), beforehand, tally)
        return finish(found, store, papers)


def load_sweep(folder: Path) -> Sweep:
    """Read a sweep back. Raises UsageError unless the folder holds a finished one, BadInput if it is damaged."""
    facts = read_manifest(folder)
    if not facts.get("finished"):
        command = f": {facts['command']}" if facts.get("command") else ""
        raise UsageError(f"the sweep in {folder} is not finished; run the same command again to go on with it{command}")
    dossier = read_dossier(folder)
    summary = read_summary(folder, dossier.design)
    failures = {(item["scenario"], item["point"]): item["what"] for item in facts["failures"]}
    tally = Tally(**facts["cells"]) if facts.get("cells") else None
    known = Beforehand.from_facts(facts)
    return Sweep(folder, dossier, summary, failures, facts["timing"], tuple(facts["notes"]), known, tally)


def rule_of(design: Design) -> Rule | None:
    """The rule that ends a point of a design: its goal, looked at for the difference from the first scenario."""
    goal = design.until
    if goal is None:
        return None
    if goal.outcome not in design.outcomes:
        raise UsageError(f"the precision of {goal.outcome.name} is asked for, which is not among the outcomes")
    column = design.outcomes.index(goal.outcome)
    careful = replace(CAREFUL, least=max(design.least, CAREFUL.least))

    def rule(values: Sequence[Floats]) -> int | None:
        reached = settled(np.array([found[:, column] for found in values]), goal, careful)
        return None if reached is None else reached.replications

    return rule


def _studies(design: Design, bases: Sequence[Base]) -> list[Study]:
    """Each base as it stands; raises UsageError unless they can meet the same luck and have what is to be measured."""
    studies = [Study(base.name, *build_model(base.resolved), base.resolved.study.label) for base in bases]
    check_comparable(studies)
    wrong = check_parts(design.outcomes, studies)
    if wrong:
        raise UsageError("\n".join(wrong))
    return studies


def read_summary(folder: Path, design: Design) -> pd.DataFrame:
    """The summary of a closed sweep. Raises BadInput if its file is damaged."""
    texts = ["outcome", *(factor.name for factor in design.factors if factor.choices)]
    try:
        frame = from_csv(folder / SUMMARY, texts)
    except (OSError, ValueError, KeyError) as error:
        raise damaged(folder / SUMMARY) from error
    return frame.assign(point=frame["point"].astype(np.int64)) if len(frame) else frame


def finish(found: Sweep, store: BlockStore, papers: Papers) -> Sweep:
    """Write the manifest of a sweep whose tables are there, and give it with all that stands in it."""
    taken = timing(store.journal())
    order = {name: place for place, name in enumerate(found.design.scenarios)}
    in_order = dict(sorted(found.failures.items(), key=lambda item: (item[0][1], order[item[0][0]])))
    told = [{"scenario": name, "point": point, "what": what} for (name, point), what in in_order.items()]
    facts = {
        **found.dossier.facts(),
        "finished": True,
        "cells": None if found.tally is None else found.tally.facts(),
        **found.beforehand.facts(),
        "failures": told,
        "notes": list(store.notes),
        "timing": taken,
        "command": papers.command,
        "inputs": dict(papers.inputs),
        **circumstances.now().facts(),
    }
    write_manifest(found.folder, facts)
    return replace(found, failures=in_order, timing=taken, notes=tuple(store.notes))
