"""Tasks to try a crew with: quick, slow, wrong and deadly ones."""

from __future__ import annotations

import os
import time
from pathlib import Path

from carepath_sim.errors import ModelFault
from carepath_sim.experiments.laboratory.working import Done, Work, perform

DEADLY = 5
FAULTY = 7
BROKEN = 9


def squared(number: int) -> int:
    return number * number


def slowly_squared(number: int) -> int:
    time.sleep(0.05)
    return number * number


def weighed(task: bytes) -> int:
    """How long a task is; one that begins with a full stop takes its time."""
    time.sleep(5 if task.startswith(b".") else 0)
    return len(task)


def mostly_squared(number: int) -> int:
    """The square; one number is against the rules, one is a bug, and one ends the process."""
    time.sleep(0.02)
    if number == FAULTY:
        raise ModelFault(48, f"{number} is against the rules")
    if number == DEADLY:
        os._exit(1)
    return number * number


def wrong(number: int) -> int:
    return 1 // (number - number)


def told(folder: Path, number: int) -> int:
    """The square, once it is noted who works it out."""
    (folder / f"{number}-{os.getpid()}").touch()
    time.sleep(0.1)
    return number * number


def end() -> None:
    os._exit(1)


def perform_or_die(work: Work) -> Done:
    """A block of a sweep; one of them ends its worker."""
    if work.name.startswith("scenario calm, point 2, replications 21"):
        os._exit(1)
    return perform(work)
