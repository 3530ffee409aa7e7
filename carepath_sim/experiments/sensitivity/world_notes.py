"""What plausible worlds say of the decision, in sentences: what they differ by, or that luck hides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.figures import amount, between
from carepath_sim.experiments.wording import percent


@dataclass(frozen=True, eq=False)
class WorldNotes:
    """A row of `VARIANCE`: one outcome of one scenario against the baseline, both by their titles."""

    outcome: OutcomePath
    title: str
    base: str
    row: Mapping[Any, Any]

    def all(self) -> Iterator[str]:
        """Everything that is to be said of it."""
        if not self.row["parameters_high"]:
            yield self.same()
        elif self.row["parameters_low"] > 0:
            yield from self.apart()
        else:
            yield self.hidden()

    def apart(self) -> Iterator[str]:
        """Where the worlds differ by more than luck."""
        row, more = self.row, self.row["more"]
        said = "higher" if more >= 0.5 else "lower"
        share, low, high = (
            (more, row["more_low"], row["more_high"])
            if more >= 0.5
            else (1 - more, 1 - row["more_high"], 1 - row["more_low"])
        )
        yield (
            f"In {percent(share)} ({percent(low)} to {percent(high)}) of plausible worlds, with {self.drawn} "
            f"and luck averaged out, {self.title} has {said} {self.label} than {self.base}; nineteen worlds in twenty "
            f"lie between {amount(self.outcome, row['low'])} and {amount(self.outcome, row['high'])}."
        )
        yield (
            f"Of the spread of that difference in one future, {percent(row['parameters'])} is what nobody knows "
            f"and {percent(row['luck'])} is luck."
        )

    def hidden(self) -> str:
        """Where what the worlds differ by cannot be told from luck."""
        most = self.row["parameters_high"]
        bound = f": at most {_at_most(most)} of its spread in one future is what nobody knows" if most < 1 else ""
        return (
            f"With {self.drawn}, the mean difference in {self.label} over {self.worlds} is {self.mean}; luck hides "
            f"what the worlds differ by, which is too little to tell from luck{bound}. "
            "More --screening-replications or more --worlds would tell in how many of them "
            f"{self.title} has more."
        )

    def same(self) -> str:
        """Where the numbers that were drawn touch nothing."""
        return (
            f"With {self.drawn}, the difference in {self.label} is the same in all {self.worlds} "
            f"that met the same luck: {self.mean}.{' All of its spread is luck.' if self.row['luck'] else ''}"
        )

    @property
    def label(self) -> str:
        """The outcome within a sentence."""
        return in_sentence(self.outcome.label)

    @property
    def worlds(self) -> str:
        """How many there are."""
        return counted(int(self.row["worlds"]), "plausible world")

    @property
    def drawn(self) -> str:
        """How many numbers were drawn for them."""
        many = int(self.row["factors"])
        return f"{counted(many, 'unknown number')} drawn at once from {'its range' if many == 1 else 'their ranges'}"

    @property
    def mean(self) -> str:
        """The mean over worlds, and whether it lies on one side of nothing."""
        row = self.row
        is_clear = row["mean_low"] > 0 or row["mean_high"] < 0
        unclear = "" if is_clear else ", which does not tell which of the two has more"
        interval = between(self.outcome, row["mean_low"], row["mean_high"])
        return f"{amount(self.outcome, row['mean'])} ({interval}{unclear})"


def _at_most(share: float) -> str:
    """A share in per cent, rounded up so that it stays a bound."""
    return f"{max(ceil(1000 * share), 1) / 10:g}%" if share < 0.01 else f"{ceil(100 * share)}%"
