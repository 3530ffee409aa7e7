"""Sections 4 to 6 of the checklist: how it was run, with what, and where it can be had."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from carepath_sim.catalogue.caseload import parse
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.report import tables
from carepath_sim.report.reproducing import day_words
from carepath_sim.report.stress_study import Filled, Told
from carepath_sim.scenario.facts import days_of

LARGEST = 3

HOW_RUN = {
    "compiled": "Event scheduling: one list of events to come, in compiled code (numba); blocks of replications may "
    "be shared among threads.",
    "reference": "Process interaction, with SimPy; replications may be shared among processes.",
}
"""How each engine proceeds."""


def initialisation(told: Told) -> Filled:
    """4.1: who is there on the first day."""
    ends = "Terminating: a replication ends on the last day of the study. There is no warm-up."
    rows = told.baseline.caseload()
    if not rows:
        return Filled(
            (ends, "Nobody is there on the first day, so that the first years are those of a council that fills.")
        )
    counts = Counter(row.setting for row in rows).most_common(LARGEST)
    most = listed([f"{count} in {in_sentence(told.data.label(name))}" for name, count in counts])
    alike = all(each.caseload() == rows for each in told.resolved)
    same = "The same in every replication and scenario" if alike and told.several else "The same in every replication"
    settings = told.baseline.study.settings
    cared_for = sum(settings[row.setting].looked_after for row in rows)
    many = counted(len(rows), "young person is", "young people are")
    groups = f"{cared_for:,} of them looked after, and {most} the largest groups"
    says = f"{many} there on the first day, {groups}. {same}."
    known = read_catalogue()
    shipped = rows == parse(known.caseload, known.caseload_file)[0]
    where = (
        " It is the catalogue's: a sample of many days of a long run; nobody in it is or is drawn from a real person."
        if shipped
        else " It is the scenario's own table."
    )
    return Filled(
        (ends, says + where, "Whether a post begins vacant, permanent or with agency cover is drawn by shares.")
    )


def length(told: Told) -> Filled:
    """4.2: from when to when, and in which steps."""
    study = told.baseline.study
    first = date.fromisoformat(str(study.start))
    last = first + timedelta(days=days_of(study) - 1)
    return Filled(
        (f"{study.horizon}, from {day_words(first)} to {day_words(last)}. Time is counted in whole minutes.",)
    )


def estimation(told: Told) -> Filled:
    """4.3: how often it was run, and how precise that makes the answers."""
    many = counted(told.comparison.replications, "independent replication")
    says = [f"{many}{' of each scenario' if told.several else ''}, seed {told.comparison.seed}."]
    total, precise, _ = tables.precision(told.data)
    if told.several:
        says.append(
            "Replications are paired: the same young people have the same luck in every scenario. "
            f"{precise} of {counted(total, 'headline difference')} are precise: half of the 95% interval is at most 1% "
            "of a cost, 2% of the young people looked after and 10% of anything else, or a few of what is counted."
        )
    return Filled(tuple(says))


def software(told: Told) -> Filled:
    """5.1: names and versions."""
    around = told.around
    if around is None:
        return Filled(("Versions were not recorded with this result.",))
    library = ("numba", around.numba) if told.comparison.engine == "compiled" else ("SimPy", around.simpy)
    named = [("Python", around.python), library, ("numpy", around.numpy), ("pandas", around.pandas)]
    said = [f"{name} {version}" for name, version in named if version]
    return Filled((f"carepath_sim {around.version}, with {listed(said)}.",))


def sampling(told: Told) -> Filled:
    """5.2: where random numbers come from."""
    return Filled(
        (
            "Every random number is a hash (SplitMix64) of the seed, the replication, the name of what is decided, the "
            f"young person or post, and how often it was decided before. The seed is {told.comparison.seed}.",
            "So a decision has the same luck in every scenario, whatever else a scenario changes: common random "
            "numbers, without streams that could run apart.",
        )
    )


def execution(told: Told) -> Filled:
    """5.3: how events are worked off."""
    engine = told.comparison.engine
    says = HOW_RUN.get(engine, f"The engine is called {engine}.")
    return Filled(
        (
            f"{says} How many share the work does not change a result.",
            "Events of one minute have a fixed order: changes of the calendar, posts, key workers, birthdays, "
            "arrivals, moves that are due, limits of waits, the placement panel; within each by number.",
            "A second engine, written apart, gives the same events row by row; carepath parity compares the two.",
        )
    )


def system(told: Told) -> Filled:
    """5.4: on what it ran; for how long stands elsewhere, so that equal runs have equal pages."""
    events = sum(facts.events for facts in told.comparison.scenarios)
    machine = f" on {told.around.platform}" if told.around and told.around.platform else ""
    return Filled(
        (f"{counted(events, 'event')} simulated{machine}. How many seconds it took stands in manifest.json.",)
    )


def sharing(told: Told) -> Filled:
    """6.1: what there is to be had."""
    version = f" {told.around.version}" if told.around else ""
    says = (
        "The files named .resolved.yaml beside this page hold every number of each scenario. The program is "
        f"carepath_sim{version}, under the MIT licence."
    )
    return Filled((says,), see=(("reproducing", "How to reproduce it"),))
