"""Takes settings that are not in use out of a study, with every mention of them."""

from __future__ import annotations

from collections.abc import Iterator

from carepath_sim.catalogue.documents import Document, KeyPath, words
from carepath_sim.catalogue.spelling import listed
from carepath_sim.errors import Problem
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.facts import fidelity_of, turning_endings
from carepath_sim.scenario.names import IN_EFFECTS, SETTING, TEAM, of_effect
from carepath_sim.scenario.problems import at
from carepath_sim.scenario.schema import Setting, Study
from carepath_sim.scenario.uses import each_use

NOT_IN_USE = "is not in use in this scenario"
"""What is said of a setting on which an effect acts and which the scenario does without."""


def prune(study: Study, document: Document) -> list[Problem]:
    """Drop what is not in use from a study, in place; problems where something that is in use depends on it."""
    absent = {name for name, setting in study.settings.items() if not setting.in_use}
    study.settings = {name: setting for name, setting in study.settings.items() if name not in absent}
    problems = _sent_nowhere(study, document, absent)
    if problems:
        return problems
    turning = turning_endings(study)
    for name, setting in study.settings.items():
        _prune_setting(setting, absent, {ending for owner, ending in turning if owner == name})
    idle = _prune_teams(study, absent)
    for stream in study.demand.streams.values():
        for entry in stream.enters:
            entry.to = [name for name in entry.to if name not in absent]
        stream.enters = [entry for entry in stream.enters if entry.to]
    return _prune_effects(study, document, {SETTING: absent, TEAM: idle}) + _still_needed(study, document, absent, idle)


def _sent_nowhere(study: Study, document: Document, absent: set[str]) -> list[Problem]:
    """Settings not in use to which young people would still be sent, with nowhere else to go."""
    senders: dict[str, list[str]] = {}
    for path, to in _only_destinations(study):
        if to and absent.issuperset(to):
            senders.setdefault(to[-1], []).append(words(path))
    return [
        at(
            document,
            ("settings", name, "in_use"),
            f"{name} is not in use, but young people are still sent there by {', '.join(places)}",
            fix="write `in_use: true`, or name another destination there",
        )
        for name, places in sorted(senders.items())
    ]


def _only_destinations(study: Study) -> Iterator[tuple[KeyPath, list[str]]]:
    """Every list of destinations from which there is no staying behind: planned moves alone may be left out."""
    for name, setting in study.settings.items():
        for index, leaving in enumerate(setting.leaving_age.shares if setting.leaving_age else []):
            if leaving.share.amount > 0:
                yield ("settings", name, "leaving_age", "shares", index), [leaving.to]
        for key, ending in setting.endings.items():
            if not ending.planned:
                yield ("settings", name, "endings", key, "to"), ending.to
        yield ("settings", name, "when_closed"), setting.when_closed
    for name, stream in study.demand.streams.items():
        for index, entry in enumerate(stream.enters):
            yield ("demand", "streams", name, "enters", index, "to"), entry.to


def _prune_setting(setting: Setting, absent: set[str], turning: set[str]) -> None:
    for key, ending in setting.endings.items():
        ending.to = [name for name in ending.to if name not in absent]
        if ending.wait and ending.wait.or_else:
            ending.wait.or_else = [name for name in ending.wait.or_else if name not in absent]
            if not ending.wait.or_else and key not in turning:
                ending.wait = None
    setting.endings = {name: ending for name, ending in setting.endings.items() if ending.to}
    setting.when_closed = [name for name in setting.when_closed if name not in absent]
    setting.occupancy.fill_from = [name for name in setting.occupancy.fill_from if name not in absent]
    if setting.occupancy.fill_into in absent:
        setting.occupancy.fill_into = None
    if setting.leaving_age:
        setting.leaving_age.shares = [share for share in setting.leaving_age.shares if share.to not in absent]


def _prune_teams(study: Study, absent: set[str]) -> set[str]:
    """Drop teams that serve nobody; returns their names."""
    for team in study.teams.values():
        team.serves = [name for name in team.serves if name not in absent]
        team.keeps = {name: time for name, time in team.keeps.items() if name not in absent}
    idle = {name for name, team in study.teams.items() if not team.serves}
    study.teams = {name: team for name, team in study.teams.items() if name not in idle}
    return idle


