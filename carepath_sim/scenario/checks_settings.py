"""Rules about settings and teams: ages, places, prices, and where each ending leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.facts import (
    MODEL_AGES,
    ages_of,
    exposed,
    is_limited,
    model_ages_of,
    needs_of,
    pool_of,
    turning_endings,
)
from carepath_sim.scenario.names import OUT
from carepath_sim.scenario.problems import at
from carepath_sim.scenario.schema import LAST_AGE, Ending, Setting, Study
from carepath_sim.scenario.units import fill_target

RESERVED = ("out", "all", "planned", "unplanned", "catalogue", "none")


def names_are_plain_words(study: Study, document: Document) -> Iterator[Problem]:
    """Names are small letters, digits and underscores, so that they can stand in paths and tables."""
    named: list[tuple[KeyPath, str]] = [(("settings", name), name) for name in study.settings]
    named += [(path, str(path[-1])) for path, _, _ in _endings(study)]
    named += [(("teams", name), name) for name in study.teams]
    named += [(("demand", "streams", name), name) for name in study.demand.streams]
    named += [(("demand", "needs", index), name) for index, name in enumerate(study.demand.needs)]
    for path, name in named:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name) or name in RESERVED:
            allowed = f"small letters, digits and underscores, beginning with a letter; not {', '.join(RESERVED)}"
            yield at(document, path, f"{name!r} cannot be a name", allowed)


def ages_are_within_the_model(study: Study, document: Document) -> Iterator[Problem]:
    """Ages lie between 10 and 24, and end with a leaving age or with the model."""
    for name, setting in study.settings.items():
        ages = ages_of(setting)
        path: KeyPath = ("settings", name, "ages")
        if ages[0] not in MODEL_AGES or ages[-1] not in MODEL_AGES:
            yield at(document, path, f"{setting.ages} goes beyond the model", "completed years from 10 to 24")
            continue
        leaving = setting.leaving_age.age if setting.leaving_age else LAST_AGE
        if leaving != ages[-1] + 1:
            what = f"Ages end at {ages[-1]} (included), but people stay until their birthday of {leaving}"
            fix = f"write `ages: {ages[0]} to {leaving - 1}`, or a leaving_age of {ages[-1] + 1}"
            yield at(document, path, what, "completed years, first and last both included", fix=fix)


def places_are_said_once(study: Study, document: Document) -> Iterator[Problem]:
    """A setting has places of its own or shares those of one that has."""
    for name, setting in study.settings.items():
        path: KeyPath = ("settings", name)
        owner = setting.shares_places_with
        if (setting.places is None) == (owner is None):
            what = "Places are said twice" if owner else "Places are not said"
            yield at(document, path, what, "either `places:` or `shares_places_with:`")
        elif owner and (owner == name or study.settings[owner].shares_places_with):
            what = f"{owner} has no places of its own to share"
            yield at(document, (*path, "shares_places_with"), what, "a setting that has `places:`")


def prices_are_said_once(study: Study, document: Document) -> Iterator[Problem]:
    """A setting is priced per young person or as a staffed service, never both; empty places need a limit."""
    for name, setting in study.settings.items():
        path: KeyPath = ("settings", name)
        if (setting.price is None) == (setting.service is None):
            what = "The price is said twice" if setting.price else "The price is not said"
            fix = "write `price: £0 per week` if it costs nothing"
            yield at(document, path, what, "either `price:` per young person or `service:` for the whole", fix=fix)
        for key in ("service", "empty_place"):
            if getattr(setting, key) and setting.shares_places_with:
                what = f"{name} shares its places, so it cannot have a price for them"
                yield at(document, (*path, key), what, fix=f"move it to {setting.shares_places_with}")
        if setting.empty_place and not is_limited(study, name):
            yield at(document, (*path, "empty_place"), "Unlimited places are never empty", fix="leave it out")


def planned_endings_lead_to_one_setting(study: Study, document: Document) -> Iterator[Problem]:
    """A planned move has one destination, and somebody here may go there."""
    for path, setting, ending in _endings(study):
        if ending.planned and len(ending.to) != 1:
            yield at(document, (*path, "to"), "A planned ending leads to several settings", "one setting, or out")
        elif ending.planned and ending.to[0] != OUT and not _meet(study, setting, ending.to[0]):
            what = f"Nobody of the ages and needs here may live in {ending.to[0]}"
            yield at(document, (*path, "to"), what, fix="change the ages or needs of one of the two")
        if not ending.planned and ending.same_place:
            yield at(document, (*path, "same_place"), "An unplanned ending cannot keep the place", "false")


def _endings(study: Study) -> Iterator[tuple[KeyPath, str, Ending]]:
    for name, setting in study.settings.items():
        for key, ending in setting.endings.items():
            yield ("settings", name, "endings", key), name, ending


def _meet(study: Study, one: str, other: str) -> bool:
    here, there = study.settings[one], study.settings[other]
    ages = range(ages_of(here)[0], ages_of(here)[-1] + 1)
    needs = set(needs_of(here, study)) & set(needs_of(there, study))
    return bool(needs) and bool(set(ages) & set(ages_of(there)))


def waits_last_a_day(study: Study, document: Document) -> Iterator[Problem]:
    """Only planned moves wait, and for at least a day."""
    for path, _, ending in _endings(study):
        if ending.wait is None:
            continue
        if not ending.planned:
            yield at(document, (*path, "wait"), "An unplanned ending cannot wait", fix="leave it out")
        if ending.wait.limit.amount < 1:
            what = f"{ending.wait.limit.value} is too short a wait"
            yield at(document, (*path, "wait", "limit"), what, "at least 1 day, or never")


def limits_lead_somewhere(study: Study, document: Document) -> Iterator[Problem]:
    """A limit on a wait does something only where there is something to turn to."""
    turning = turning_endings(study)
    for path, setting, ending in _endings(study):
        if ending.planned and ending.wait and not ending.wait.or_else and (setting, path[-1]) not in turning:
            what = "A limit without or_else changes nothing"
            yield at(document, (*path, "wait", "limit"), what, fix="add or_else, or leave the limit out")


def lists_end_where_everyone_finds_room(study: Study, document: Document) -> Iterator[Problem]:
    """Unplanned, leaving-age and closure lists end in a setting that is unlimited and open to all who may come."""
    for name, setting in study.settings.items():
        path: KeyPath = ("settings", name)
        people = _people(setting, study)
        for key, ending in setting.endings.items():
            if not ending.planned:
                yield from ends_well(
                    study,
                    document,
                    (*path, "endings", key, "to"),
                    ending.to,
                    exposed(ending.hazard, people),
                )
        if setting.leaving_age:
            who = {(setting.leaving_age.age, need) for need in needs_of(setting, study)}
            to = [share.to for share in setting.leaving_age.shares]
            yield from ends_well(study, document, (*path, "leaving_age", "shares"), to, who)
        if setting.when_closed:
            yield from ends_well(study, document, (*path, "when_closed"), setting.when_closed, people)
    for name, stream in study.demand.streams.items():
        ages = {int(age) for age in stream.ages.shares if age.isdecimal()} & set(MODEL_AGES)
        who = {(age, need) for age in ages for need in stream.needs.shares}
        for index, entry in enumerate(stream.enters):
            place: KeyPath = ("demand", "streams", name, "enters", index, "to")
            if OUT in entry.to:
                yield at(document, place, "Nobody enters by leaving", "settings")
            else:
                yield from ends_well(study, document, place, entry.to, who)


def _people(setting: Setting, study: Study) -> set[tuple[int, str]]:
    last = setting.leaving_age.age if setting.leaving_age else LAST_AGE
    return {(age, need) for age in model_ages_of(setting) if age < last for need in needs_of(setting, study)}


def ends_well(
    study: Study, document: Document, path: KeyPath, to: list[str], people: set[tuple[int, str]]
) -> Iterator[Problem]:
    """Whether a list of destinations ends in a setting that is unlimited and open to some people (age, need)."""
    last = to[-1]
    if last == OUT:
        return
    if is_limited(study, last):
        unlimited = ", ".join(name for name in study.settings if not is_limited(study, name))
        what = f"The list ends in {last}, which may be full"
        yield at(document, path, what, f"a list that ends in a setting with unlimited places: {unlimited}")
        return
    ages, needs = ages_of(study.settings[last]), needs_of(study.settings[last], study)
    turned_away = sorted((age, need) for age, need in people if age not in ages or need not in needs)
    if turned_away:
        age, need = turned_away[0]
        what = f"The list ends in {last}, where someone of {age} in the group {need} may not live"
        yield at(document, path, what, "a list that ends in a setting open to everyone who may come this way")


def everyone_can_leave(study: Study, document: Document) -> Iterator[Problem]:
    """Every setting has an ending that can happen, or a birthday that ends the stay."""
    for name, setting in study.settings.items():
        ends = any(ending.hazard.never is None for ending in setting.endings.values())
        if not ends and setting.leaving_age is None and ages_of(setting)[-1] < LAST_AGE - 1:
            yield at(
                document, ("settings", name), "Nobody can leave this setting", fix="add `endings:` or `leaving_age:`"
            )


def same_place_shares_places(study: Study, document: Document) -> Iterator[Problem]:
    """Keeping the place needs the same stock of places, or no limit on either side."""
    for name, setting in study.settings.items():
        path: KeyPath = ("settings", name)
        found = [((*path, "endings", key, "same_place"), ending.to[0]) for key, ending in setting.endings.items()
                 if ending.same_place and ending.to]  # fmt: skip
        for index, share in enumerate(setting.leaving_age.shares if setting.leaving_age else []):
            if share.same_place:
                found.append(((*path, "leaving_age", "shares", index, "same_place"), share.to))
        for where, to in found:
            if to == OUT:
                yield at(document, where, "Nobody keeps the place they leave for good", "false")
            elif pool_of(study, to) != pool_of(study, name) and (is_limited(study, name) or is_limited(study, to)):
                what = f"{to} does not share the places of {name}"
                yield at(document, where, what, fix=f"give {to} `shares_places_with: {pool_of(study, name)}`")


def occupancy_fits_the_places(study: Study, document: Document) -> Iterator[Problem]:
    """Occupancy targets stand with limited places of a setting's own, and leave its free places free."""
    for name, setting in study.settings.items():
        path: KeyPath = ("settings", name, "occupancy")
        culture = setting.occupancy
        said = [item for item in (culture.keep_free, culture.fill_to, culture.hold) if item is not None and item.amount]
        if said and (not is_limited(study, name) or setting.shares_places_with):
            yield at(document, path, f"{name} has no limited places of its own", fix="leave occupancy out here")
            continue
        if not said or setting.places is None:
            continue
        places = int(setting.places.amount)
        top, bottom = fill_target(culture.fill_to.value, places) if culture.fill_to else (0, 1)
        keep = int(culture.keep_free.amount) if culture.keep_free else 0
        if top * places // bottom + keep > places or top > bottom:
            what = f"Filling to {top * places // bottom} and keeping {keep} free is more than {places} places"
            yield at(document, path, what, "fill_to plus keep_free of at most the places there are")
        if culture.fill_into is not None and pool_of(study, culture.fill_into) != name:
            what = f"{culture.fill_into} does not have the places of {name}"
            yield at(document, (*path, "fill_into"), what, "a setting with these places")
        for index, source in enumerate(culture.fill_from):
            if pool_of(study, source) == name:
                what = f"{source} has the same places as {name}"
                yield at(document, (*path, "fill_from", index), what, "settings with other places")


def staffing_fits_the_places(study: Study, document: Document) -> Iterator[Problem]:
    """Posts keep open only limited places of a setting's own."""
    for name, setting in study.settings.items():
        if setting.staffed_by is None:
            continue
        path: KeyPath = ("settings", name, "staffed_by")
        if not is_limited(study, name) or setting.shares_places_with:
            yield at(document, path, f"{name} has no limited places of its own to staff", fix="leave it out")
        elif setting.staffed_by.posts_needed.amount < 1:
            yield at(document, (*path, "posts_needed"), "No post keeps no place open", "at least 1 post")


def a_setting_has_one_team(study: Study, document: Document) -> Iterator[Problem]:
    """Each setting is served by one team at most."""
    serving: dict[str, str] = {}
    for name, team in study.teams.items():
        for index, setting in enumerate(team.serves):
            if setting in serving:
                what = f"{setting} is already served by {serving[setting]}"
                yield at(document, ("teams", name, "serves", index), what, "one team a setting")
            serving.setdefault(setting, name)
