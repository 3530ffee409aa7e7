"""What somebody must know of a design to read what is found: what its costs leave out, and what cannot act in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carepath_sim.catalogue.wording import label_of, listed
from carepath_sim.experiments.designs.bases import AND, NO_POLICIES, Base
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.study import title_of
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Setting, Study, Team

PLACES = re.compile(r"settings\.([^.]+)\.places")
POSTS = re.compile(r"teams\.([^.]+)\.posts")
EFFECT = re.compile(r"effects\[(\d+)\]\.(?:set_places|add_places|set_staffing)\.(?:places|posts|add_posts)")


def remarks(factors: Sequence[Factor], bases: Sequence[Base]) -> tuple[str, ...]:
    """Everything that is to be said of a design over some bases, each sentence once."""
    said = [*left_out(factors, [base.resolved.study for base in bases]), *_of_policies(bases)]
    return tuple(dict.fromkeys(said))


def left_out(factors: Sequence[Factor], studies: Sequence[Study]) -> tuple[str, ...]:
    """What the costs leave out where places or posts are varied: no scenario says how it goes with them."""
    said = (sentence for study in studies for factor in factors for sentence in _of_factor(factor, study))
    return tuple(dict.fromkeys(said))


def _of_factor(factor: Factor, study: Study) -> Iterator[str]:
    for path in factor.paths:
        for setting in _acted_on(path, PLACES, "setting", study):
            if setting in study.settings:
                yield from _of_places(study.settings[setting])
        for team in _acted_on(path, POSTS, "team", study):
            if team in study.teams:
                yield from _of_posts(study.teams[team])


def _acted_on(path: str, form: re.Pattern[str], key: str, study: Study) -> list[str]:
    """The settings or teams whose places or posts stand at a path, or are changed by the effect there."""
    if match := form.fullmatch(path):
        return [match[1]]
    match = EFFECT.fullmatch(path)
    said = (
        getattr(study.effects[int(match[1])].action, key, None)
        if match and int(match[1]) < len(study.effects)
        else None
    )
    return [said] if isinstance(said, str) else list(said or [])


def _of_places(setting: Setting) -> Iterator[str]:
    label = setting.label
    if setting.service is not None:
        yield (
            f"{label} is paid for as one service with the posts of its team, and both are kept as they are, however "
            "many places it has: what more of them would cost in staff and buildings, or fewer save, is left out."
        )
    elif setting.price is not None and setting.empty_place is None:
        yield (
            f"{label}: a place costs something only while somebody lives there; what it takes to find one is left out."
        )


def _of_posts(team: Team) -> Iterator[str]:
    if team.cost is None:
        yield (
            f"{team.label}: what its posts cost is no part of this model by themselves, so that more of them look free."
        )


def _of_policies(bases: Sequence[Base]) -> Iterator[str]:
    """Which choices of policies do not do what they say, scenario by scenario."""
    by_scenario: dict[str, list[Base]] = {}
    for base in bases:
        if base.policies:
            by_scenario.setdefault(base.scenario, []).append(base)
    for name, own in by_scenario.items():
        title = title_of(name, own[0].resolved.study.label)
        labels = {card: each.label for base in bases for card, each in base.resolved.study.policy_cards.items()}
        idle = list(dict.fromkeys(label_of(labels, policy) for base in own for policy in _without(base)))
        if idle:
            yield f"{title} does without what {listed(idle)} acts on: there it changes nothing."
        late = dict.fromkeys(label_of(labels, policy) for base in own for policy in _too_late(base.resolved))
        if late:
            yield f"{title}: {listed(list(late))} would begin when the study is over, and changes nothing."
        yield from _of_its_own(title, own)


def _of_its_own(title: str, own: Sequence[Base]) -> Iterator[str]:
    """What a scenario does besides policies, which stays whatever they are."""
    study = own[0].resolved.study
    cards = {name: card.label for name, card in study.practice_cards.items()}
    stays = [label_of(cards, use.practice_model) for use in study.practice_models]
    stays += ["the effects written in its file"] if any(effect.policy is None for effect in study.effects) else []
    if stays:
        yield f"{title} keeps {listed(stays)} under every choice of policies, and under none of them."


def _without(base: Base) -> list[str]:
    """The policies of a choice that its base had to leave out."""
    put_to_use = {use.policy for use in base.resolved.study.policies}
    wanted = [] if base.policies == NO_POLICIES else [name.strip() for name in base.policies.split(AND)]
    return [name for name in wanted if name not in put_to_use]


def _too_late(resolved: Resolved) -> list[str]:
    """The policies put to use of which no effect begins before the study ends."""
    study = resolved.study
    begins: dict[str, list[bool]] = {}
    for effect in study.effects:
        if effect.policy in {use.policy for use in study.policies}:
            start = getattr(effect.action, "start", None)
            days = 0 if start is None else (start - study.start).days
            begins.setdefault(str(effect.policy), []).append(days < study.horizon.amount)
    return [policy for policy, is_on in begins.items() if not any(is_on)]
