"""What an analysis found, in sentences for somebody who decides; each figure comes from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.decision import Decision
from carepath_sim.experiments.sensitivity.figures import amount, between, span
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, links, together
from carepath_sim.experiments.sensitivity.switching_words import spoken_of
from carepath_sim.experiments.sensitivity.world_notes import WorldNotes
from carepath_sim.experiments.wording import listed

MOST_NAMED = 3
SWAMPED = 0.5
"""Of a total index: where luck alone gives as much, indices are said to be hardly told from it."""
ENDS = ("low", "high")
Frames = Mapping[str, pd.DataFrame]


def notes(
    decision: Decision,
    frames: Frames,
    replications: int,
    titles: Mapping[str, str],
    constants_count: int = 0,
    failed: int = 0,
) -> tuple[str, ...]:
    """Sentences for the head of a report and for the screen, the main outcome first.

    `titles` begin with the baseline.
    """
    found: list[str] = []
    for outcome in decision.outcomes:
        for scenario in decision.others:
            found += _Told(decision, frames, outcome, scenario, titles, replications).all()
    return (*found, *_of_all(frames, constants_count, failed))


@dataclass(frozen=True, eq=False)
class _Told:
    """One outcome of one scenario against the baseline."""

    decision: Decision
    frames: Frames
    outcome: OutcomePath
    scenario: str
    titles: Mapping[str, str]
    replications: int

    def rows(self, name: str) -> pd.DataFrame:
        frame = self.frames[name]
        if not len(frame):
            return frame
        return frame[(frame["scenario"] == self.scenario) & (frame["outcome"] == self.outcome.name)]

    @property
    def title(self) -> str:
        return self.titles[self.scenario]

    @property
    def base(self) -> str:
        return in_sentence(next(iter(self.titles.values())))

    def all(self) -> list[str]:
        """Everything that is to be said of it, in order."""
        return [*self.as_it_stands(), *self.largest(), *self.turned(), *self.link(), *self.worlds(), *self.swamped()]

    def as_it_stands(self) -> Iterator[str]:
        for row in self.rows("tornado").head(1).to_dict("records"):
            mean = row["at_default"]
            interval = between(self.outcome, row["at_default_low"], row["at_default_high"])
            unclear = "" if _is_clear(row, "default") else ", which does not tell which of the two has more"
            yield (
                f"{self.title} against {self.base}, numbers as they stand: {in_sentence(self.outcome.label)} "
                f"{amount(self.outcome, mean)} ({interval}, {self.replications} replications){unclear}."
            )

    def largest(self) -> Iterator[str]:
        rows = self.bars().head(MOST_NAMED).to_dict("records")
        if not rows:
            label = in_sentence(self.outcome.label)
            yield f"No unknown number by itself moves the difference in {label} in a way that stands out from luck."
            return
        first = "The unknown number that matters" if len(rows) == 1 else f"The {len(rows)} unknown numbers that matter"
        yield (
            f"{first} most for that, each by itself from the low to the high end of its range: "
            f"{listed([self.bar(row) for row in rows])}."
        )

    def bars(self) -> pd.DataFrame:
        """Single factors of the tornado whose swing is not luck alone, longest first."""
        rows = self.rows("tornado")
        if not len(rows):
            return rows
        clear = (rows["swing_low"] > 0) | (rows["swing_high"] < 0)
        return rows[clear & (rows["factor"] != ALL_TEAMS)]

    def bar(self, row: Mapping[Any, Any]) -> str:
        factor = self.factor(row["factor"])
        moved = " to ".join(amount(self.outcome, row[f"at_{end}"]) for end in ENDS)
        ends = span(row["low_value"], row["high_value"], factor.unit, is_claimed=False)
        return f"{spoken_of(factor)} ({ends}: from {moved})"

    def named(self, row: Mapping[Any, Any]) -> str:
        return spoken_of(self.factor(row["factor"]))

    def factor(self, name: str) -> Factor:
        if name == ALL_TEAMS:
            joint = together(links(self.decision.factors))
            assert joint is not None
            return joint
        return next(factor for factor in self.decision.factors if factor.name == name)

    def turned(self) -> Iterator[str]:
        rows = self.rows("tornado")
        singles = rows[rows["factor"] != ALL_TEAMS].to_dict("records") if len(rows) else []
        if not singles:
            return
        if not _is_clear(singles[0], "default"):
            yield self.cleared(singles)
            return
        default = singles[0]["at_default"]
        clear: list[str] = []
        near: list[str] = []
        for row in singles:
            turned = [end for end in ENDS if row[f"at_{end}"] * default < 0]
            if turned:
                (clear if any(_is_clear(row, end) for end in turned) else near).append(self.named(row))
        if not clear and not near:
            yield f"{_none_of(len(singles), 'turns this answer')}."
        if clear:
            yield f"By itself, at an end of its own range, this turns the answer clearly: {listed(clear)}."
        if near:
            yield (
                "By itself, at an end of its own range, this brings the answer to the other side of nothing, but not "
                f"clearly: {listed(near)}."
            )

    def cleared(self, singles: Sequence[Mapping[Any, Any]]) -> str:
        """Where there is no clear answer to turn: which numbers would make one."""
        clear = [self.named(row) for row in singles if any(_is_clear(row, end) for end in ENDS)]
        if not clear:
            none = in_sentence(_none_of(len(singles), "makes it clear"))
            return f"There is no clear answer to turn, and {none}."
        return (
            "There is no clear answer to turn; by itself, at an end of its own range, this makes it clear: "
            f"{listed(clear)}."
        )

    def link(self) -> Iterator[str]:
        rows = self.rows("tornado")
        for row in rows[rows["factor"] == ALL_TEAMS].to_dict("records") if len(rows) else ():
            is_clear = row["swing_low"] > 0 or row["swing_high"] < 0
            swing = f"a change of {amount(self.outcome, row['swing'])} " if row["swing"] else "no change "
            found = between(self.outcome, row["swing_low"], row["swing_high"])
            told = f"{swing}({found})" if row["swing"] else "no change at all"
            unclear = "" if is_clear or not row["swing"] else ", which may be luck"
            yield f"{self.bar(row)[:1].upper()}{self.bar(row)[1:]}: {told}{unclear}."

    def worlds(self) -> Iterator[str]:
        for row in self.rows("variance").to_dict("records"):
            yield from WorldNotes(self.outcome, self.title, self.base, row).all()

    def swamped(self) -> Iterator[str]:
        rows = self.rows("indices")
        if not len(rows) or rows["method"].iloc[0] != "sobol":
            return
        untold, label = int(rows["total"].isna().sum()), in_sentence(self.outcome.label)
        if untold:
            yield (
                f"For {label}, the indices of {untold} of {counted(len(rows), 'number')} are not given: luck "
                "leaves too little to tell them from. Ask for more replications."
            )
        elif rows["noise"].max() > SWAMPED * rows["total_uncorrected"].max():
            yield (
                f"Luck alone would give total indices for {label} of up to {rows['noise'].max():.2f}; it was taken "
                "off, and what is left is uncertain. Ask for more replications to be surer."
            )


def _none_of(count: int, does: str) -> str:
    """What none of the numbers that were looked at one by one does."""
    if count == 1:
        return f"The 1 number looked at by itself {does} at neither end of its range"
    return f"None of the {count:,} numbers looked at one by one {does} at either end of its range"


def _is_clear(row: Mapping[Any, Any], place: str) -> bool:
    """Whether the interval of a bar of the tornado at one place leaves out zero."""
    return bool(row[f"at_{place}_low"] > 0 or row[f"at_{place}_high"] < 0)


def _of_all(frames: Frames, constants_count: int, failed: int) -> Iterator[str]:
    """What is true of the whole analysis, and what it cannot see."""
    screened = frames["screening"]
    by_factor = screened.groupby("factor", sort=False)[["stands_out", "touches"]].any()
    out, idle = int(by_factor["stands_out"].sum()), int((~by_factor["touches"]).sum())
    stands, touches = "stands" if out == 1 else "stand", "touches" if idle == 1 else "touch"
    whatever = f": whatever {'it is' if idle == 1 else 'they are'}, these differences are the same in every future"
    yield (
        f"Of the {counted(len(by_factor), 'number')} varied, {out} {stands} out from luck, and {idle or 'none'} "
        f"{touches if idle else 'touches'} nothing here{whatever if idle else ''}."
    )
    if constants_count:
        yield (
            f"{counted(constants_count, 'other number')}, decided by a council or without a range of "
            f"{'its own, was kept as it is' if constants_count == 1 else 'their own, were kept as they are'}."
        )
    if failed:
        what, are = counted(failed, "point or run", "points or runs"), "is" if failed == 1 else "are"
        yield f"{what} could not be had and {are} left out; see the failures."
    yield (
        "Each number is drawn by itself, within the range that is stated for it: numbers that go together in life, "
        "ranges that are too narrow, and what the model leaves out are not seen. A bar shows the two ends of a range "
        "and not what lies between them."
    )
