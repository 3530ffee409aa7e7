"""Which numbers an effect acts on: what a policy changes of a setting, a team or a stream of entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.scenario import effects as verbs
from carepath_sim.scenario.effects import Effect, When
from carepath_sim.scenario.names import LOOKED_AFTER, as_list

Data = Mapping[str, Any]
"""The plain data of a catalogue or study, to look up whether an ending is planned and who shares places."""

PRICES = ("price", "service", "empty_place")
HAZARD = "hazard"


def acts_on(effect: Effect, path: KeyPath, data: Data) -> bool:
    """Whether an effect changes the number at a key path such as settings.hub.places."""
    kind, rest = path[0], path[1:]
    if kind == "demand":
        action = effect.action
        is_rate = len(path) == 4 and path[1] == "streams" and path[3] == "rate"
        return is_rate and isinstance(action, verbs.MultiplyEntries) and _selects(action.stream, path[2])
    rules = {"settings": ON_SETTINGS, "teams": ON_TEAMS}.get(str(kind), {})
    rule = rules.get(effect.verb)
    return rule is not None and len(rest) > 1 and rule(effect.action, str(rest[0]), tuple(map(str, rest[1:])), data)


def _selects(selector: str | list[str] | None, name: object) -> bool:
    """Whether a selector names something; one that is left out names everything."""
    return selector is None or name == selector or (isinstance(selector, list) and name in selector)


def _of_ending(action: When, setting: str, rest: tuple[str, ...], data: Data) -> bool:
    if len(rest) != 3 or rest[0] != "endings" or rest[2] != HAZARD:
        return False
    ending, wanted = rest[1], getattr(action, "ending", None)
    entry = data.get("settings", {}).get(setting, {}).get("endings", {}).get(ending, {})
    kind = "planned" if entry.get("planned") else "unplanned"
    named = _selects(wanted, ending) or _selects(wanted, kind)
    return _selects(getattr(action, "setting", None), setting) and named


def _of_wait(action: When, setting: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.SetWaitLimit)
    is_limit = len(rest) == 4 and rest[0] == "endings" and rest[2:] == ("wait", "limit")
    return is_limit and _selects(action.setting, setting) and _selects(action.ending, rest[1])


def _of_places(action: When, setting: str, rest: tuple[str, ...], data: Data) -> bool:
    assert isinstance(action, verbs.OnPlaces)
    shared = data.get("settings", {}).get(action.setting, {}).get("shares_places_with")
    return rest == ("places",) and setting in (action.setting, shared)


def _of_occupancy(action: When, setting: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.SetOccupancy)
    is_set = len(rest) == 2 and rest[0] == "occupancy" and getattr(action, rest[1], None) is not None
    return is_set and _selects(action.setting, setting)


def _of_price(action: When, setting: str, rest: tuple[str, ...], _data: Data) -> bool:
    is_price = len(rest) == 1 and rest[0] in PRICES and _selects(getattr(action, "setting", None), setting)
    return is_price and (isinstance(action, verbs.MultiplyPrice) or getattr(action, rest[0]) is not None)


def _of_support(action: When, setting: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.ExtendSupport)
    moves = rest == ("leaving_age", "age") or rest[:2] == ("endings", "support_ends")
    return moves and _selects(action.setting, setting)


def _of_staffing(action: When, team: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.SetStaffing)
    fields = ("posts", "add_posts") if rest == ("posts",) else rest[:1]
    is_set = any(getattr(action, key, None) is not None for key in fields)
    return len(rest) == 1 and is_set and _selects(action.team, team)


def _of_turnover(action: When, team: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.MultiplyTurnover)
    return rest == ("leave_rate",) and _selects(action.team, team)


def _of_key_worker(action: When, team: str, rest: tuple[str, ...], _data: Data) -> bool:
    assert isinstance(action, verbs.SetKeyWorker)
    if not _selects(action.team, team):
        return False
    if rest[0] == "keeps":
        said = set(as_list(action.to, [rest[-1]])) if action.follows else set(action.keeps or {})
        return bool(said) and (rest[-1] in said or LOOKED_AFTER in said | {rest[-1]})
    return rest[0] in ("link", "handover_rate", "bonding_period") and getattr(action, rest[-1], None) is not None


Rule = Callable[[When, str, tuple[str, ...], Data], bool]

ON_SETTINGS: dict[str, Rule] = {
    "multiply_hazard": _of_ending,
    "set_hazard": _of_ending,
    "cap_stay": _of_ending,
    "set_wait_limit": _of_wait,
    "set_places": _of_places,
    "add_places": _of_places,
    "set_occupancy": _of_occupancy,
    "set_price": _of_price,
    "multiply_price": _of_price,
    "extend_support": _of_support,
}
ON_TEAMS: dict[str, Rule] = {
    "set_staffing": _of_staffing,
    "multiply_turnover": _of_turnover,
    "set_key_worker": _of_key_worker,
}
