"""The `carepath` command: each subcommand is a few calls into the package.

What a command found goes to standard output, everything else to standard error. Exit codes:
0 done, 1 two engines differ, 2 the call makes no sense, 3 a file has problems, 4 a guard stopped a run,
5 the machine could not do it, 130 interrupted.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib.util
import json
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from carepath_sim import report
from carepath_sim.build import build_model
from carepath_sim.errors import BadInput, CarepathError, Problem, UsageError
from carepath_sim.experiments.engines import AUTO, notice
from carepath_sim.experiments.study import DEFAULT_REPLICATIONS, DEFAULT_SEED, Study, check_comparable
from carepath_sim.report import preview_table
from carepath_sim.scenario import Resolved, from_yaml, resolve_all
from carepath_sim.stockflow import expected


def _later(name: str) -> ModuleType:
    """A module that is loaded when it is first used: a preview does without frames."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from carepath_sim.experiments import compare as comparing
    from carepath_sim.experiments import parity as agreeing
    from carepath_sim.experiments import store
    from carepath_sim.report import preview_page
else:
    comparing, agreeing, store = (_later(f"carepath_sim.experiments.{name}") for name in ("compare", "parity", "store"))
    preview_page = _later("carepath_sim.report.preview_page")

DIFFERENT = 1
INTERRUPTED = 130
OBJECTS_BETWEEN_SWEEPS = 100_000
"""Python's own 700 would have a tenth of a command spent on looking for garbage among what is kept to its end."""

