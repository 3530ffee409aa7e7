"""A council in which everything happens: queues, holds, panels, closures, staffing, ages, turnover and handovers."""

from __future__ import annotations

from typing import Any

import numpy as np

from carepath_sim.clock import DAY, WEEK
from carepath_sim.model import FOR_EVER, Model
from tests.theory.council import Exit, Occupancy, Resident, Stream, Team, council

LINK = (1.0, 1.5, 1.2, 1.0)
SETTINGS = ["edge", "hub", "foster", "staying put", "children's home", "lodgings", "home", "overflow"]
SERVED_BY_SOCIAL_WORK = ["foster", "children's home", "lodgings", "overflow"]
HUB_POSTS = 3


def busy_council(numbers: int = 0, *, years: float = 2.0, unused: bool = False, entries: float = 1.0) -> Model:
    """The council with its numbers varied by `numbers` (0 for none); `unused` puts in front of everything a
    setting, transition, team, need and practice that nobody meets; `entries` multiplies the rates of entry."""
    vary = Variation(numbers)
    return council(
        [*(["unused setting"] if unused else []), *SETTINGS],
        [*(unused_exits() if unused else []), *exits(vary, unused)],
        {
            "direct": Stream(0.08 * entries, ["foster", "overflow"], ceiling=0.2, age=17, needs=needs(unused)),
            "referrals": Stream(0.15 * entries, ["edge"], ceiling=0.4, age=14, needs=needs(unused)),
            "turning 10": Stream(
                0.01 * entries,
                ceiling=0.03,
                age=10,
                needs=needs(unused),
                placed=[("foster", 700 * DAY, 900 * DAY), ("children's home", 200 * DAY, 1500 * DAY)],
            ),
        },
        horizon=int(years * 365) * DAY,
        last_age=21,
        needs=[*(["unused need"] if unused else []), "some", "many"],
        practices={**({"unused practice": 0.0} if unused else {}), "outreach": 0.5},
        piece_start=[0, 300 * DAY, 500 * DAY],
        duration_band=[0, 60 * DAY, 365 * DAY],
        places={
            "hub": [6, 6, 5],
            "foster": vary.whole(14),
            "children's home": [4, 4, 1],
            "lodgings": vary.whole(6),
        },
        shares_places={"staying put": "foster"},
        occupancy={
            "hub": Occupancy(fill_to=(4, 6), hold=21 * DAY, fill_from=["edge"], min_stay=28 * DAY),
            "lodgings": Occupancy(keep_free=1, hold=28 * DAY, fill_to=(95, 100)),
        },
        staffed={"hub": ("hub team", [0, 2, 4, 6])},
        closes={"children's home": (2, ["foster", "overflow"])},
        leaving={
            "foster": (18, {"staying put": 0.4, "lodgings": 0.3, "home": 0.3}),
            "lodgings": (19, {"home": 1.0}),
            "overflow": (18, {"home": 1.0}),
        },
        staying=["staying put"],
        teams={
            **({"unused team": Team(2, leave=0.01, recruit=0.02, handover=0.1)} if unused else {}),
            "social work": Team(
                [4, 5, 4],
                serves=SERVED_BY_SOCIAL_WORK,
                limit=vary.whole(5),
                leave=vary.rate(0.003),
                recruit=0.01,
                cover=0.02,
                agency_end=0.01,
                agency_bonds=False,
                handover=vary.rate(0.01),
            ),
            "hub team": Team(
                [HUB_POSTS, HUB_POSTS, 2],
                serves=["edge", "hub"],
                limit=vary.whole(7),
                start=(0.2, 0.6, 0.2),
                leave=vary.rate(0.002),
                recruit=0.02,
                keeps={"home": 8 * WEEK, "foster": FOR_EVER},
            ),
        },
        residents=residents(unused),
    )


class Variation:
    """Numbers moved a little, the same way each time for the same choice."""

    def __init__(self, choice: int) -> None:
        self.luck = np.random.default_rng(choice)
        self.width = 0.5 if choice else 0.0

    def rate(self, value: float) -> float:
        return value * float(np.exp(self.luck.uniform(-self.width, self.width)))

    def whole(self, value: int) -> int:
        return max(1, round(self.rate(value)))


def needs(unused: bool) -> list[float]:
    return [*([0.0] if unused else []), 0.7, 0.3]


def exits(vary: Variation, unused: bool) -> list[Exit]:
    """Rates per day; young people with many needs break down more often, and those of the practice go home sooner."""
    practices, all_needs = (2, 3) if unused else (1, 2)
    groups = np.arange(all_needs << practices)
    more = np.where(groups >> practices == all_needs - 1, 2.0, 1.0)[:, None, None, None]
    sooner = np.where(groups >> (practices - 1) & 1, 1.5, 1.0)[:, None, None, None]
    falling = np.array([2.0, 1.0, 0.4])[:, None]

    def broken(setting: str, to: list[str], rate: float) -> Exit:
        return Exit(setting, to, vary.rate(rate) * more * falling, planned=False, name="broken", link=LINK)

    def planned(setting: str, to: str, rate: float, **options: Any) -> Exit:
        return Exit(setting, to, vary.rate(rate) * sooner, **options)

    return [
        planned("edge", "home", 0.008),
        broken("edge", ["hub", "foster", "overflow"], 0.004),
        planned("hub", "foster", 0.020, wait_limit=30 * DAY, or_else=["lodgings"]),
        planned("hub", "home", 0.005),
        broken("hub", ["children's home", "overflow"], 0.002),
        planned("foster", "foster", 0.0005, name="another carer"),
        planned("foster", "lodgings", 0.002, wait_limit=60 * DAY),
        planned("foster", "home", 0.001),
        broken("foster", ["foster", "children's home", "hub", "overflow"], 0.002),
        planned("staying put", "home", 0.002),
        planned("children's home", "foster", 0.003),
        broken("children's home", ["children's home", "overflow"], 0.004),
        planned("lodgings", "out", 0.004),
        broken("lodgings", ["overflow"], 0.002),
        planned("home", "out", 0.004),
        planned("home", "edge", 0.001, name="back"),
        planned("overflow", "foster", 0.050, priority=0),
        planned("overflow", "children's home", 0.030, priority=0, wait_limit=14 * DAY, or_else=["lodgings"]),
    ]


def unused_exits() -> list[Exit]:
    """A way out of the setting nobody is in, and one into it that nobody takes."""
    return [Exit("unused setting", "home", 1.0), Exit("foster", "unused setting", 0.0)]


def residents(unused: bool) -> list[Resident]:
    first = 1 if unused else 0
    in_foster = [
        Resident("foster", served=90 * DAY * n, age=11 + n % 7, need=first + n % 2, worker_since=-60 * DAY * n - 1)
        for n in range(9)
    ]
    in_homes = [Resident("children's home", served=40 * DAY * n, age=14 + n % 3, need=first + 1) for n in range(3)]
    return [*in_foster, *in_homes, Resident("edge", served=30 * DAY, age=15, need=first), Resident("hub", need=first)]
