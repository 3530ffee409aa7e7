"""Section 2 of the checklist: how the model works, as far as this run makes use of it."""

from __future__ import annotations

import numpy as np

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.model import NOWHERE, OUT, Floats, Model
from carepath_sim.report.assumptions import link_words
from carepath_sim.report.stress_study import Filled, Told
from carepath_sim.scenario.resolved import Resolved


def overview(told: Told) -> Filled:
    """2.1: the way through, as a list of steps."""
    model = told.models[0]
    streams = told.across([list(each) for each in _entering(told)])
    settings = counted(len({name for each in told.models for name in each.settings}), "setting")
    pools = counted(int(model.is_limited.sum()), "stock of places that is limited", "stocks of places that are limited")
    says = (
        f"Young people arrive, live in or are supported in one of {settings} at a time, move between them, and leave. "
        f"{told.title(0).capitalize() if told.several else 'It'} has {pools} and "
        f"{counted(len(model.teams), 'team')} of key workers."
    )
    steps = (
        f"Arrive: {'; '.join(in_sentence(each) for each in streams)}.",
        "Live somewhere: take a place, and be given a key worker where a team serves the setting.",
        "Move: as planned, waiting where there is no place, or unplanned, to the first place that is free.",
        f"Leave: by a way out of a stay, or on the birthday at {model.last_age}.",
    )
    return Filled((says,), steps, see=(("charts", "Charts"),))


def _entering(told: Told) -> list[dict[str, str]]:
    """For each scenario its streams that anybody enters by, with their rates and what effects make of them."""
    found = []
    for each, model in zip(told.resolved, told.models, strict=True):
        streams = each.study.demand.streams
        rates = dict(zip(model.entry_streams, model.entry_rate * DAYS_PER_YEAR, strict=True))
        found.append({streams[name].label: _a_year(rates[name]) for name in streams if rates[name].any()})
    return found


def _a_year(rates: Floats) -> str:
    ends = dict.fromkeys(f"{rate:.3g}" for rate in (rates.min(), rates.max()))
    return f"{' to '.join(ends)} a year"


def base(told: Told) -> Filled:
    """2.2: what ends a stay, and what becomes of a person then."""
    model = told.models[0]
    planned, ways = int(model.is_planned.sum()), len(model.transitions)
    link = link_words(told.data)
    ages = sorted({int(age) for age in model.leaving_age.ravel() if age > 0})
    says = [
        f"Each way of ending a stay ({ways}{' in the baseline' if told.several else ''}, {planned} of them planned) "
        "has a rate that may depend on age, need and time in the stay. The way whose time comes first is taken.",
        "A planned move to a setting that is full waits for a place. An unplanned one happens at once, to the first "
        "setting on its list that has a free place, also one that is kept free; the last on every list has no limit.",
    ]
    if ages:
        says.append(f"Some stays end on the birthday at {listed([str(age) for age in ages])}, by given shares.")
    if link:
        says.append(f"Without a settled key worker unplanned endings come {link} as often.")
    return Filled(tuple(says), see=(("decisions", "Assumptions and decisions"),))


def scenarios(told: Told) -> Filled:
    """2.3: by how much, and by what, each scenario differs from the first."""
    if not told.several:
        return Filled(("There is one scenario.",))
    items = []
    for card, each in zip(told.data.scenarios[1:], told.resolved[1:], strict=True):
        count = int((told.data.differences["scenario"] == card.name).sum())
        study = each.study
        used = [study.policy_cards[use.policy].label for use in study.policies if use.policy in study.policy_cards]
        used += [study.practice_cards[use.practice_model].label for use in study.practice_models]
        puts = f"; puts to use: {', '.join(used)}" if used else ""
        items.append(f"{card.label}: {counted(count, 'difference')} from {told.title(0)}{puts}.")
    return Filled(("Scenarios differ in their numbers and effects, never in the logic.",), tuple(items), DIFFERENCES)


DIFFERENCES = (("differences", "How the scenarios differ"),)


def algorithms(told: Told) -> Filled:
    """2.4: the rules that stand for what people do, those alone that act in this run."""
    items = [
        "Arrivals: candidates come at random at a constant ceiling rate, and each is real with the chance of the "
        "present rate over the ceiling (thinning).",
        "Lengths of stay: each way of ending has one random number a stay, u, and is due when its hazard, added up "
        "over the stay, has come to \N{MINUS SIGN}ln(1 \N{MINUS SIGN} u); a change of key worker alters the rate from "
        "then on.",
    ]
    items += [f"{words}{told.where(holds)}." for words, holds in _rules(told) if any(holds)]
    return Filled((), tuple(items))