app = typer.Typer(
    name="carepath",
    help="Simulate young people's pathways through care, and compare cost and placement stability between policies.",
    no_args_is_help=True,
    invoke_without_command=True,
    epilog="Exit codes: 0 done, 1 two engines differ, 2 the call makes no sense, 3 a file has problems, "
    "4 a guard stopped a run, 5 the machine could not do it, 130 interrupted.",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(f"carepath_sim {store.installed_version()}")
        raise typer.Exit


Files = Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)]
File = Annotated[Path, typer.Argument(help="A scenario file.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="A folder of results.", show_default=False)]
Replications = Annotated[int, typer.Option("--replications", "-n", min=1, help="How many times to run each scenario.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the random numbers; the same seed gives the same results.")]
Engine = Annotated[str, typer.Option(help="auto, compiled or reference; every engine gives the same results.")]
Workers = Annotated[int | None, typer.Option(min=1, help="How many work at once; one for each core if left out.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; results/<names> if left out.")]
Page = Annotated[Path | None, typer.Option("--out", help="File for a page with charts, for example preview.html.")]
Events = Annotated[bool, typer.Option("--events", help="Also write everything that happened: events.parquet.")]
First = Annotated[int, typer.Option(min=0, help="The replication to begin with.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]

P = ParamSpec("P")


def command(function: Callable[P, None]) -> Callable[P, None]:
    """Register a subcommand whose errors are printed and become its exit code, never a traceback."""

    @app.command(function.__name__.removesuffix("_"))
    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except CarepathError as error:
            _fail(error, bool(kwargs.get("as_json")))
        except KeyboardInterrupt:
            typer.echo("Interrupted; nothing was written.", err=True)
            raise SystemExit(INTERRUPTED) from None

    return guarded


@command
def check(files: Files, as_json: Json = False) -> None:
    """Read scenario files and name everything that is wrong with them, without running anything."""
    found = _read(files)
    _build_all(found)
    if as_json:
        checked = [{"scenario": each.name, "question": each.question, "kind": each.kind} for each in found]
        _print_json({"problems": [], "scenarios": checked})
        return
    for each in found:
        numbers = len(each.parameters())
        typer.echo(f"{each.name}: in order ({numbers} numbers). {each.question}")


@command
def run(
    file: File,
    replications: Replications = DEFAULT_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    engine: Engine = AUTO,
    out: Out = None,
    workers: Workers = None,
    events: Events = False,
    as_json: Json = False,
) -> None:
    """Run one scenario and write its results and report."""
    _simulate([file], replications, seed, engine, out, workers, events, as_json)


@command
def compare(
    files: Files,
    replications: Replications = DEFAULT_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    engine: Engine = AUTO,
    out: Out = None,
    workers: Workers = None,
    events: Events = False,
    as_json: Json = False,
) -> None:
    """Run scenarios on the same simulated young people and compare each with the first."""
    if len(files) < 2:
        raise UsageError("compare needs two scenario files or more; use `carepath run` for one")
    _simulate(files, replications, seed, engine, out, workers, events, as_json)


@command
def preview(file: File, out: Page = None, as_json: Json = False) -> None:
    """Show what to expect of a scenario without chance, in seconds: young people, places and flows."""
    (resolved,) = _read([file])
    (study,) = _build_all([resolved])
    labels = {name: setting.label for name, setting in resolved.study.settings.items()}
    found = preview_table.preview(study.title, study.question, expected(study.model), labels)
    written = {}
    if out is not None:
        written = {"page": str(out), "bytes": preview_page.write(found, out)}
    _say(
        as_json,
        {**preview_table.facts(found), **written},
        [*preview_table.lines(found), *(["", f"Page: {out}"] if out else [])],
    )


@command
def report_(folder: Folder, as_json: Json = False) -> None:
    """Write report.html of a folder of results anew, from its tables, without running anything."""
    comparison = store.load(folder)
    manifest = store.manifest(folder)
    resolved = [from_yaml(store.resolved_text(folder, facts.name), facts.name) for facts in comparison.scenarios]
    data = report.collect(comparison, resolved, manifest["command"], manifest["version"], manifest["inputs"])
    page = folder / "report.html"
    size = report.write(data, page)
    _say(as_json, {"report": str(page), "bytes": size}, [f"Report: {page}"])


@command
def parity(
    file: File,
    replications: Replications = 10,
    seed: Seed = DEFAULT_SEED,
    first: First = 0,
    as_json: Json = False,
) -> None:
    """Run the compiled engine and the reference on one scenario, and compare everything that happened row by row."""
    (study,) = _build_all(_read([file]))
    _tell_who_waits("compiled")
    with _progress(replications) as on_progress:
        found = agreeing.check(study.model, seed, replications, first, on_progress=on_progress)
    facts = {"scenario": study.name, "replications": replications, **asdict(found)}
    if found.difference is None:
        _say(as_json, facts, agreeing.in_words(found, study.name))
        return
    rerun = ["carepath", "parity", str(file), "--seed", str(seed)]
    again = shlex.join([*rerun, "--first", str(found.difference.replication), "--replications", "1"])
    lines = [*agreeing.in_words(found, study.name), str(found.difference), f"To see it again: {again}"]
    _say(as_json, facts | {"again": again}, lines)
    raise SystemExit(DIFFERENT)


def _simulate(
    files: Sequence[Path],
    replications: int,
    seed: int,
    engine: str,
    out: Path | None,
    workers: int | None,
    events: bool,
    as_json: bool,
) -> None:
    """Read, run, compare and write; `run` is a comparison of one."""
    resolved = _read(files)
    inputs = _hashes(files)
    studies = _build_all(resolved)
    check_comparable(studies)
    folder = out or Path("results") / "_and_".join(study.name for study in studies)
    store.check_folder(folder)
    _tell_who_waits(engine)
    with _logs(events) as logs, _progress(replications * len(studies)) as on_progress:
        comparison = comparing.compare(
            studies, replications, seed, engine, workers, on_progress, logs, report.labels_of(resolved)
        )
        told = shlex.join(["carepath", *sys.argv[1:]])
        page = report.render(report.collect(comparison, resolved, told, store.installed_version(), inputs))
        papers = store.Papers({each.name: each.to_yaml() for each in resolved}, page, told, inputs, logs)
        store.write(folder, comparison, papers)
    facts = {
        "findings": list(comparison.findings),
        "folder": str(folder),
        "report": str(folder / "report.html"),
        "scenarios": [asdict(each) for each in comparison.scenarios],
        "replications": replications,
        "seed": seed,
        "engine": comparison.engine,
        "events_per_second": round(comparison.events_per_second, 1),
    }
    _say(as_json, facts, [*comparison.findings, f"Report: {folder / 'report.html'}"])


def _tell_who_waits(engine: str) -> None:
    told = notice(engine)
    if told is not None:
        typer.echo(told, err=True)


def _read(files: Sequence[Path]) -> list[Resolved]:
    return resolve_all([str(file) for file in files])


def _hashes(files: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file as it was when it was read, by the path it was given by."""
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _build_all(resolved: Sequence[Resolved]) -> list[Study]:
    """Every scenario ready to run; raises one BadInput with what effects of any of them contradict."""
    studies: list[Study] = []
    problems: list[Problem] = []
    for each in resolved:
        try:
            model, prices = build_model(each)
        except BadInput as wrong:
            problems += wrong.problems
        else:
            studies.append(Study(each.name, model, prices, question=each.question, kind=each.kind))
    if problems:
        raise BadInput(problems)
    return studies


@contextmanager
def _logs(wanted: bool) -> Iterator[Path | None]:
    """A folder for the logs of a run, gone afterwards; None if they are not wanted."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="carepath-") as folder:
        yield Path(folder)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where somebody is there to see it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("Simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("replications", total=total)
        yield lambda done, _total: bar.update(task, completed=done)


def _say(as_json: bool, facts: dict[str, Any], lines: Sequence[str]) -> None:
    if as_json:
        _print_json(facts)
    else:
        for line in lines:
            typer.echo(line)


def _print_json(facts: dict[str, Any]) -> None:
    typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))


def _fail(error: CarepathError, as_json: bool) -> NoReturn:
    problems = error.problems if isinstance(error, BadInput) else []
    if as_json:
        kind = type(error).__name__
        _print_json({"error": kind, "message": str(error), "problems": [asdict(problem) for problem in problems]})
    else:
        typer.echo(str(error), err=True)
        if problems:
            count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
            typer.echo(f"{count}; nothing was run and nothing was written.", err=True)
    raise SystemExit(error.exit_code)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """The entry point of the `carepath` command; being told to end is answered like Ctrl-C, so no worker is left."""
    signal.signal(signal.SIGTERM, _interrupt)
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    app(prog_name="carepath")


if __name__ == "__main__":
    main()
