"""A sweep whose processes are killed at random moments: `python -m tests.unit.experiments.sweeps.killing FOLDER KILLS`.

A process of its own, in one thread, which has loaded and compiled everything: a copy of it starts at once.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from carepath_sim.engines.compiled.compiling import prepare
from carepath_sim.experiments.laboratory.code_version import OF_MODELS, OF_VALUES, code_version
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.sweeps.sweep import load_sweep, sweep
from tests.unit.experiments.sweeps.small_sweeps import content, small_bases, small_design

REPLICATIONS = 70


def run(folder: Path) -> None:
    """The sweep, by two threads."""
    sweep(small_design(replications=REPLICATIONS), small_bases(), folder, Setup(0, (), workers=2))


def started(folder: Path) -> int:
    """The number of a process that runs the sweep."""
    child = os.fork()
    if child:
        return child
    try:
        run(folder)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def is_killed(folder: Path, after: float) -> bool:
    """Start a process on the sweep and kill it after some seconds, unless it has ended by then."""
    child = started(folder)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a process that went on with the sweep ended in an error")
    return os.WIFSIGNALED(status)


def main(folder: Path, kills: int) -> None:
    """Kill so many processes, let each store be finished between kills, and tell what was found."""
    small_bases()
    prepare()
    for parts in (OF_VALUES, OF_MODELS):
        code_version(parts)  # once for all, so that nobody's editing changes it in between
    began = time.perf_counter()
    os.waitpid(started(folder / "whole"), 0)
    whole = time.perf_counter() - began
    expected = content(folder / "whole")
    dice = random.Random(kills)
    found = {"kills": 0, "stores": 0, "alike": 0, "blocks": len([name for name in expected if "blocks/" in name])}
    interrupted = []
    while found["kills"] < kills:
        store = folder / f"store{found['stores']}"
        # Mostly early, so that much is left to go on with; sometimes at the close, or after it.
        while is_killed(store, whole * dice.choice([0.3, 0.6, 1.1]) * dice.random()):
            found["kills"] += 1
            interrupted.append(sum(1 for _ in store.rglob("0*.parquet")))
        found["stores"] += 1
        mine = content(store)
        found["alike"] += mine == expected
        different = sorted(name for name in {**mine, **expected} if mine.get(name) != expected.get(name))
        if different:
            print(f"{store.name} differs in {different}", file=sys.stderr)
        load_sweep(store)
        shutil.rmtree(store)
    print(json.dumps({**found, "after": sorted(set(interrupted))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
