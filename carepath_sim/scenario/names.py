"""Every mention of a setting, team, need group, stream, ending or source, and whether there is such a thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.catalogue.spelling import listed
from carepath_sim.errors import Problem
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.practice_models import PracticeModel
from carepath_sim.scenario.problems import at, unknown
from carepath_sim.scenario.schema import Policy, Setting, Stream, Study, Team
from carepath_sim.scenario.walk import numbers


class Mention(NamedTuple):
    """A name somewhere in a study, and what sort of thing it should be the name of."""

    path: KeyPath
    kind: str
    name: str


SETTING, TEAM, NEED, STREAM, SOURCE = "setting", "team", "need group", "stream of entry", "source"
OUT = "out"
"""The destination of those who leave for good."""
LOOKED_AFTER = "looked_after"
"""Where a key worker stays on: every setting of those looked after."""
LABELS = {LOOKED_AFTER: "Any placement of those looked after"}

IN_EFFECTS = {
    "setting": SETTING,
    "fill_from": SETTING,
    "fill_into": SETTING,
    "to": SETTING,
    "keeps": SETTING,
    "team": TEAM,
    "need": NEED,
    "stream": STREAM,
}


def check(study: Study, document: Document) -> list[Problem]:
    """A problem for each name that does not exist."""
    known = {
        SETTING: list(study.settings),
        TEAM: list(study.teams),
        NEED: study.demand.needs,
        STREAM: list(study.demand.streams),
        SOURCE: list(study.sources),
    }
    problems = [
        unknown(document, mention.path, mention.kind, mention.name, known[mention.kind])
        for mention in mentions(study)
        if mention.name not in known[mention.kind]
    ]
    return problems + _endings(study, document)


def mentions(study: Study) -> Iterator[Mention]:
    """Every mention in a study of something that has a name."""
    for name, setting in study.settings.items():
        yield from _of_setting(setting, ("settings", name))
    for name, team in study.teams.items():
        yield from _of_team(team, ("teams", name))
    for name, stream in study.demand.streams.items():
        yield from _of_stream(stream, ("demand", "streams", name))
    for index, effect in enumerate(study.effects):
        yield from of_effect(effect, ("effects", index))
    for path, number in numbers(study):
        if number.source is not None:
            yield Mention((*path, "source"), SOURCE, number.source)
        if isinstance(number, Hazard):
            yield from (Mention((*path, "by_need", need), NEED, need) for need in number.by_need or ())
    yield from (Mention(path, SOURCE, key) for path, key in sources_of_cards(study))
    for name, card in study.practice_cards.items():
        yield from _list(("practice_cards", name, "offered_to"), NEED, card.offered_to or [])


def sources_of_cards(study: Study) -> Iterator[tuple[KeyPath, str]]:
    """The sources of policies and practice models as a whole, with their key paths."""
    cards: list[tuple[str, str, Policy | PracticeModel]] = [
        *(("policy_cards", name, card) for name, card in study.policy_cards.items()),
        *(("practice_cards", name, model) for name, model in study.practice_cards.items()),
    ]
    for kind, name, card in cards:
        if card.source is not None:
            yield (kind, name, "source"), card.source
    for name, model in study.practice_cards.items():
        yield from ((("practice_cards", name, "sources", index), key) for index, key in enumerate(model.sources))


def _list(path: KeyPath, kind: str, names: list[str]) -> Iterator[Mention]:
    return (Mention((*path, index), kind, name) for index, name in enumerate(names) if name != OUT)


def _of_setting(setting: Setting, path: KeyPath) -> Iterator[Mention]:
    for name, ending in setting.endings.items():
        yield from _list((*path, "endings", name, "to"), SETTING, ending.to)
        if ending.wait:
            yield from _list((*path, "endings", name, "wait", "or_else"), SETTING, ending.wait.or_else)
    yield from _list((*path, "when_closed"), SETTING, setting.when_closed)
    yield from _list((*path, "occupancy", "fill_from"), SETTING, setting.occupancy.fill_from)
    if setting.occupancy.fill_into is not None:
        yield Mention((*path, "occupancy", "fill_into"), SETTING, setting.occupancy.fill_into)
    for index, leaving in enumerate(setting.leaving_age.shares if setting.leaving_age else []):
        if leaving.to != OUT:
            yield Mention((*path, "leaving_age", "shares", index, "to"), SETTING, leaving.to)
    if setting.shares_places_with is not None:
        yield Mention((*path, "shares_places_with"), SETTING, setting.shares_places_with)
    if setting.needs != "all":
        yield from _list((*path, "needs"), NEED, list(setting.needs))
    if setting.staffed_by:
        yield Mention((*path, "staffed_by", "team"), TEAM, setting.staffed_by.team)


def _of_team(team: Team, path: KeyPath) -> Iterator[Mention]:
    yield from _list((*path, "serves"), SETTING, team.serves)
    yield from (Mention((*path, "keeps", name), SETTING, name) for name in team.keeps if name != LOOKED_AFTER)


def _of_stream(stream: Stream, path: KeyPath) -> Iterator[Mention]:
    for index, entry in enumerate(stream.enters):
        yield from _list((*path, "enters", index, "to"), SETTING, entry.to)
    for index, served in enumerate(stream.already_placed):
        yield Mention((*path, "already_placed", index, "setting"), SETTING, served.setting)
    yield from (Mention((*path, "needs", need), NEED, need) for need in stream.needs.shares)


def of_effect(effect: Effect, path: KeyPath) -> Iterator[Mention]:
    """The mentions in one effect."""
    for key, kind in IN_EFFECTS.items():
        value = getattr(effect.action, key, None)
        below = (*path, effect.verb, key)
        if isinstance(value, str):
            if value != LOOKED_AFTER:
                yield Mention(below, kind, value)
        elif isinstance(value, dict):
            yield from (Mention((*below, name), kind, name) for name in value if name != LOOKED_AFTER)
        elif value:
            yield from _list(below, kind, value)


def as_list(names: str | list[str] | None, everything: list[str]) -> list[str]:
    """A selector as a list: one name, several, or all."""
    if names is None:
        return everything
    return [names] if isinstance(names, str) else names


def _endings(study: Study, document: Document) -> list[Problem]:
    """Endings that an effect names and none of its settings has, or that its verb takes from nobody."""
    problems = []
    for index, effect in enumerate(study.effects):
        action, planned_only = effect.action, effect.verb in ON_PLANNED
        settings = as_list(getattr(action, "setting", None), list(study.settings))
        endings = [pair for key in settings if key in study.settings for pair in study.settings[key].endings.items()]
        accepted = {name for name, ending in endings if ending.planned or not planned_only}
        accepted |= set(ON_PLANNED.get(effect.verb, ("planned", "unplanned")))
        for name in as_list(getattr(action, "ending", None), []):
            path = ("effects", index, effect.verb, "ending")
            if name in accepted:
                continue
            if name in ("planned", "unplanned"):
                problems.append(at(document, path, f"{effect.verb} does not take {name!r}", listed(accepted)))
            elif name in dict(endings) and effect.verb == "set_wait_limit":
                what = f"{name} is not planned, and only planned moves wait"
                problems.append(at(document, path, what, listed(accepted)))
            elif name not in dict(endings):
                problems.append(unknown(document, path, "ending", name, accepted))
    return problems


ON_PLANNED: dict[str, tuple[str, ...]] = {"set_wait_limit": ("planned",), "cap_stay": (), "set_or_else": ()}
"""Verbs on planned endings alone, with the words that stand for several of them."""