def _prune_effects(study: Study, document: Document, gone: dict[str, set[str]]) -> list[Problem]:
    """Drop names from all effects; one of a lever that is switched off goes with the last name it acts on."""
    problems, kept = [], []
    used = {name: path for path, name, _ in each_use(study)}
    for index, effect in enumerate(study.effects):
        found = _prune_effect(effect, index, document, gone, used)
        if not found or fidelity_of(study, effect) > 0:
            problems += found
            kept.append(effect)
    study.effects = kept
    return list(dict.fromkeys(problems))  # two effects of a policy may lack the same


def _prune_effect(
    effect: Effect, index: int, document: Document, gone: dict[str, set[str]], used: dict[str, KeyPath]
) -> list[Problem]:
    """Drop names from the lists of an effect; a list that named only what is not in use is a problem."""
    problems = []
    for key, kind in IN_EFFECTS.items():
        names = gone.get(kind, set())
        value = getattr(effect.action, key, None)
        lost = [mention.name for mention in of_effect(effect, ()) if mention.path[1] == key and mention.name in names]
        if not lost:
            continue
        left = [name for name in value if name not in names] if isinstance(value, (list, dict)) else []
        if left:
            kept = {name: value[name] for name in left} if isinstance(value, dict) else left
            setattr(effect.action, key, kept)
        else:
            problems.append(
                _not_in_use(document, ("effects", index, effect.verb, key), effect, used, f"{kind} {lost[0]!r}")
            )
    return problems


def _not_in_use(document: Document, path: KeyPath, effect: Effect, used: dict[str, KeyPath], what: str) -> Problem:
    """A problem where the effect stands, or where the policy or practice model it belongs to is put to use."""
    on = "switch the setting on with `in_use: true`, or "
    there = used.get(effect.policy or "")
    if there is None:
        fix = on + "leave the effect out"
        return at(document, path, f"The {what} {NOT_IN_USE}", fix=fix)
    if there[0] == "policies":
        what = f"The {what}, on which {effect.policy} acts, {NOT_IN_USE}"
        return at(document, there, what, fix=on + "do without the policy")
    whose = f"the lever {effect.lever}" if effect.lever else "a cost"
    what = f"The {what}, on which {whose} of {effect.policy} acts, {NOT_IN_USE}"
    fix = on + (f"the lever off with `levers: {{{effect.lever}: 0%}}`" if effect.lever else "do without it")
    return at(document, there, what, fix=fix)


def _switched_on(document: Document, path: KeyPath) -> KeyPath:
    """A path below a setting, or that of the line that switches the setting on where the scenario wrote that alone."""
    on = (*path[:2], "in_use")
    return on if document.mark(path).is_catalogue and not document.mark(on).is_catalogue else path


def _still_needed(study: Study, document: Document, absent: set[str], idle: set[str]) -> list[Problem]:
    problems = []
    for name, setting in study.settings.items():
        path = ("settings", name)
        if setting.shares_places_with in absent:
            what = f"{name} shares the places of {setting.shares_places_with}, which is not in use"
            there = _switched_on(document, (*path, "shares_places_with"))
            problems.append(at(document, there, what, fix="switch both on, or both off"))
        if setting.staffed_by and setting.staffed_by.team in idle:
            what = f"{name} is staffed by the team {setting.staffed_by.team}, which serves no setting in use"
            serves = document.data["teams"][setting.staffed_by.team]["serves"]
            fix = f"write `in_use: true` for a setting it serves: {listed(serves)}"
            problems.append(at(document, _switched_on(document, (*path, "staffed_by", "team")), what, fix=fix))
    for stream_name, stream in study.demand.streams.items():
        for index, served in enumerate(stream.already_placed):
            if served.setting in absent:
                place = ("demand", "streams", stream_name, "already_placed", index)
                problems.append(at(document, place, f"{served.setting} is not in use", fix="switch it on"))
    return problems
