"""What a number is called on a chart: `Places, No Wrong Door hub`, `Hazard of entering care, edge of care`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.catalogue.wording import in_sentence, label_of
from carepath_sim.experiments.designs.happenings import happening
from carepath_sim.scenario.schema import Study

WORDS = {
    "places": "Places",
    "price": "Price of a place",
    "service": "Cost of the service",
    "empty_place": "Price of an empty place",
    "occupancy.keep_free": "Places kept free",
    "occupancy.fill_to": "Occupancy aimed at",
    "occupancy.hold": "Longest hold of a move",
    "occupancy.panel_min_stay": "Stay before the panel acts",
    "staffed_by.posts_needed": "Posts that keep all places open",
    "posts": "Posts",
    "caseload_limit": "Caseload limit",
    "bonding_period": "Bonding period",
    "leave_rate": "Turnover",
    "time_to_recruit": "Time to recruit",
    "time_to_cover": "Time to agency cover",
    "agency_stay": "Stay of agency workers",
    "start_shares.vacant": "Posts vacant at the start",
    "start_shares.permanent": "Posts permanent at the start",
    "start_shares.agency": "Posts agency at the start",
    "handover_rate": "Handovers",
    "cost.permanent": "Cost of a permanent worker",
    "cost.agency": "Cost of an agency worker",
    "cost.vacant": "Cost of a vacant post",
    "cost.recruitment": "Cost of recruiting",
    "link.none": "Key-worker link: unplanned endings without a key worker",
    "link.new": "Key-worker link: unplanned endings with a new key worker",
    "rate": "Entries",
    "ceiling": "Ceiling of entries",
}
WHOLE_PATHS = {
    "prices.move.planned": "Cost of arranging a planned move",
    "prices.move.unplanned": "Cost of arranging an unplanned move",
    "prices.entry": "Cost of an entry to care",
    "finance.inflation": "Growth of all prices",
}
VERBS = {
    "multiply_hazard.by": "How often stays end",
    "multiply_entries.by": "How many come",
    "multiply_turnover.by": "Turnover, times",
    "multiply_price.by": "Price, times",
    "set_places.places": "Places",
    "add_places.places": "Places added",
    "set_wait_limit.limit": "Longest wait",
    "cap_stay.limit": "Longest stay",
    "set_staffing.add_posts": "Posts added",
    "set_key_worker.none": "Unplanned endings without a key worker",
    "set_key_worker.new": "Unplanned endings with a new key worker",
    "add_cost.cost": "Cost",
}
ENDED = {
    "multiply_hazard.by": "How often it comes to {}",
    "set_hazard.hazard": "Hazard of {}",
    "set_wait_limit.limit": "Longest wait before {}",
}
"""What an effect's number says of a way in which stays end, where it names one."""
USES = {"fidelity": "Fidelity", "uptake": "Uptake"}


def label(study: Study, keys: KeyPath) -> str:
    """A short name of the number at a path, made of the labels that the study gives."""
    match keys:
        case ("settings", str(name), *rest):
            return _of_setting(study, name, _words(rest), rest)
        case ("teams", str(name), *rest):
            return _joined(_of_team(study, rest), study.teams[name].label)
        case ("demand", "streams", str(name), *rest):
            return _joined(_of_stream(study, name, rest), study.demand.streams[name].label)
        case ("effects", int(index), *rest):
            return _of_effect(study, index, rest)
        case ("practice_models", int(index), *rest):
            return _of_use(study, index, rest)
        case ("prices", "grants", str(need), str(when)):
            return f"Grant for {need.replace('_', ' ')} young people, {when.replace('_', ' ')}"
        case ("finance", "discount_rates", str(years)):
            return f"Discount rate, years {years}"
    return WHOLE_PATHS.get(_words(keys)) or _fallback(keys)


def _joined(what: str, whose: str) -> str:
    return f"{what}, {in_sentence(whose.replace(',', ''))}"


def _words(keys: Sequence[str | int]) -> str:
    return ".".join(str(key) for key in keys)


def _fallback(keys: Sequence[str | int]) -> str:
    words = " ".join(str(key + 1 if isinstance(key, int) else key).replace("_", " ") for key in keys)
    return words[:1].upper() + words[1:]


def _settings(study: Study) -> Mapping[str, str]:
    return {name: setting.label for name, setting in study.settings.items()}