def _rules(told: Told) -> list[tuple[str, list[bool]]]:
    models = told.models
    return [
        (
            "Placement panel: every week, while places stand empty below a target, it brings in whoever has been "
            "longest in the settings it fills from",
            [_panels(each) for each in models],
        ),
        (
            "Held moves: a planned move on is held back while leaving would bring occupancy below the target",
            [bool((each.hold_limit > 0).any()) for each in models],
        ),
        (
            "Places kept free: planned admissions leave them, emergencies may take them",
            [bool((each.keep_free > 0).any()) for each in models],
        ),
        (
            "A home that closes: as many of those who live there move as its share of the places",
            [bool(each.closes_by_moving.any()) for each in models],
        ),
        (
            "Vacant posts: the places they would staff are closed to admissions",
            [bool((each.pool_team != NOWHERE).any()) for each in models],
        ),
        (
            "Practice models: whether a young person takes one up is drawn once, on arrival, for good",
            [bool(each.practices) for each in models],
        ),
        (
            "Handovers: a relationship with a key worker may pass to a colleague, at a constant rate",
            [bool((each.handover_rate > 0).any()) for each in models],
        ),
    ]


def _panels(model: Model) -> bool:
    return bool(((model.panel_to != NOWHERE) & (model.fill_to[:, :, 0] > 0).any(axis=1)).any())


def entities(told: Told) -> Filled:
    """2.5.1: who moves through the model."""
    needs = told.across([told.labels(each.needs) for each in told.models])
    says = (
        "Young people. Each has a date of birth, a need group, the practice models taken up, time in care, time in the "
        "placement, and a key worker, new or settled, or none. Nothing else that happened to them changes what comes."
    )
    return Filled((says,), (f"Need groups: {'; '.join(in_sentence(each) for each in needs)}.",))


def activities(told: Told) -> Filled:
    """2.5.2: the settings."""
    settings = told.across([told.labels(each.settings) for each in told.models])
    says = f"Stays in {counted(len(settings), 'setting')}: {'; '.join(settings)}."
    return Filled((says,), see=(("assumptions", "Every assumption"),))


def resources(told: Told) -> Filled:
    """2.5.3: places and posts on the first day."""
    endless = [told.labels(each.pools[pool] for pool in np.flatnonzero(~each.is_limited)) for each in told.models]
    places = [_places(told, each) for each in told.models]
    posts = [_posts(each, model) for each, model in zip(told.resolved, told.models, strict=True)]
    items = [*told.amounts(places), *told.amounts(posts)]
    items.append(f"Without a limit: {'; '.join(in_sentence(each) for each in told.across(endless))}")
    return Filled(("Places, and posts of key workers, on the first day.",), tuple(items))


def _places(told: Told, model: Model) -> dict[str, str]:
    limited = np.flatnonzero(model.is_limited)
    return {told.data.label(model.pools[pool]): counted(int(model.places[pool, 0]), "place") for pool in limited}


def _posts(resolved: Resolved, model: Model) -> dict[str, str]:
    labels = [resolved.study.teams[team].label for team in model.teams]
    return {label: counted(int(posts), "post") for label, posts in zip(labels, model.posts_open[:, 0], strict=True)}


def queues(told: Told) -> Filled:
    """2.5.4: who waits for what, in which order and for how long."""
    limits = [int(((each.wait_limit > 0).any(axis=1) & each.is_planned).sum()) for each in told.models]
    of = f" of {told.title(0)}" if told.several else ""
    limit = (
        f"{limits[0]} planned endings{of} wait no longer than a limit, and then look elsewhere."
        if limits[0]
        else "No wait has a limit."
    )
    return Filled(
        (
            "For a place: those who leave an emergency placement first, then whoever has waited longest. Nobody is "
            "moved out for somebody else, and who waits stays where they are. Unplanned moves pass the queue by.",
            limit,
            "For a key worker: whoever has been without one longest goes to the worker with the fewest young people, "
            "if any has room below the caseload limit.",
        )
    )


def doors(told: Told) -> Filled:
    """2.5.5: where young people come in and go out."""
    rates = _entering(told)
    model = told.models[0]
    out = int((model.to[:, 0] == OUT).sum())
    says = (
        f"Young people arrive by {counted(len({name for each in rates for name in each}), 'stream')} at random and one "
        f"by one. They leave by {counted(out, 'way')} out of a stay or on the birthday at {model.last_age}; whoever "
        "is there at the end of the study is followed until then."
    )
    return Filled((says,), tuple(told.amounts(rates)))
