"""What somebody asks of a sweep, as it was written, and the design that it makes over some scenarios."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from carepath_sim.errors import Problem, UsageError
from carepath_sim.experiments.designs.wanted import Refusal, Wanted
from carepath_sim.experiments.study import DEFAULT_REPLICATIONS, DEFAULT_SEED
from carepath_sim.scenario.units import Written

if TYPE_CHECKING:
    from carepath_sim.experiments.outcome_paths import OutcomePath
    from carepath_sim.experiments.precision import Goal

Tell = Callable[[str], None]
"""Told, a sentence at a time, what somebody ought to know who waits for a command."""
Word = Literal["vary", "uncertain", "lever", "uncertainty", "constant"]

DEFAULT_SAMPLES = 128
"""Points of a sample, if nobody says how many: a power of two, so that it serves both kinds."""
EVERYTHING = "all"


@dataclass(frozen=True)
class Place:
    """Where something was written: an option as typed, or a line of a file."""

    file: str
    line: int = 0
    column: int = 0
    path: str = ""

    def problem(self, what: str, allowed: str = "", near: str = "", fix: str = "") -> Problem:
        """Something wrong there."""
        return Problem(self.file, self.line, self.column, self.path, what, allowed, near, fix)

    def told(self, sentences: str, subject: str) -> Problem:
        """The same from sentences about a subject: what is wrong, then `Did you mean` and `Allowed` or `It has`."""
        said = sentences.removeprefix(f"{subject}: ").rstrip(".")
        what, _, allowed = re.sub(r" (?:Allowed:|It has) ", "\0", said, count=1).partition("\0")
        what, _, near = what.partition(" Did you mean ")
        what = what.strip().rstrip(".")
        is_told_of = any(mark in what.split(" ", 1)[0] for mark in "_.")
        return self.problem(what if is_told_of else what[:1].upper() + what[1:], allowed, near.strip().rstrip("?"))

    def refused(self, refusal: Refusal) -> Problem:
        """A refusal of what is written there."""
        return self.problem(refusal.what, refusal.allowed, refusal.near, refusal.fix)

    @contextmanager
    def keeping(self, problems: list[Problem]) -> Iterator[None]:
        """Add each line of a UsageError that is raised within to some problems, and go on after it."""
        try:
            yield
        except UsageError as error:
            problems += [self.told(line, "") for line in str(error).splitlines()]


@dataclass(frozen=True)
class Asked:
    """One thing to vary, or to set for the whole design (`constant`), by the path and the words somebody wrote.

    `wanted` is None for policies, which have `choices`, and for a constant, which has a `value`.
    """

    word: Word
    path: str
    place: Place
    wanted: Wanted | None = None
    choices: tuple[str, ...] = ()
    value: Written = ""


@dataclass(frozen=True)
class Request:
    """A sweep asked for: of files, options or both. `problems` are those already found in how it is written.

    It is torn if some of its scenarios cannot be found, so that what they would say is not known.
    """

    scenarios: tuple[str, ...]
    asked: tuple[Asked, ...] = ()
    question: str = ""
    place: Place = Place("carepath sweep")
    is_torn: bool = False
    everything: Place | None = None
    outcomes: Mapping[OutcomePath, Place] = field(default_factory=dict)
    kind: str = ""
    kind_at: Place = Place("--design")
    samples: int | None = None
    samples_at: Place = Place("--samples")
    sample_seed: int | None = None
    replications: int | None = None
    at_most: int | None = None
    seed: int = DEFAULT_SEED
    until: Goal | None = None
    until_at: Place = Place("--until")
    problems: tuple[Problem, ...] = ()

    def measuring(self, outcomes: Iterable[OutcomePath]) -> Request:
        """The same request, in which some outcomes are measured besides those it asks for, or besides the usual."""
        from carepath_sim.experiments.outcome_paths import DEFAULT_OUTCOMES

        new = {outcome: Place(f"--require {outcome.name}") for outcome in outcomes if outcome not in self.outcomes}
        usual = self.outcomes or dict.fromkeys(DEFAULT_OUTCOMES, self.place)
        return replace(self, outcomes={**usual, **new}) if new else self

    @property
    def most(self) -> int:
        """How many replications a point gets; if a precision is to be reached, how many it gets at most."""
        if self.until is None:
            return DEFAULT_REPLICATIONS if self.replications is None else self.replications
        from carepath_sim.experiments.precision import AT_MOST

        return AT_MOST if self.at_most is None else self.at_most

    @property
    def least(self) -> int:
        """How many replications a point gets at least, if a precision is to be reached; 0 if nobody says."""
        return 0 if self.until is None else self.replications or 0

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of policies to make each scenario complete under; nothing if the files' own stand."""
        return next((asked.choices for asked in self.asked if asked.choices), ())

    @property
    def constants(self) -> tuple[Asked, ...]:
        """What is set for the whole design."""
        return tuple(asked for asked in self.asked if asked.word == "constant")

    @property
    def varied(self) -> tuple[Asked, ...]:
        """What is varied."""
        return tuple(asked for asked in self.asked if asked.word != "constant")
