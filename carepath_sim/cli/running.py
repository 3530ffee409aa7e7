"""The commands that simulate scenarios as they are: run, compare and parity."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from carepath_sim import report
from carepath_sim.catalogue.wording import counted
from carepath_sim.cli.app import (
    FOUND,
    AtMost,
    Engine,
    Events,
    File,
    Files,
    First,
    Json,
    Open,
    Out,
    Replications,
    Seed,
    Until,
    Workers,
    command,
    progress,
    say,
    wrapped,
)
from carepath_sim.cli.later import agreeing, circumstances, comparing, store
from carepath_sim.cli.opening import opened
from carepath_sim.cli.reading import build_all, hashes, read
from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.experiments.engines import AUTO, notice
from carepath_sim.experiments.study import DEFAULT_REPLICATIONS, DEFAULT_SEED, check_comparable

if TYPE_CHECKING:
    from carepath_sim.experiments.compare import Comparison
    from carepath_sim.experiments.stopping import Until as Ending
    from carepath_sim.experiments.store import Papers


@command
def run(
    file: File,
    replications: Replications = DEFAULT_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    engine: Engine = AUTO,
    out: Out = None,
    workers: Workers = None,
    events: Events = False,
    open_page: Open = False,
    as_json: Json = False,
    until: Until = None,
    at_most: AtMost = None,
) -> None:
    """Run one scenario and write its results and report."""
    ending = _ending(until, at_most)
    _simulate([file], replications, seed, engine, out, workers, events, open_page, as_json, ending)


@command
def compare(
    files: Files,
    replications: Replications = DEFAULT_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    engine: Engine = AUTO,
    out: Out = None,
    workers: Workers = None,
    events: Events = False,
    open_page: Open = False,
    as_json: Json = False,
    until: Until = None,
    at_most: AtMost = None,
) -> None:
    """Run scenarios on the same simulated young people and compare each with the first."""
    if len(files) < 2:
        raise UsageError("compare needs two scenario files or more; use `carepath run` for one")
    ending = _ending(until, at_most)
    _simulate(files, replications, seed, engine, out, workers, events, open_page, as_json, ending)


@command
def parity(
    file: File,
    replications: Replications = 10,
    seed: Seed = DEFAULT_SEED,
    first: First = 0,
    as_json: Json = False,
) -> None:
    """Run the compiled engine and the reference on one scenario, and compare everything that happened row by row."""
    (study,) = build_all(read([file]))
    _tell_who_waits("compiled")
    with progress(replications) as on_progress:
        found = agreeing.check(study.model, seed, replications, first, on_progress=on_progress)
    facts = {"scenario": study.name, "replications": replications, **asdict(found)}
    if found.difference is None:
        say(as_json, facts, agreeing.in_words(found, study.name))
        return
    rerun = ["carepath", "parity", str(file), "--seed", str(seed)]
    again = shlex.join([*rerun, "--first", str(found.difference.replication), "--replications", "1"])
    lines = [*agreeing.in_words(found, study.name), str(found.difference), f"To see it again: {again}"]
    say(as_json, facts | {"again": again}, lines)
    raise SystemExit(FOUND)


def _simulate(
    files: Sequence[Path],
    replications: int,
    seed: int,
    engine: str,
    out: Path | None,
    workers: int | None,
    events: bool,
    open_page: bool,
    as_json: bool,
    ending: Ending | None,
) -> None:
    """Read, run, compare and write; `run` is a comparison of one."""
    resolved = read(files)
    inputs = hashes(files)
    studies = build_all(resolved)
    check_comparable(studies)
    folder = out or Path("results") / "_and_".join(study.name for study in studies)
    store.check_folder(folder)
    _tell_who_waits(engine)
    with _logs(events) as logs, progress(replications * len(studies)) as on_progress:
        comparison = comparing.compare(
            studies, replications, seed, engine, workers, on_progress, logs, report.labels_of(resolved), ending
        )
        told = shlex.join(["carepath", *sys.argv[1:]])
        around = circumstances.now()
        papers = store.Papers({each.name: each.to_yaml() for each in resolved}, None, told, inputs, logs, around)
        missing = None
        try:
            data = report.collect(comparison, resolved, around.version, inputs, around)
            papers = replace(papers, report=report.render(data))
        except ResourceError as error:
            missing = error
        except Exception:
            store.write(folder, comparison, papers)  # a page that fails must not lose what was run
            raise
        _write(folder, comparison, papers)
    with _interrupts_told(folder):
        _tell(comparison, folder, missing, open_page, as_json)


def _ending(until: str | None, at_most: int | None) -> Ending | None:
    """The precision at which to stop, if one is asked for. Raises UsageError if it cannot be read."""
    if until is None:
        if at_most is not None:
            raise UsageError("--at-most is for --until: without a precision to reach, give --replications")
        return None
    from carepath_sim.experiments import precision, stopping  # loaded for whoever asks

    return stopping.Until(precision.goal(until), precision.AT_MOST if at_most is None else at_most)


def _write(folder: Path, comparison: Comparison, papers: Papers) -> None:
    """Write the result; where there is no room for it, in a folder for things that pass. Raises ResourceError then."""
    try:
        store.write(folder, comparison, papers)
    except ResourceError as error:
        spare = Path(tempfile.mkdtemp(prefix="carepath-"))
        try:
            store.write(spare / folder.name, comparison, papers)
        except ResourceError:
            spare.rmdir()
            raise ResourceError(
                f"{error}. Nothing of this run is kept: make room or choose another --out, and give the same command "
                "again; the same seed gives the same results."
            ) from error
        raise ResourceError(f"{error}. What was run is kept whole in {spare / folder.name}: move it.") from error


@contextmanager
def _interrupts_told(folder: Path) -> Iterator[None]:
    """An interrupt from here on comes too late to stop anything from being written."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the result is written whole in {folder}") from None


