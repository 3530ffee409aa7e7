"""Several stores of one sweep made one: parts run on several machines, or the same sweep run twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from carepath_sim.catalogue.wording import counted, listed
from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.experiments.designs.beforehand import NOTHING_KNOWN, Beforehand
from carepath_sim.experiments.designs.request import Tell
from carepath_sim.experiments.laboratory.growing import Name
from carepath_sim.experiments.laboratory.store import BLOCKS, BlockStore, at_work_in
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.sweeps.closing import Findings, close
from carepath_sim.experiments.sweeps.dossier import Dossier, differences
from carepath_sim.experiments.sweeps.index import Index, read_index
from carepath_sim.experiments.sweeps.papers import check_folder, open_folder, read_dossier, read_manifest
from carepath_sim.experiments.sweeps.sweep import NOTHING_SAID, Papers, Sweep, finish, rule_of


@dataclass(frozen=True, eq=False)
class _Source:
    """A store to be merged: what it is for, the keys of its cells and what could not be run there."""

    folder: Path
    dossier: Dossier
    keys: Mapping[Name, str]
    failures: Mapping[Name, str]
    store: BlockStore
    beforehand: Beforehand

    @classmethod
    def read(cls, folder: Path, tell: Tell | None) -> _Source:
        """Raises UsageError if the folder holds no sweep, BadInput if its papers are damaged."""
        facts = read_manifest(folder)
        failures, known = facts.get("failures", []), Beforehand.from_facts(facts)
        what = {(str(item["scenario"]), int(item["point"])): str(item["what"]) for item in failures}
        return cls(folder, read_dossier(folder), read_index(folder), what, BlockStore(folder, tell), known)


def merge(stores: Sequence[Path], into: Path, *, tell: Tell | None = None, papers: Papers = NOTHING_SAID) -> Sweep:
    """One sweep of the blocks of several, closed; each of them stays as it is.

    Every point has the replications that all its scenarios have in the stores together. Raises UsageError if they
    are not of one sweep, if two have other values for the same replication, or if points are missing.
    """
    sources = [_Source.read(folder, tell) for folder in stores]
    if len({folder.resolve() for folder in stores}) < 2:
        raise UsageError("there must be at least 2 stores to merge")
    if into.resolve() in {folder.resolve() for folder in stores}:
        raise UsageError(
            f"{into} is one of the stores to merge, and each of them stays as it is; choose another folder"
        )
    _check_same(sources)
    dossier = _whole(sources)
    keys = _keys(sources)
    check_folder(into, dossier)
    with at_work_in(into, tell=tell) as store:
        open_folder(into, dossier, _documents(sources, dossier), papers.command)
        everywhere = [*(source.store for source in sources), store]
        names = [outcome.name for outcome in dossier.design.outcomes]
        for key in sorted(set(keys.values())):
            _check_agree(everywhere, key, names)
        for key in sorted(set(keys.values())):
            _unite(everywhere, key, names, store)
        failures = {name: what for source in sources for name, what in source.failures.items()}
        beforehand, rule = _known(sources), rule_of(dossier.design)
        at_most = dossier.design.replications
        findings = Findings(store, dossier.design, keys, set(failures), at_most, rule, beforehand.lacking)
        _check_complete(findings)
        _remember(into, dossier, keys)
        summary, tally = close(into, findings, dossier.design.points)
        _journals(sources, store)
        return finish(Sweep(into, dossier, summary, failures, {}, (), beforehand, tally), store, papers)


def _check_same(sources: Sequence[_Source]) -> None:
    first = sources[0]
    for source in sources[1:]:
        reasons = differences(first.dossier, source.dossier)
        shared = [name for name in first.keys.keys() & source.keys.keys() if first.keys[name] != source.keys[name]]
        if not reasons and shared:
            reasons = ["the version of the package that ran them"]
        if reasons:
            raise UsageError(
                f"{first.folder} (there) and {source.folder} (here) are not of one sweep: "
                f"they differ in {listed(reasons)}"
            )


def _whole(sources: Sequence[_Source]) -> Dossier:
    """What the merged sweep is for: all points, and as many replications as any of the stores was to have."""
    most = max((source.dossier for source in sources), key=lambda dossier: dossier.design.replications)
    return replace(most, part=None)


def _keys(sources: Sequence[_Source]) -> dict[Name, str]:
    return {name: key for source in sources for name, key in source.keys.items()}


def _known(sources: Sequence[_Source]) -> Beforehand:
    """What was known beforehand; a store that was stopped does not say it."""
    said = (source.beforehand for source in sources if source.beforehand != NOTHING_KNOWN)
    return next(said, NOTHING_KNOWN)


def _documents(sources: Sequence[_Source], dossier: Dossier) -> dict[str, str]:
    names = [name for scenario in dossier.scenarios for name in scenario.resolved]
    try:
        return {name: (sources[0].folder / f"{name}.resolved.yaml").read_text(encoding="utf-8") for name in names}
    except OSError as error:
        raise UsageError(f"{sources[0].folder} holds no whole sweep: {error}") from error


def _check_agree(stores: Sequence[BlockStore], key: str, names: Sequence[str]) -> None:
    """Raise UsageError if two stores have other values for a replication."""
    having = [store for store in stores if store.spans(key)]
    if len(having) < 2:
        return
    most = max(span.last for store in having for span in store.spans(key)) + 1
    known, has = having[0].values(key, most, names)
    for store in having[1:]:
        values, here = store.values(key, most, names)
        both = has & here
        if not np.array_equal(known[both], values[both], equal_nan=True):
            raise UsageError(
                f"{store.folder} has other values for the same replications than {having[0].folder}: one of them was "
                "changed, or run on a machine that computes otherwise. Nothing was merged; run one of them again in "
                "an empty folder"
            )
        known[here], has = values[here], has | here


def _unite(stores: Sequence[BlockStore], key: str, names: Sequence[str], into: BlockStore) -> None:
    """All blocks of a key in one store, the longest first; one that adds nothing is left out."""
    held = [(span, place) for place, store in enumerate(stores) for span in store.spans(key)]
    has: set[int] = set()
    for span, place in sorted(held, key=lambda one: (stores[one[1]] is not into, -len(one[0]), one)):
        source = stores[place]
        if not has.issuperset(span.replications) and source.read(key, span, names) is not None:
            has |= set(span.replications)
            _copy(source.folder / BLOCKS / key / span.file, into.folder / BLOCKS / key / span.file)


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source != target:
            write_whole(target, source.read_bytes())
    except OSError as error:
        raise ResourceError(f"cannot write {target}: {error.strerror or error}") from error


def _check_complete(findings: Findings) -> None:
    """Raise UsageError if a point has no values in any of the stores, and did not fail there."""
    scenarios = findings.design.scenarios
    missing = []
    for point in findings.design.points:
        wanted = {scenario for scenario in scenarios if (scenario, point.number) not in findings.failed}
        if len(wanted) == len(scenarios) or findings.rule is None:
            missing += [] if wanted <= set(findings.at(point)) else [point.number + 1]
    if missing:
        shown = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
        raise UsageError(
            f"the stores together lack {counted(len(missing), 'point')} of {len(findings.design.points):,} "
            f"({shown}): let each of them finish its part, and name all parts"
        )


def _remember(into: Path, dossier: Dossier, keys: Mapping[Name, str]) -> None:
    index = Index(into, dossier.digest(), dossier.design.scenarios)
    index.keys = dict(keys)
    index.close()


def _journals(sources: Iterable[_Source], store: BlockStore) -> None:
    """The journals of all stores, one after the other, so that what it took counts all of them."""
    known = [*store.journal()]
    for source in sources:
        for line in source.store.journal():
            if line not in known:
                store.note(line)
