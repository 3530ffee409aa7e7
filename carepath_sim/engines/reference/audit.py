"""The guards of rule 47, worked out afresh from who lives where rather than from the engine's own counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from carepath_sim.model import NOT_SERVED, NOWHERE

if TYPE_CHECKING:
    from carepath_sim.engines.reference.pathway import Pathway


def audit(pathway: Pathway) -> None:
    """Raise ModelFault if people, places, queues or caseloads do not add up, or the drain left something undone."""
    _people_add_up(pathway)
    _places_add_up(pathway)
    _queues_hold_who_they_should(pathway)
    _caseloads_add_up(pathway)
    _drain_is_complete(pathway)


def _people_add_up(pathway: Pathway) -> None:
    came, present = len(pathway.record.people), len(pathway.moves.people)
    housed = sum(len(residents) for residents in pathway.places.residents)
    if housed != present:
        raise pathway.record.fault(47, f"{present} people are present but {housed} live somewhere")
    if came != present + pathway.moves.gone:
        raise pathway.record.fault(47, f"{came} came, {present} are present and {pathway.moves.gone} left")


def _places_add_up(pathway: Pathway) -> None:
    living: Counter[int] = Counter()
    for setting, residents in enumerate(pathway.places.residents):
        living[pathway.tables.setting_pool[setting]] += len(residents)
        for person in residents.values():
            if person.setting != setting:
                raise pathway.record.fault(47, "somebody is counted where they do not live", person.id)
    for pool, occupied in enumerate(pathway.places.occupied):
        if living[pool] != occupied:
            raise pathway.record.fault(47, f"{living[pool]} live in pool {pool}, which counts {occupied}")


def _queues_hold_who_they_should(pathway: Pathway) -> None:
    for pool, queue in enumerate(pathway.places.queues):
        if queue != sorted(queue):
            raise pathway.record.fault(47, f"the queue of pool {pool} is out of order")
        for *_, person in queue:
            wait = person.wait
            if wait is None or pathway.tables.setting_pool[wait.destination] != pool:
                raise pathway.record.fault(47, "somebody queues for what they do not wait for", person.id)
            if not pathway.places.may_live_in(person, wait.destination):
                raise pathway.record.fault(47, "somebody queues for a setting not allowed to them", person.id)
    waiting = sum(person.wait is not None for person in pathway.moves.people.values())
    if waiting != sum(len(queue) for queue in pathway.places.queues):
        raise pathway.record.fault(47, "somebody waits outside every queue, or in two")
    held = sum(person.hold is not None for person in pathway.moves.people.values())
    if held != len(pathway.moves.held):
        raise pathway.record.fault(47, "somebody is held without being listed, or listed twice")


def _caseloads_add_up(pathway: Pathway) -> None:
    caseloads = Counter(person.worker for person in pathway.moves.people.values() if person.worker != NOWHERE)
    for post in pathway.workers.posts:
        if caseloads[post.index] != len(post.people):
            raise pathway.record.fault(47, f"post {post.index} counts people who are not its own")
        if post.people and not post.is_filled:
            raise pathway.record.fault(47, f"post {post.index} has people but no holder")
    if any(queue != sorted(queue) for queue in pathway.workers.queues):
        raise pathway.record.fault(47, "a needs queue is out of order")
    queued = {person.id for queue in pathway.workers.queues for *_, person in queue}
    for person in pathway.moves.people.values():
        needs_worker = person.relationship != NOT_SERVED and person.worker == NOWHERE
        if needs_worker != (person.id in queued):
            raise pathway.record.fault(
                47, "somebody needs a worker outside the queue, or queues without need", person.id
            )


def _drain_is_complete(pathway: Pathway) -> None:
    for pool, queue in enumerate(pathway.places.queues):
        if queue and pathway.places.can_serve_queue(pool):
            raise pathway.record.fault(47, f"pool {pool} has room and a queue", queue[0][-1].id)
    for *_, person in pathway.moves.held:
        if person.hold is None or not pathway.places.holds_back(person, person.hold.destination):
            raise pathway.record.fault(47, "somebody is held without reason", person.id)
    for team, needing in enumerate(pathway.workers.queues):
        limit = pathway.tables.caseload_limit[team][pathway.piece]
        if needing and any(post.is_filled and len(post.people) < limit for post in pathway.workers.teams[team]):
            raise pathway.record.fault(47, f"team {team} has room and a queue", needing[0][-1].id)
