"""A card for each practice model in use: who is offered it, what it changes and costs, and how far both are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.parts import LeverRow, PracticeCard
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Parameter, Provenance
from carepath_sim.scenario.practice_models import NOT_RATED, TIERS, Lever, PracticeModel, PracticeUse
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.saying import effect_words, is_cost, is_neutral, number_words
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.walk import numbers

COST_BANDS = {
    "1": "less than £100",
    "2": "£100 to £499",
    "3": "£500 to £999",
    "4": "£1,000 to £2,000",
    "5": "more than £2,000",
}
"""The published bands of the Foundations Guidebook, for each unit delivered."""


@dataclass(frozen=True)
class Used:
    """One practice model as one scenario uses it."""

    scenario: str  # as the page calls it
    study: Study
    use: PracticeUse
    card: PracticeModel

    def effects(self, lever: str | None) -> list[Effect]:
        """The effects of a lever, or of its costs."""
        name = self.use.practice_model
        return [each for each in self.study.effects if each.policy == name and each.lever == lever]

    def fidelity(self, lever: str) -> Provenance | None:
        """How faithfully a lever is carried out."""
        return self.use.levers.get(lever) or self.use.fidelity

    @property
    def dates(self) -> str:
        """From when until when it is used."""
        parts = [f"{word} {date}" for word, date in (("from", self.use.start), ("until", self.use.until)) if date]
        return f" ({' '.join(parts)})" if parts else ""


def uses(resolved: Sequence[Resolved], titles: Mapping[str, str]) -> dict[str, list[Used]]:
    """Every practice model in use, in the order of first use, with the scenarios that use it; `titles` by name."""
    found: dict[str, list[Used]] = {}
    for each in resolved:
        for use in each.study.practice_models:
            name, card = use.practice_model, each.study.practice_cards[use.practice_model]
            found.setdefault(name, []).append(Used(titles.get(each.name, each.name), each.study, use, card))
    return found


def cards(found: Mapping[str, Sequence[Used]], scenarios: int, labels: Mapping[str, str]) -> tuple[PracticeCard, ...]:
    """A card for each practice model in use, of so many scenarios."""
    return tuple(_card(used, scenarios, labels) for used in found.values())


def line(practice: Sequence[PracticeCard]) -> str:
    """The practice models in use and the tier of their evidence, in a sentence; nothing if there are none."""
    known = [f"tier {card.tier[0]}{', cost only' if card.silent else ''}" for card in practice]
    named = [f"{card.label} ({words})" for card, words in zip(practice, known, strict=True)]
    return f"Practice models in use, with the tier of their evidence: {listed(named)}." if named else ""


def _card(used: Sequence[Used], scenarios: int, labels: Mapping[str, str]) -> PracticeCard:
    card = used[0].card
    return PracticeCard(
        label=card.label,
        description=card.description,
        used_in="" if len(used) == scenarios and not any(each.dates for each in used) else _used_in(used),
        offered=_offered(card),
        uptake=by_scenario((each.scenario, _share(each.use.uptake)) for each in used),
        tier=f"{card.tier}: {TIERS[card.tier]}",
        evidence=card.evidence,
        rating=_with_note(card.evidence_rating, card.evidence_rating_note),
        spread="includes no effect" if card.no_effect_in_range else "leaves out no effect, as the evidence does",
        cost_rating=_with_note(_cost_band(card.cost_rating), card.cost_rating_note),
        costs=_sentences(used, None, labels),
        levers=tuple(_lever(used, name, lever, labels) for name, lever in card.levers.items()),
        sources=_sources(used),
        silent=_silent(used),
        note=card.note or "",
    )


def _used_in(used: Sequence[Used]) -> str:
    return listed([f"{each.scenario}{each.dates}" for each in used])


def _offered(card: PracticeModel) -> str:
    groups = listed([name.replace("_", " ") for name in card.offered_to or []])
    told = card.offered_in_words.rstrip(".")
    if not groups:
        return told or "Everybody"
    return f"{told} (need groups: {groups})" if told else f"Need groups: {groups}"


def _share(number: Provenance | None) -> str:
    return "" if number is None else f"{number_words(number)}, {number.status}"


def by_scenario(values: Iterable[tuple[str, str]]) -> str:
    """What is said of each scenario, once if it is the same of all: `100%`, or `100% in Hub; 40% in Pilot`."""
    found: dict[str, list[str]] = {}
    for scenario, value in values:
        found.setdefault(value, []).append(scenario)
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(f"{value} in {listed([in_sentence(name) for name in names])}" for value, names in found.items())


def fidelity_words(number: Provenance | None) -> str:
    """How faithfully a lever is carried out; nothing is left of one at 0%."""
    if isinstance(number, Parameter):
        return "switched off" if number.amount == 0 else str(number.value)
    return "100%"


def _lever(used: Sequence[Used], name: str, lever: Lever, labels: Mapping[str, str]) -> LeverRow:
    effects = [effect for each in used for effect in each.effects(name)]
    statuses = sorted({number.status for effect in effects for _, number in numbers(effect.action)})
    return LeverRow(
        label=lever.label,
        changes=_sentences(used, name, labels) or ("Nothing in this model.",),
        fidelity=by_scenario((each.scenario, fidelity_words(each.fidelity(name))) for each in used),
        known=", ".join([*([] if lever.measured else ["no measured effect"]), *statuses]),
        note=lever.note or "",
    )


def _sentences(used: Sequence[Used], lever: str | None, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Every effect in words, once; which scenario has it, unless all that use the practice model do."""
    found: dict[str, list[str]] = {}
    for each in used:
        for effect in each.effects(lever):
            unsaid = [key for key in ("start", "until") if getattr(effect.action, key) == getattr(each.use, key)]
            found.setdefault(effect_words(effect, labels, unsaid), []).append(each.scenario)
    return tuple(
        text if len(where) >= len(used) else f"{text[:-1]} (in {listed([in_sentence(name) for name in where])})."
        for text, where in found.items()
    )


def _silent(used: Sequence[Used]) -> str:
    """What to say of a practice model of which nothing but its cost can show; nothing of any other."""
    acting = [
        (each.fidelity(name), effect)
        for each in used
        for name in each.card.levers
        for effect in each.effects(name)
        if not is_neutral(effect) and not is_cost(effect)
    ]
    if any(fidelity_words(fidelity) != "switched off" for fidelity, _ in acting):
        return ""
    costs = any(each.effects(None) for each in used)
    why = "What could change anything is switched off here" if acting else "No measured effect"
    return f"{why}: {'only its cost shows' if costs else 'nothing of it shows'}."


def _with_note(rating: str, note: str) -> str:
    said = rating if rating != NOT_RATED else NOT_RATED.capitalize()
    return f"{said}. {note}" if note else said


def _cost_band(rating: str) -> str:
    return f"{rating} of 5 ({COST_BANDS[rating]} for each unit delivered)" if rating in COST_BANDS else rating


def _sources(used: Sequence[Used]) -> tuple[str, ...]:
    """The sources of the card and of its numbers, by title."""
    found = {}
    for each in used:
        effects = [effect for name in (None, *each.card.levers) for effect in each.effects(name)]
        named = [number.source for effect in effects for _, number in numbers(effect.action)]
        for key in (each.card.source, *each.card.sources, *named):
            if key in each.study.sources:
                source = each.study.sources[key]
                found[key] = f"{source.publisher}, {source.title} ({source.year})"
    return tuple(found.values())
