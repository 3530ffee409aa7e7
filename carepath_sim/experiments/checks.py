"""What was tested in this very run, and what was found: a table that may say that something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import counted, listed
from carepath_sim.clock import DAY, date_of
from carepath_sim.experiments.repeating import Repeat
from carepath_sim.experiments.run import Run
from carepath_sim.experiments.tallies import Tally
from carepath_sim.experiments.wording import pounds
from carepath_sim.metrics.cost import SPLIT_BY_SETTING, SPLIT_BY_TEAM
from carepath_sim.model import STREAM_SHIFT, Floats, Model

CHECKS_COLUMNS = ("scenario", "check", "passed", "found")
PENNY = 0.01
"""Sums of the same money may differ by this, £, or by the part below where there are billions of it."""
ROUNDING = 1e-12
NOT_ASKED = " The other engine was not run, for want of time: `carepath parity` runs it."

Found = tuple[bool, str]
"""Whether a check was passed, and what was found, in words with figures."""


def checks_frame(runs: Sequence[Run], repeats: Sequence[Sequence[Repeat]]) -> pd.DataFrame:
    """A row for each scenario and check. Columns: `CHECKS_COLUMNS`."""
    rows = []
    for run, again in zip(runs, repeats, strict=True):
        found = {name: check(run) for name, check in OF_A_RUN.items()}
        if run is not runs[0]:
            found["The same young people as in the baseline"] = same_people(runs[0], run)
        found |= dict(repeated(each, alone=len(again) == 1) for each in again)
        rows += [(run.study.name, name, *result) for name, result in found.items()]
    return pd.DataFrame(rows, columns=list(CHECKS_COLUMNS))


def failures(checks: pd.DataFrame, titles: dict[str, str]) -> tuple[str, ...]:
    """A sentence for each check that failed; nothing if none did."""
    failed = checks[~checks["passed"].astype(bool)]
    columns = zip(failed["scenario"], failed["check"], failed["found"], strict=True)
    return tuple(f"Check failed: {titles.get(name, name)}: {check}. {found}" for name, check, found in columns)


def accounted_for(run: Run) -> Found:
    """Whoever was there or came has left or is still there, and nobody else is."""

    def wrong(tally: Tally) -> str:
        if tally.present + tally.entered == tally.left + tally.still_there == tally.people:
            return ""
        return (
            f"{tally.present:,} present and {tally.entered:,} who came later, {tally.left:,} who left and "
            f"{tally.still_there:,} still there, {tally.people:,} known"
        )

    present, entered, left, still = (
        sum(getattr(tally, name) for tally in run.tallies) for name in ("present", "entered", "left", "still_there")
    )
    return _every(
        run,
        wrong,
        f"{present:,} young people present at the start and {entered:,} who came later are {left:,} who left and "
        f"{still:,} still there at the end",
    )


def in_one_place(run: Run) -> Found:
    """Whoever leaves a place was living there."""

    def wrong(tally: Tally) -> str:
        return f"{tally.misplaced:,} of {tally.changes:,} did not" if tally.misplaced else ""

    changes = sum(tally.changes for tally in run.tallies)
    return _every(run, wrong, f"each of {changes:,} arrivals, moves and departures began where the young person was")


def room_for_all(run: Run) -> Found:
    """A place that was not free was given to nobody, but where the rules say so and the log tells of it."""

    def wrong(tally: Tally) -> str:
        return f"{counted(tally.full_untold, 'arrival')} of which it is not so" if tally.full_untold else ""

    told = sum(tally.full_told for tally in run.tallies)
    words = "whoever came to a setting of limited places was given one that was free"
    if told:
        words += (
            f", but for {told:,} young people who were living there already when the study began or they joined it, "
            "and are counted as arrivals without a free place"
        )
    return _every(run, wrong, words)


def whole_study(run: Run) -> Found:
    """Every log is one of the whole study, and holds nothing beyond it.

    A long silence before the end is told and not judged: it may be that nobody comes any more.
    """
    horizon, start = run.study.model.horizon, run.study.model.start_day

    def wrong(tally: Tally) -> str:
        is_whole = tally.horizon == horizon > tally.last
        return "" if is_whole else f"the log is not one of {horizon // DAY:,} days"

    last = min(tally.last for tally in run.tallies)
    return _every(
        run,
        wrong,
        f"each log is of {horizon // DAY:,} days, to {_day(start, horizon)}; in none did the last thing happen before "
        f"{_day(start, max(last, 0))}. The engine's own audit of people, places, queues and caseloads, which stops "
        "a run that fails it, stopped none",
    )


def _day(start_day: int, tick: int) -> str:
    day = date_of(start_day, tick)
    return f"{day.day} {day:%B %Y}"


def _every(run: Run, wrong: Callable[[Tally], str], words: str) -> Found:
    """Passed if nothing is wrong with any replication; else in how many, and what with the first of them."""
    told = [(number, what) for number, tally in enumerate(run.tallies) if (what := wrong(tally))]
    if told:
        number, what = told[0]
        return (
            False,
            f"Not so in {len(told)} of {counted(run.replications, 'replication')}; in number {number}: {what}.",
        )
    return True, f"In {counted(run.replications, 'replication')} together: {words}."


def cost_adds_up(run: Run) -> Found:
    """The total is the sum of the headings, of the payers, and of settings and teams with what belongs to neither."""
    total = _total(run, "cost")
    headings = _total(run, "cost_by_heading")
    split = _total(run, "cost_by_heading", {*SPLIT_BY_SETTING, *SPLIT_BY_TEAM})
    parts = {
        "by heading": headings,
        "by payer": _total(run, "cost_by_payer"),
        "by setting and team (with what belongs to neither)": (
            _total(run, "cost_by_setting") + _total(run, "cost_by_team") + headings - split
        ),
    }
    allowed = np.maximum(PENNY, ROUNDING * np.abs(total))
    gaps = {name: float(np.max(np.abs(part - total))) for name, part in parts.items()}
    wrong = [name for name, part in parts.items() if not np.all(np.abs(part - total) <= allowed)]
    if wrong:
        told = listed([f"{name} by up to {pounds(gaps[name])}" for name in wrong])
        return False, f"The sums differ from the total cost {told}."
    where = "In the one replication" if run.replications == 1 else f"In each of {run.replications} replications"
    return True, (
        f"{where} the costs {listed(list(parts))} each sum to the total, {pounds(float(total.mean()))} on average, "
        "to the penny."
    )


def _total(run: Run, metric: str, settings: set[str] | None = None) -> Floats:
    """The sum of a metric over its settings and the whole study, by replication."""
    rows = run.metrics[(run.metrics["metric"] == metric) & (run.metrics["period"] == "all")]
    if settings is not None:
        rows = rows[rows["setting"].isin(settings)]
    return rows.groupby("replication")["value"].sum().reindex(range(run.replications), fill_value=0.0).to_numpy()


OF_A_RUN: dict[str, Callable[[Run], Found]] = {
    "Nobody is lost": accounted_for,
    "Nobody is in two places at once": in_one_place,
    "No place is given twice": room_for_all,
    "Every log is of the whole study": whole_study,
    "The cost adds up": cost_adds_up,
}


def same_people(baseline: Run, other: Run) -> Found:
    """The same young people come at the same moments with the same age and need, unless demand was changed."""
    changed = set(changed_streams(baseline.study.model, other.study.model))
    both = different = missing = 0
    for one, two in zip(baseline.lives, other.lives, strict=True):
        _, here, there = np.intersect1d(one.person, two.person, assume_unique=True, return_indices=True)
        both += len(here)
        different += int((one.arrival[here] != two.arrival[there]).sum())
        alone = np.setxor1d(one.person, two.person, assume_unique=True) >> STREAM_SHIFT
        missing += int((~np.isin(alone, list(changed))).sum())
    if different or missing:
        return False, (
            f"Of {both:,} young people who live in both, {different:,} come at another moment or with another age, "
            f"need or history; {missing:,} live in one alone although as many should come to both."
        )
    others = sum(len(one.person) + len(two.person) for one, two in zip(baseline.lives, other.lives, strict=True))
    alone_words = f"; {others - 2 * both:,} live in one alone, because demand differs" if changed else ""
    return True, (
        f"In {counted(other.replications, 'replication')} together {both:,} young people live in both, and come at the "
        f"same moment with the same age, need and history{alone_words}."
    )


def changed_streams(one: Model, other: Model) -> Iterator[int]:
    """Numbers, as in the ids of people, of the entry streams whose rate is not the same all the time."""
    starts = np.union1d(one.piece_start, other.piece_start)
    rates = [
        model.entry_rate[:, np.searchsorted(model.piece_start, starts, side="right") - 1] for model in (one, other)
    ]
    for stream in np.flatnonzero(np.any(rates[0] != rates[1], axis=1)).tolist():
        yield stream + 1


def repeated(repeat: Repeat, alone: bool) -> tuple[str, Found]:
    """The name of a check and what became of it; `alone` if no other engine was asked."""
    part = "The whole of replication 0" if repeat.whole else f"The first {counted(repeat.days, 'day')} of replication 0"
    name = f"The {repeat.engine} engine finds the same again"
    if repeat.difference:
        return name, (False, f"{part} came out otherwise: {repeat.difference}.")
    rows = f"{repeat.rows:,} rows about {counted(repeat.people, 'young person', 'young people')}"
    return name, (True, f"{part}, {rows}, came out the same, row by row.{NOT_ASKED if alone else ''}")