def _to(study: Study, name: str) -> str:
    """Where somebody goes, within a label."""
    if name == "looked_after":
        return "any care setting"
    return "out of the system" if name == "out" else in_sentence(label_of(_settings(study), name).replace(",", ""))


def _of_setting(study: Study, name: str, words: str, rest: Sequence[str | int]) -> str:
    setting = study.settings[name]
    match rest:
        case ("endings", str(ending), *last):
            said = happening(ending, _settings(study)).replace(",", "")
            what = f"Longest wait before {said}" if last[0] == "wait" else f"Hazard of {said}"
        case ("leaving_age", "shares", int(index), *_) if setting.leaving_age:
            share = setting.leaving_age.shares[index]
            what = f"Share to {_to(study, share.to)} at {setting.leaving_age.age}"
        case _:
            what = WORDS.get(words) or _fallback(rest)
    return _joined(what, setting.label)


def _of_team(study: Study, rest: Sequence[str | int]) -> str:
    match rest:
        case ("keeps", str(setting)):
            return f"Key worker kept after a move to {_to(study, setting)}"
    return WORDS.get(_words(rest)) or _fallback(rest)


def _of_stream(study: Study, name: str, rest: Sequence[str | int]) -> str:
    match rest:
        case ("enters", int(index), *_):
            return f"Share entering {_to(study, study.demand.streams[name].enters[index].to[0])}"
        case (("ages" | "needs") as kind, "shares", key):
            who = f"aged {key}" if kind == "ages" else f"of the need group {str(key).replace('_', ' ')}"
            return f"Share {who} on arrival"
    return WORDS.get(_words(rest)) or _fallback(rest)


def _of_effect(study: Study, index: int, rest: Sequence[str | int]) -> str:
    effect = study.effects[index]
    verb, *below = rest
    what = VERBS.get(_words(rest)) or WORDS.get(_words(below)) or WORDS.get(f"occupancy.{_words(below)}")
    match below:
        case ("keeps", str(setting)):
            what = f"Key worker kept after a move to {_to(study, setting)}"
        case ("follows",):
            to = getattr(effect.action, "to", None)
            names = [to] if isinstance(to, str) else list(to or [])
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            what = f"Key worker kept after {f'a move to {_to(study, names[0])}{more}' if names else 'any move'}"
        case ("fidelity",):
            what = f"Fidelity of {str(verb).replace('_', ' ')}"
    what = _of_ending(study, effect.action, _words(rest)) or what
    found = _joined(what or _fallback(below), _whose(study, index))
    card = study.policy_cards.get(effect.policy or "") or study.practice_cards.get(effect.policy or "")
    return f"{found} ({card.label})" if card else found


def _whose(study: Study, index: int) -> str:
    """What an effect acts on, in words: the settings, teams or streams; or its heading."""
    action = study.effects[index].action
    labels: Mapping[str, Mapping[str, str]] = {
        "setting": _settings(study),
        "team": {name: team.label for name, team in study.teams.items()},
        "stream": {name: stream.label for name, stream in study.demand.streams.items()},
    }
    found = []
    for key in ("setting", "team", "stream", "heading"):
        said = getattr(action, key, None)
        names = [said] if isinstance(said, str) else list(said or [])
        found += [label_of(labels.get(key, {}), name) for name in names[:1]]
        found += [f"and {len(names) - 1} more"] if len(names) > 1 else []
    return " ".join([*found[:1], *(in_sentence(words) for words in found[1:])]).replace(",", "") or "everywhere"


def _of_ending(study: Study, action: object, words: str) -> str:
    """What a number of an effect says of the ways in which stays end that the effect names, if it names any."""
    said = getattr(action, "ending", None)
    names = [said] if isinstance(said, str) else list(said or [])
    if words not in ENDED or not names:
        return ""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return ENDED[words].format(happening(names[0], _settings(study)).replace(",", "")) + more


def _of_use(study: Study, index: int, rest: Sequence[str | int]) -> str:
    use = study.practice_models[index]
    card = study.practice_cards[use.practice_model]
    match rest:
        case ("levers", str(name)):
            return f"Fidelity of {in_sentence(card.levers[name].label)} ({card.label})"
    return f"{USES.get(_words(rest)) or _fallback(rest)} of {card.label}"
