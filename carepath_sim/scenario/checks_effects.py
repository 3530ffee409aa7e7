"""Rules about demand and effects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.checks_numbers import SHORTEST_DAYS, SLACK, constant
from carepath_sim.scenario.effects import (
    AddPlaces,
    Effect,
    OnEndings,
    OnPlaces,
    SetKeyWorker,
    SetOccupancy,
    SetOrElse,
    SetPlaces,
    SetPrice,
    SetStaffing,
    SetWaitLimit,
    When,
)
from carepath_sim.scenario.facts import MODEL_AGES, admits, days_of, is_limited, selected_endings, sharing
from carepath_sim.scenario.names import as_list
from carepath_sim.scenario.problems import at
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import ceiling_per_day, parse_ages
from carepath_sim.scenario.uses import dated_at, each_use


def streams_lead_somewhere(study: Study, document: Document) -> Iterator[Problem]:
    """Everyone who arrives has an age of the model and somewhere to go."""
    for name, stream in study.demand.streams.items():
        path: KeyPath = ("demand", "streams", name)
        ages = [age for age in stream.ages.shares if not (age.isdecimal() and int(age) in MODEL_AGES)]
        for age in ages:
            yield at(document, (*path, "ages", "shares", age), f"{age!r} is no age of the model", "years from 10 to 24")
        if bool(stream.enters) == bool(stream.already_placed):
            what = "Nobody knows where these young people go" if not stream.enters else "Where they go is said twice"
            yield at(document, path, what, "either `enters:` or `already_placed:`")
        if ceiling_per_day(stream.ceiling.value, stream.rate.value) < stream.rate.amount * (1 - SLACK):
            what = f"The rate of {stream.rate.value} is above its ceiling of {stream.ceiling.value}"
            yield at(document, (*path, "ceiling"), what, "the rate or more, or 1 or more times the rate")
        for index, served in enumerate(stream.already_placed):
            turned_away = [
                (age, need)
                for age in stream.ages.shares
                for need in stream.needs.shares
                if age.isdecimal() and not admits(study, served.setting, int(age), need)
            ]
            if turned_away:
                what = (
                    f"Someone of {turned_away[0][0]} in the group {turned_away[0][1]} may not live in {served.setting}"
                )
                yield at(document, (*path, "already_placed", index, "setting"), what)


def _actions(study: Study) -> Iterator[tuple[KeyPath, When]]:
    for index, effect in enumerate(study.effects):
        yield ("effects", index, effect.verb), effect.action


def effects_have_an_order_of_dates(study: Study, document: Document) -> Iterator[Problem]:
    """An effect ends after it starts and before the study is over, and a ramp has a first day."""
    told: set[Problem] = set()
    end = date.fromordinal(study.start.toordinal() + days_of(study))
    for index, effect in enumerate(study.effects):
        path, action = ("effects", index, effect.verb), effect.action
        if action.until is not None and action.until <= (action.start or study.start):
            ends = dated_at(study, effect, path, "until")
            starts = dated_at(study, effect, path, "from")
            is_of_use = action.start is None or starts[0] != "effects"
            if ends[0] != "effects":
                what = f"It ends on {action.until}, before {effect.verb} of {effect.policy} starts on {action.start}"
                told |= set() if is_of_use else {at(document, ends, what, "a later date")}
            else:
                what = f"It ends on {action.until}, before " + ("it starts" if action.start else "the study has begun")
                yield at(document, ends, what, "a later date")
        if action.start is not None and action.start >= end and effect.policy is None:
            what = f"It starts on {action.start}, when the study is over"
            yield at(document, (*path, "from"), what, f"a date before the end of the study, {end}")
        if action.ramp is not None and action.start is None:
            yield at(document, (*path, "ramp"), "A ramp needs a first day", fix="add `from:`")
    yield from sorted(told)


def uses_have_an_order_of_dates(study: Study, document: Document) -> Iterator[Problem]:
    """A policy or practice model put to use ends after it starts, and acts on some day of the study."""
    end = date.fromordinal(study.start.toordinal() + days_of(study))
    for path, name, use in each_use(study):
        if use.until is not None and use.start is not None and use.until <= use.start:
            what = f"{name} ends on {use.until}, before it starts on {use.start}"
            yield at(document, (*path, "until"), what, "a later date")
        elif use.until is not None and use.until <= study.start:
            what = f"{name} ends on {use.until}, before the study has begun"
            yield at(document, (*path, "until"), what, f"a date after the start of the study, {study.start}")
        if use.start is not None and use.start >= end:
            what = f"{name} starts on {use.start}, when the study is over"
            yield at(document, (*path, "from"), what, f"a date before the end of the study, {end}")


def effects_change_something(study: Study, document: Document) -> Iterator[Problem]:
    """An effect that may set several numbers sets at least one."""
    common = set(When.model_fields) | {"setting", "team", "to"}
    for path, action in _actions(study):
        if isinstance(action, (SetOccupancy, SetPrice, SetStaffing, SetKeyWorker)):
            keys = [key for key in type(action).model_fields if key not in common]
            if all(getattr(action, key) is None for key in keys):
                yield at(document, path, "This sets nothing", ", ".join(keys))
        if isinstance(action, SetKeyWorker) and action.keeps and action.follows:
            yield at(document, path, "follows already says what keeps would", "one of the two")
        if isinstance(action, SetKeyWorker) and action.to and not action.follows:
            yield at(
                document, path, "to says where a key worker follows, and nothing says for how long", "follows, too"
            )


def effects_fit_what_they_act_on(study: Study, document: Document) -> Iterator[Problem]:
    """Places need a limit, waits a planned move, service prices a staffed service, a closing home somewhere to go."""
    for path, action in _actions(study):
        if isinstance(action, (SetPlaces, AddPlaces)):
            yield from _on_places(study, document, path, action)
        elif isinstance(action, SetPrice):
            yield from _on_price(study, document, path, action)
        elif isinstance(action, SetOccupancy):
            yield from _on_occupancy(study, document, path, action)
            yield from _fill_into_lasts(study, document, path, study.effects[int(path[1])])
        elif isinstance(action, SetWaitLimit) and action.limit.amount < 1:
            yield at(
                document, (*path, "limit"), f"{action.limit.value} is too short a wait", "at least 1 day, or never"
            )
        elif isinstance(action, SetStaffing):
            yield from _on_staffing(document, path, action)
        elif isinstance(action, OnEndings) and not _selected(study, action):
            yield at(document, path, "No ending of these settings is selected", fix="check setting and ending")
        elif isinstance(action, SetOrElse) and not study.settings[action.setting].endings[action.ending].planned:
            yield at(document, (*path, "ending"), "An unplanned ending cannot wait", "a planned ending")


def effects_have_ages_of_the_model(study: Study, document: Document) -> Iterator[Problem]:
    """An effect limited to some ages names completed years of age of the model."""
    for path, action in _actions(study):
        ages = getattr(action, "ages", None)
        if ages is not None and not set(parse_ages(ages)) <= set(MODEL_AGES):
            yield at(document, (*path, "ages"), f"{ages} goes beyond the model", "completed years from 10 to 24")


def _selected(study: Study, action: OnEndings) -> bool:
    return bool(selected_endings(study, action.setting, action.ending))


def _on_places(study: Study, document: Document, path: KeyPath, action: OnPlaces) -> Iterator[Problem]:
    name = action.setting
    if study.settings[name].shares_places_with:
        fix = f"change the places of {study.settings[name].shares_places_with}"
        yield at(document, (*path, "setting"), f"{name} has no places of its own", fix=fix)
    elif not is_limited(study, name):
        yield at(document, (*path, "setting"), f"The places of {name} are unlimited", "a setting with limited places")
    elif action.by == "moving":
        if not _moves_later(study, action):
            what = "Nobody is moved by places that are already gone on the first day"
            yield at(document, (*path, "by"), what, fix=f"give `from:` a date after the start, {study.start}")
        for other in sharing(study, name):
            if not study.settings[other].when_closed:
                fix = f"add `when_closed:` to the setting {other}, or close by staying"
                yield at(document, (*path, "by"), f"{other} does not say where people go if it closes", fix=fix)


def _on_occupancy(study: Study, document: Document, path: KeyPath, action: SetOccupancy) -> Iterator[Problem]:
    for name in as_list(action.setting, []):
        if not is_limited(study, name) or study.settings[name].shares_places_with:
            yield at(document, (*path, "setting"), f"{name} has no limited places of its own")


def _fill_into_lasts(study: Study, document: Document, path: KeyPath, effect: Effect) -> Iterator[Problem]:
    action = effect.action
    assert isinstance(action, SetOccupancy)
    if action.fill_into is None or not (action.start or action.until or action.ramp):
        return
    key = "from" if action.start else "until"
    place = dated_at(study, effect, path, key)
    if place[0] != "effects":
        what = f"fill_into of {effect.policy} holds for the whole study"
        yield at(document, place, what, fix="leave from and until out here")
    else:
        fix = "leave from, until and ramp out, or write fill_into as an effect of its own"
        yield at(document, (*path, "fill_into"), "fill_into holds for the whole study", fix=fix)


def _moves_later(study: Study, action: OnPlaces) -> bool:
    """Whether an effect may close places after the first day, when there are people to move."""
    is_later = action.start is not None and action.start > study.start
    falls_back = action.until is not None and not (isinstance(action, AddPlaces) and action.places.amount < 0)
    return is_later or action.ramp is not None or falls_back


def _on_staffing(document: Document, path: KeyPath, action: SetStaffing) -> Iterator[Problem]:
    for key in ("time_to_recruit", "time_to_cover", "agency_stay"):
        time = getattr(action, key)
        if time is not None and time.amount < SHORTEST_DAYS:
            yield at(document, (*path, key), f"{time.value} is no time", "at least 1 hour, or never")
    if action.leave_rate is not None:
        yield from constant(action.leave_rate, (*path, "leave_rate"), document)


def _on_price(study: Study, document: Document, path: KeyPath, action: SetPrice) -> Iterator[Problem]:
    setting = study.settings[action.setting]
    if action.price and setting.price is None:
        yield at(document, (*path, "price"), f"{action.setting} is a staffed service", "service")
    if action.service and setting.service is None:
        yield at(document, (*path, "service"), f"{action.setting} is priced per young person", "price")
    if action.empty_place and (not is_limited(study, action.setting) or setting.shares_places_with):
        yield at(document, (*path, "empty_place"), f"{action.setting} has no limited places of its own")
