"""Crews do every task once, in any order, and one task that goes wrong costs no other."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator

import pytest

from carepath_sim.errors import ModelFault, ResourceError
from carepath_sim.experiments import processes, tasks
from carepath_sim.experiments.crews import Crew, InTurn, by_processes, by_threads, crew_for
from carepath_sim.experiments.tasks import Failure
from tests.unit.experiments.chores import DEADLY, FAULTY, end, mostly_squared, squared, weighed, wrong

CREWS = {"in turn": InTurn(), "threads": by_threads(3), "processes": by_processes(2)}
every = pytest.mark.parametrize("crew", CREWS.values(), ids=CREWS)


def nobody_is_left() -> bool:
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("carepath")]
    return not threads and not multiprocessing.active_children()


@every
def test_every_task_is_done_once(crew: Crew) -> None:
    found = list(crew.results(squared, iter(range(30))))
    assert sorted(found) == [(number, number * number) for number in range(30)]
    assert nobody_is_left()


@every
def test_no_task_is_no_result(crew: Crew) -> None:
    assert list(crew.results(squared, [])) == []


@every
def test_tasks_are_pulled_when_there_is_somebody_to_do_them(crew: Crew) -> None:
    pulled: list[int] = []

    def many() -> Iterator[int]:
        for number in range(1000):
            pulled.append(number)
            yield number

    results = crew.results(squared, many(), ahead=4)
    taken = [next(results) for _ in range(3)]
    assert len(pulled) <= len(taken) + 2 * 4  # under way, and done meanwhile
    results.close()
    assert nobody_is_left()


class Growing:
    """Tasks of which there are more once results are there; `for` would not ask again."""

    def __init__(self) -> None:
        self.waiting = [1]

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        if not self.waiting:
            raise StopIteration
        return self.waiting.pop()


@every
def test_results_may_lead_to_more_tasks(crew: Crew) -> None:
    growing, found = Growing(), []
    for task, result in crew.results(squared, growing):
        found.append((task, result))
        if task < 5:
            growing.waiting.append(task + 1)
    assert found == [(number, number * number) for number in range(1, 6)]


@every
def test_an_error_on_purpose_takes_the_place_of_its_result(crew: Crew) -> None:
    found = dict(crew.results(mostly_squared, [FAULTY - 1, FAULTY, FAULTY + 1]))
    failure = found.pop(FAULTY)
    assert found == {FAULTY - 1: (FAULTY - 1) ** 2, FAULTY + 1: (FAULTY + 1) ** 2}
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ModelFault)
    assert not failure.is_quarantined


@every
def test_a_bug_is_raised(crew: Crew) -> None:
    with pytest.raises(ZeroDivisionError):
        list(crew.results(wrong, range(3)))
    assert nobody_is_left()


@every
def test_tasks_that_cannot_be_made_end_everything(crew: Crew) -> None:
    def fewer() -> Iterator[int]:
        yield 1
        raise ResourceError("no more of them")

    with pytest.raises(ResourceError, match="no more of them"):
        list(crew.results(squared, fewer()))
    assert nobody_is_left()


@pytest.mark.slow
def test_a_task_that_ends_every_process_is_named_and_the_others_are_done() -> None:
    found = dict(by_processes(2).results(mostly_squared, range(12)))
    failure = found.pop(DEADLY)
    assert isinstance(failure, Failure)
    assert failure.deaths == 3
    assert str(failure.error).startswith(f"{DEADLY}: every worker that was given it died, 3 in all")
    assert isinstance(found.pop(FAULTY), Failure)
    assert found == {number: number * number for number in range(12) if number not in (DEADLY, FAULTY)}
    assert nobody_is_left()


def test_a_task_on_its_way_to_nobody_is_let_go() -> None:
    """Larger than a pipe holds, it would be waited for for ever once the processes have been ended (Python 3.11.2)."""
    large = [b"-" * 5_000_000, *[b"." * 5_000_000] * 9]
    results = by_processes(2).results(weighed, iter(large), ahead=8)
    assert next(results)[1] == 5_000_000
    ended = threading.Thread(target=results.close, daemon=True)
    ended.start()
    ended.join(timeout=30)
    assert not ended.is_alive()
    assert nobody_is_left()


def test_who_does_not_forgive_ends_at_the_first_death() -> None:
    with pytest.raises(ResourceError, match="worker process died"):
        list(by_processes(2, forgives=False).results(mostly_squared, [DEADLY]))
    assert nobody_is_left()


@pytest.mark.slow
def test_processes_that_die_of_nothing_are_no_fault_of_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "is_over", end)
    with pytest.raises(ResourceError, match="worker process died"):
        list(by_processes(1).results(mostly_squared, [DEADLY, 1, 2]))
    assert nobody_is_left()


def test_a_thread_knows_when_nobody_waits_for_it() -> None:
    waiting, seen = threading.Event(), threading.Event()

    def wait(number: int) -> int:
        if number:
            waiting.set()
            while not tasks.is_over():
                pass
            seen.set()
        return number

    results = by_threads(2).results(wait, [0, 1])
    assert next(results) == (0, 0)
    assert waiting.wait(10)
    results.close()
    assert seen.is_set()
    assert not tasks.is_over()


def test_one_worker_needs_no_other() -> None:
    assert crew_for("reference", 1) == InTurn()
    assert crew_for("compiled", 2) == by_threads(2)
    assert crew_for("reference", 2, forgives=False) == by_processes(2, forgives=False)


def test_a_task_is_called_by_its_name() -> None:
    class Named:
        name = "hub, point 3, replications 0 to 19"

    assert str(tasks.quarantined(Named()).error).startswith("hub, point 3, replications 0 to 19: every worker")
    assert len(tasks.name_of("x" * 1000)) < 50
