"""What an effect does, as a sentence for a reader who has never seen a scenario file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from carepath_sim.catalogue.wording import in_sentence, label_of, listed
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.resolved import value_words
from carepath_sim.scenario.units import Quantity

Labels = Mapping[str, str]
LIMITS = {"start": "from", "until": "until", "ramp": "brought in over"}


def effect_words(effect: Effect, labels: Labels, unsaid: Collection[str] = ()) -> str:
    """One effect as a sentence: what happens to what, with its numbers, their ranges and its limits.

    `unsaid` names limits (start, until, ramp) that the reader knows already.
    """
    action = effect.action
    said = SENTENCES[effect.verb](action, labels)
    given = ((word, getattr(action, key, None)) for key, word in LIMITS.items() if key not in unsaid)
    limits = [f"{word} {found}" for word, found in given if found is not None]
    limits += [f"carried out to {value_words(action.fidelity)}"] if action.fidelity is not None else []
    return f"{in_sentence_start(said)}{_people(action)}{f' ({listed(limits)})' if limits else ''}."


def in_sentence_start(text: str) -> str:
    """A text with a capital letter first."""
    return text[:1].upper() + text[1:]


def number_words(number: Provenance) -> str:
    """A number with its range."""
    return value_words(number) + _range(number)


def span(low: str, high: str) -> str:
    """Two ends of a range, with what both say after the figure said once."""
    (first, _, tail), (_, _, other) = low.partition(" "), high.partition(" ")
    return f"{first if tail == other else low} to {high}"


def _range(number: Provenance) -> str:
    spread = getattr(number, "range", None)
    return f" (range {span(str(spread.low), str(spread.high))})" if spread else ""


def _times(number: Parameter[Quantity], what: str) -> str:
    """A multiplier: how often, how many or how dear, against what it would be without it."""
    text = value_words(number)
    if number.amount == 1:
        return f"as {what} as without it{_range(number)}"
    if text.endswith(("fewer", "less", "lower", "more", "higher")):
        return text + _range(number)
    return f"{text.removesuffix(' times')} times as {what}{_range(number)}"


def is_neutral(effect: Effect) -> bool:
    """Whether an effect, as it stands, leaves everything as it was."""
    action = effect.action
    amounts = [value for _, value in action if isinstance(value, Parameter)]
    by = [value for name, value in action if name == "by" and isinstance(value, Parameter)]
    if by:
        return by[0].amount == 1.0
    return effect.verb in ("add_places", "add_cost") and all(each.amount == 0 for each in amounts)


def is_cost(effect: Effect) -> bool:
    """Whether an effect spends money and does nothing else."""
    return effect.verb in ("add_cost", "set_price", "multiply_price")


def _numbers(action: Any, table: Mapping[str, str]) -> list[str]:
    """Each number of an action that a table has words for, where it is given."""
    given = ((words, getattr(action, key, None)) for key, words in table.items())
    return [words.format(number_words(number)) for words, number in given if number is not None]


def _people(action: Any) -> str:
    ages, needs = getattr(action, "ages", None), _several(getattr(action, "need", None))
    told = [f"aged {ages}"] if ages else []
    told += [f"of the need group {listed([each.replace('_', ' ') for each in needs])}"] if needs else []
    return f", for young people {' and '.join(told)}" if told else ""


def _several(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _names(value: str | list[str] | None, labels: Labels) -> str:
    names = [in_sentence(label_of(labels, name)) for name in _several(value)]
    return "; ".join(names) if len(names) > 1 and any("," in name for name in names) else listed(names)


def _endings(action: Any, labels: Labels) -> str:
    names = _several(action.ending)
    if not names:
        return "moves"
    known = {"planned": "planned moves", "unplanned": "unplanned endings"}
    return listed([known.get(name) or ending_words(name, labels) for name in names])


def ending_words(name: str, labels: Labels) -> str:
    """The name of an ending as a sentence has it."""
    destination = name.removeprefix("to_")
    if destination in labels:
        return f"moves to {in_sentence(labels[destination])}"
    return name.replace("_", " ")


def _out_of(action: Any, labels: Labels) -> str:
    return f" from {_names(action.setting, labels)}" if action.setting else ""


def _multiply_hazard(action: Any, labels: Labels) -> str:
    return f"{_endings(action, labels)}{_out_of(action, labels)}: {_times(action.by, 'often')}"


def _set_hazard(action: Any, labels: Labels) -> str:
    return f"{_endings(action, labels)}{_out_of(action, labels)}: now {number_words(action.hazard)}"


def _multiply_entries(action: Any, labels: Labels) -> str:
    streams = _names(action.stream, labels)
    return f"arrivals{f' ({streams})' if streams else ''}: {_times(action.by, 'many')}"


def _set_places(action: Any, labels: Labels) -> str:
    return f"{_names(action.setting, labels)}: now {number_words(action.places)}{_leaving(action)}"


def _add_places(action: Any, labels: Labels) -> str:
    return f"{_names(action.setting, labels)}: {_added(action.places)}{_leaving(action)}"


def _added(number: Parameter[Quantity]) -> str:
    words = number_words(number)
    return f"{words} added" if number.amount >= 0 else f"changed by {words}"


def _leaving(action: Any) -> str:
    return "; those who live there move" if action.by == "moving" else ""


def _set_price(action: Any, labels: Labels) -> str:
    kinds = {"price": "for each young person", "service": "for the whole service", "empty_place": "for an empty place"}
    found = [f"{number_words(getattr(action, key))} {words}" for key, words in kinds.items() if getattr(action, key)]
    return f"{_names(action.setting, labels)} costs {listed(found)}"


def _multiply_price(action: Any, labels: Labels) -> str:
    return f"{_names(action.setting, labels) or 'every setting'}: {_times(action.by, 'dear')}"


def _set_wait_limit(action: Any, labels: Labels) -> str:
    moves = _endings(action, labels) if action.ending else "planned moves"
    return f"{moves}{_out_of(action, labels)} wait for a place at most {number_words(action.limit)}"


def _set_or_else(action: Any, labels: Labels) -> str:
    tried = _names(action.to, labels) or "nowhere else"
    return f"{ending_words(action.ending, labels)} from {_names(action.setting, labels)}: after the wait, {tried}"


OCCUPANCY = {
    "keep_free": "{} kept free",
    "fill_to": "filled up to {}",
    "hold": "planned moves on held back for at most {}",
    "panel_min_stay": "nobody is moved in before a stay of {}",
}
NOUGHT = {
    "keep_free": "no place kept free",
    "fill_to": "no occupancy aimed at",
    "hold": "no planned move on held back",
}
"""What it means that a number is nought."""


def _set_occupancy(action: Any, labels: Labels) -> str:
    found = [NOUGHT[key] for key in NOUGHT if (number := getattr(action, key)) is not None and number.amount == 0]
    found += _numbers(action, {key: words for key, words in OCCUPANCY.items() if NOUGHT.get(key) not in found})
    found += [f"filled from {_names(action.fill_from, labels)}"] if action.fill_from else []
    return f"{_names(action.setting, labels)}: {', '.join(found) or 'as set'}"


STAFFING = {
    "posts": "now {}",
    "caseload_limit": "at most {} for each worker",
    "leave_rate": "permanent workers who leave: {}",
    "time_to_recruit": "{} to recruit",
    "time_to_cover": "{} to agency cover",
    "agency_stay": "agency workers stay {}",
    "handover_rate": "handovers to a colleague: {}",
    "none": "unplanned endings without a key worker: {} times as often",
    "new": "unplanned endings with a new key worker: {} times as often",
    "bonding_period": "a relationship counts as settled after {}",
}


def _set_staffing(action: Any, labels: Labels) -> str:
    found = [_added(action.add_posts)] if action.add_posts is not None else []
    return f"{_names(action.team, labels)}: {', '.join([*found, *_numbers(action, STAFFING)]) or 'as set'}"


def _multiply_turnover(action: Any, labels: Labels) -> str:
    whose = _names(action.team, labels) or "every team"
    return f"permanent workers of {whose} leave {_times(action.by, 'often')}"


def _set_key_worker(action: Any, labels: Labels) -> str:
    found = []
    if action.follows is not None:
        after = "any move" if action.to is None else f"a move to {_names(action.to, labels)}"
        found.append(f"the key worker stays on {_for(action.follows)} after {after}")
    alike: dict[str, list[str]] = {}
    for name, time in (action.keeps or {}).items():
        alike.setdefault(_for(time), []).append(name)
    for words, names in alike.items():
        found.append(f"the key worker stays on {words} after a move to {_names(names, labels)}")
    found += _numbers(action, STAFFING)
    if action.agency_bonds is not None:
        found.append(f"relationships with agency workers {'do' if action.agency_bonds else 'never'} settle")
    return f"{_names(action.team, labels)}: {'; '.join(found) or 'as set'}"


def _for(time: Provenance) -> str:
    words = number_words(time)
    return words if words.startswith("for ") else f"for {words}"


def _cap_stay(action: Any, labels: Labels) -> str:
    where, move = _names(action.setting, labels), ending_words(action.ending, labels)
    return f"stays in {where} last at most {number_words(action.limit)}, then end by {move}"


def _extend_support(action: Any, labels: Labels) -> str:
    return f"support in {_names(action.setting, labels)} lasts to the age of {action.until_age}"


def _add_cost(action: Any, labels: Labels) -> str:
    where = f" for every stay that begins in {_names(action.setting, labels)}" if action.setting else ""
    return f"{action.heading}: {number_words(action.cost)}{where}"


SENTENCES: Mapping[str, Callable[[Any, Labels], str]] = {
    "multiply_hazard": _multiply_hazard,
    "set_hazard": _set_hazard,
    "multiply_entries": _multiply_entries,
    "set_places": _set_places,
    "add_places": _add_places,
    "set_price": _set_price,
    "multiply_price": _multiply_price,
    "set_wait_limit": _set_wait_limit,
    "set_or_else": _set_or_else,
    "set_occupancy": _set_occupancy,
    "set_staffing": _set_staffing,
    "multiply_turnover": _multiply_turnover,
    "set_key_worker": _set_key_worker,
    "cap_stay": _cap_stay,
    "extend_support": _extend_support,
    "add_cost": _add_cost,
}
"""A sentence for each verb; a new verb adds a line."""
