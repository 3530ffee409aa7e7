"""What is known of one young person at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from carepath_sim.clock import NEVER
from carepath_sim.engines.reference.diary import Diary
from carepath_sim.model import NOT_SERVED, NOWHERE


@dataclass(slots=True)
class HazardClock:
    """One possible transition of a spell: the hazard it has yet to use up, and when that will be."""

    transition: int
    amount: float
    since: int  # the tick from which `amount` counts
    due: int
    is_spent: bool = False

    def spend(self) -> None:
        """A transition that has come due does not return in this spell, whatever came of it (rules 23, 24)."""
        self.is_spent, self.due = True, NEVER


@dataclass(slots=True)
class Wait:
    """A planned move whose destination is full: a place in that pool's queue."""

    transition: int
    destination: int
    since: int
    limit: int  # ticks, 0 for none


@dataclass(slots=True)
class Hold:
    """A planned move-on that a pool run to a target keeps back."""

    transition: int
    destination: int
    since: int


@dataclass(slots=True, eq=False)
class Person:
    """A young person: who they are, where they live, what they wait for and who works with them."""

    id: int
    born: int
    age: int
    need: int
    group: int
    diary: Diary
    age_edges: list[int]  # ticks at which each age band but the first begins
    setting: int = NOWHERE
    entered: int = 0  # tick at which the spell began; negative if time was already served
    occasion: int = 0  # earlier spells in this setting (rule 9)
    duration_edges: list[int] = field(default_factory=list)
    clocks: list[HazardClock] = field(default_factory=list)
    visits: dict[int, int] = field(default_factory=dict)
    wait: Wait | None = None
    hold: Hold | None = None
    team: int = NOWHERE  # that works with them, or in whose queue they are
    worker: int = NOWHERE  # post
    needed_since: int = 0
    relationship: int = NOT_SERVED
    handovers: dict[int, int] = field(default_factory=dict)  # by team: clocks started
    moved_at: int = -1
    moves_at_once: int = 0

    def __lt__(self, other: Person) -> bool:
        return self.id < other.id
