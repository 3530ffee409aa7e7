"""Modelling decisions that a reader of results should know, and what the scenarios assume, side by side.

Which way a decision pushes is what follows from it by reasoning, unless it says that it was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carepath_sim.catalogue.wording import held_by
from carepath_sim.model import NO_WORKER, OUT, Model
from carepath_sim.report.parts import AssumedTogether, DecisionRow
from carepath_sim.scenario.resolved import Resolved

NOT_KNOWN = "Not known."
HUB, RELATIVES, COMPLEX = "hub", "foster_family_and_friends", "high_complexity"
"""Names of the catalogue on which some decisions hang."""


@dataclass(frozen=True)
class Decision:
    """One decision, and whether a model makes use of it."""

    row: DecisionRow
    acts: Callable[[Model], bool] = lambda _: True


def decisions(models: Sequence[Model]) -> tuple[DecisionRow, ...]:
    """The decisions that matter to at least one of some models."""
    return tuple(each.row for each in TABLE if any(each.acts(model) for model in models))


def assumed_together(resolved: Sequence[Resolved], titles: Mapping[str, str]) -> tuple[AssumedTogether, ...]:
    """What the scenarios assume, those sentences together that the same scenarios say, the widest held first."""
    held: dict[str, list[str]] = {}
    for each in resolved:
        for sentence in each.study.assumes:
            held.setdefault(sentence, []).append(each.name)
    by_names: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in held.items():
        by_names.setdefault(tuple(names), []).append(sentence)
    widest_first = sorted(by_names.items(), key=lambda item: -len(item[0]))
    return tuple(
        AssumedTogether(held_by([titles[name] for name in names], len(resolved)), tuple(sentences))
        for names, sentences in widest_first
    )


def _limited(model: Model) -> bool:
    return bool(model.is_limited.any())


def _has(name: str) -> Callable[[Model], bool]:
    return lambda model: name in (*model.settings, *model.needs)


def _is_linked(model: Model) -> bool:
    return bool((model.relation[:, NO_WORKER:] != 1.0).any())


def _relatives_without_limit(model: Model) -> bool:
    if RELATIVES not in model.settings:
        return False
    return not model.is_limited[model.setting_pool[model.settings.index(RELATIVES)]]


def _leave_care_for_good(model: Model) -> bool:
    return bool((model.is_looked_after[model.transition_from] & (model.to[:, 0] == OUT)).any())


TABLE = (
    Decision(
        DecisionRow(
            "A free place is open to everybody of an age and need that the setting takes: nobody is refused because "
            "they would not match with carers or with those who live there.",
            "Homes choose whom they take, which is not modelled; in the catalogue the numbers of places are fitted "
            "instead, so that those who live in homes in and out of the area come out as published.",
            "A place that is added or kept free looks more useful than one that may turn young people away.",
        ),
        _limited,
    ),
    Decision(
        DecisionRow(
            "Whoever finds no place anywhere lives in an unregistered or emergency placement; these have no limit.",
            "Nobody is ever without somewhere to live, and a lack of places shows as nights and as money.",
            "What a lack of places costs hangs on the price of that placement.",
        ),
        lambda model: bool(model.is_overflow.any()),
    ),
    Decision(
        DecisionRow(
            "Young people arrive at random in time and one by one, however full the places are; brothers and sisters "
            "are not kept together.",
            "What people do to thresholds of entry when there is room is not modelled: no figure for it was found.",
            "If room brings young people in, added places cost more than is shown.",
        )
    ),
    Decision(
        DecisionRow(
            "In the catalogue the hub is not taken to prevent anybody from entering care: what nobody measured is no "
            "effect.",
            "No trial result is known, and moves of the hub towards families that were only judged to be more frequent "
            "once made up nearly half of what a scenario seemed to save.",
            "If a hub does prevent entries, it saves more than is shown.",
        ),
        _has(HUB),
    ),
    Decision(
        DecisionRow(
            "A short stay in the hub from the edge of care stands apart from care, and the chance of entering care "
            "stands still during it.",
            "National statistics do not count short breaks as a period of care, and in the months of support at the "
            "edge of care before it that chance stands still too.",
            "Measured while it was decided: with that chance running on, it alone made up most of the difference in "
            "cost between a hub kept full and one with places kept free.",
        ),
        _has(HUB),
    ),
    Decision(
        DecisionRow(
            "Without a settled key worker unplanned endings come somewhat more often; a worker's load does not make "
            "workers leave.",
            "The evidence of the first is weak, and in the catalogue its range begins at no link; of the second no "
            "figure was found.",
            "A stronger link would favour scenarios in which young people keep their worker, and its absence would "
            "take their gain away.",
        ),
        _is_linked,
    ),
    Decision(
        DecisionRow(
            "In the catalogue the rate of going home is constant, while those of moves and breakdowns fall with time "
            "in the placement.",
            "A falling rate of going home that begins anew with every placement let each extra move send more young "
            "people home.",
            "Tried and dropped, because it made any policy that moves young people look cheap.",
        )
    ),
    Decision(
        DecisionRow(
            "In the catalogue young people of high complexity move more often than others; what everybody does "
            "together stays as published.",
            "With one rate for all, moves were spread over too many young people: too few had stayed two years in one "
            "placement.",
            NOT_KNOWN,
        ),
        _has(COMPLEX),
    ),
    Decision(
        DecisionRow(
            "Unplanned moves pass the queue by and may take places that are kept free, which are counted and are no "
            "particular rooms.",
            "Emergencies are what they are kept for.",
            "Places kept free help emergencies and make planned moves wait; both are shown.",
        ),
        lambda model: bool((model.keep_free > 0).any()),
    ),
    Decision(
        DecisionRow(
            "A home that closes moves the closed places' share of those who live in homes of its kind.",
            "A stock of places does not know whose place is whose.",
            NOT_KNOWN,
        ),
        lambda model: bool(model.closes_by_moving.any()),
    ),
    Decision(
        DecisionRow(
            "Relatives and friends have no limit and no vacancies.",
            "They are approved for one young person, so that nobody else looks for their places.",
            NOT_KNOWN,
        ),
        _relatives_without_limit,
    ),
    Decision(
        DecisionRow(
            "Some who leave care leave the model, and what becomes of them is not followed.",
            "Not everybody who leaves goes home, and return to care was published of those alone who did.",
            NOT_KNOWN,
        ),
        _leave_care_for_good,
    ),
    Decision(
        DecisionRow(
            "The council stands alone: no other council's young people take the places it uses.",
            "One scenario is one council.",
            "Where other councils buy the same places, there are fewer than is shown.",
        ),
        _limited,
    ),
    Decision(
        DecisionRow(
            "Those present on the first day are the same in every scenario and every replication.",
            "The scenarios then differ from the first day by what they do, and not by whom they begin with.",
            "The doubt about who is there on the first day is in no interval.",
        ),
        lambda model: bool(np.size(model.caseload_setting)),
    ),
    Decision(
        DecisionRow(
            "Costs are told in constant prices; discounted and in cash they stand apart.",
            "Relative prices are held as they are, because how they will change is not known.",
            "A price that rises faster than others weighs more in later years than is shown.",
        )
    ),
)
"""The decisions, the weightiest first."""
