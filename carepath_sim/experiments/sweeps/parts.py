"""A part of a sweep, for one machine of several: every n-th point, each with all its scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carepath_sim.errors import UsageError

if TYPE_CHECKING:
    from carepath_sim.experiments.designs.design import Design, Point


@dataclass(frozen=True)
class Part:
    """One of several shares of the points, counted from 1: every so-manieth point."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise UsageError(f"there is no part {self}: of {self.of} parts the numbers are 1 to {self.of}")

    def holds(self, point: int) -> bool:
        """Whether a point is in it."""
        return point % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def part(text: str) -> Part:
    """The part that somebody wrote, as `1/2`. Raises UsageError for anything else."""
    number, slash, of = text.strip().partition("/")
    if not slash or not number.strip().isdecimal() or not of.strip().isdecimal() or int(of) < 1:
        raise UsageError(f"{text!r} is no part. Allowed: 1/2 for the first of two, 2/2 for the second, and so on")
    return Part(int(number), int(of))


def points_of(design: Design, share: Part | None) -> list[Point]:
    """The points of a design that are in a part of it, or all. Raises UsageError if there are none."""
    found = [point for point in design.points if share is None or share.holds(point.number)]
    if not found:
        raise UsageError(f"part {share} of a design of {len(design.points)} points holds none of them")
    return found