def _tell(comparison: Comparison, folder: Path, missing: ResourceError | None, open_page: bool, as_json: bool) -> None:
    """What was found and where it is, and the exit code that goes with it."""
    page = None if missing else str(folder / "report.html")
    facts = {
        "findings": list(comparison.findings),
        "failed_checks": list(comparison.failures),
        "folder": str(folder),
        "report": page,
        "report_missing": str(missing) if missing else None,
        "scenarios": [asdict(each) for each in comparison.scenarios],
        "replications": comparison.replications,
        "seed": comparison.seed,
        "engine": comparison.engine,
        **({"stopping": comparison.stopping.facts()} if comparison.stopping else {}),
        "events_per_second": round(comparison.events_per_second, 1),
        **opened(folder / "report.html" if page else None, open_page),
    }
    say(as_json, facts, [*_leading(comparison, page), f"Report: {page}" if page else f"Tables: {folder}"])
    if missing:
        typer.echo(f"{missing} The tables are written, report.html is not.", err=True)
        raise SystemExit(missing.exit_code)
    if comparison.failures:
        raise SystemExit(FOUND)


def _leading(comparison: Comparison, page: str | None) -> Iterator[str]:
    """Checks that failed, the findings to read first, and where the others are."""
    for each in (*comparison.failures, *comparison.leads):
        yield from wrapped(each)
    if comparison.stopping:
        yield from wrapped(comparison.stopping.sentence)
    others = len(comparison.findings) - len(comparison.leads)
    if others and comparison.replications > 1:
        yield "In brackets: 95% interval of the difference."
    if others:
        yield f"{counted(others, 'more finding')} in words: in {'the report and in ' if page else ''}manifest.json."


def _tell_who_waits(engine: str) -> None:
    told = notice(engine)
    if told is not None:
        typer.echo(told, err=True)


@contextmanager
def _logs(wanted: bool) -> Iterator[Path | None]:
    """A folder for the logs of a run, gone afterwards; None if they are not wanted."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="carepath-") as folder:
        yield Path(folder)
