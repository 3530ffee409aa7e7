"""The reduced network in plain C (`network.c`), compiled when it is first asked for and called through ctypes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog, Vocabulary
from carepath_sim.model import NO_TIME, Model

SOURCE = Path(__file__).with_name("network.c")
FLAGS = ("-O3", "-ffp-contract=off", "-shared", "-fPIC")
"""No fused multiply-add, so that the same luck gives the same minute on every machine; native code was no faster."""

PEOPLE_TYPES = {"id": np.int64, "born": np.int64, "need": np.int32, "stream": np.int32, "since": np.int64}
"""The columns that C writes of people, in the order of its `Log`."""

NO_DESTINATION = 2
"""What the C program returns where nobody can be let in; 1 where the log was too small."""

POINTER = ctypes.c_void_p
COUNT = ctypes.c_int64


class Network(ctypes.Structure):
    """`Network` of the C source."""

    _fields_ = (
        *((name, COUNT) for name in ("settings", "pools", "transitions", "streams", "lists", "list_width")),
        *((name, COUNT) for name in ("ages", "needs", "start_day", "horizon")),
        *((name, POINTER) for name in ("setting_pool", "is_limited", "places", "allowed", "first_exit")),
        *((name, POINTER) for name in ("transition_stream", "to", "rate")),
        *((name, POINTER) for name in ("entry_rate", "entry_ceiling", "entry_age_share", "entry_need_share")),
        *((name, POINTER) for name in ("entry_list", "entry_list_share")),
    )


class Log(ctypes.Structure):
    """`Log` of the C source."""

    _fields_ = (
        *((name, POINTER) for name in COLUMNS),
        ("rows", COUNT),
        ("row_capacity", COUNT),
        *((name, POINTER) for name in PEOPLE_TYPES),
        ("people", COUNT),
        ("people_capacity", COUNT),
        ("events", COUNT),
    )


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which("gcc") or shutil.which("cc")


@cache
def library() -> Any:
    """The program, compiled in a folder that is gone at once. Raises RuntimeError without a compiler."""
    found = compiler()
    if found is None:
        raise RuntimeError("there is no C compiler (gcc or cc) on this machine")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "network.so"
        subprocess.run([found, *FLAGS, str(SOURCE), "-o", str(target), "-lm"], check=True)
        loaded = ctypes.CDLL(str(target))
    loaded.simulate.argtypes = [POINTER, ctypes.c_uint64, ctypes.c_uint64, POINTER]
    loaded.simulate.restype = ctypes.c_int
    return loaded


class Program:
    """`simulate(seed, replication)` for one model, whose arrays are handed over once."""

    def __init__(self, model: Model, rows: int, people: int) -> None:
        self.model, self.rows, self.people = model, rows, people
        self.library = library()
        order = np.argsort(model.transition_from, kind="stable")
        assert np.array_equal(order, np.arange(len(order))), "transitions must be ordered by setting"
        self.arrays = {
            "setting_pool": model.setting_pool,
            "is_limited": model.is_limited,
            "places": model.places[:, 0],
            "allowed": model.allowed,
            "first_exit": np.searchsorted(model.transition_from, np.arange(len(model.settings) + 1)),
            "transition_stream": model.transition_stream,
            "to": model.to[:, 0],
            "rate": model.hazard[:, :, 0, 0, 0],
            "entry_rate": model.entry_rate[:, 0],
            "entry_ceiling": model.entry_ceiling,
            "entry_age_share": model.entry_age_share,
            "entry_need_share": model.entry_need_share,
            "entry_list": model.entry_list,
            "entry_list_share": model.entry_list_share,
        }
        self.arrays = {name: np.ascontiguousarray(array) for name, array in self.arrays.items()}
        self.network = Network(
            settings=len(model.settings),
            pools=len(model.pools),
            transitions=len(model.transitions),
            streams=len(model.entry_streams),
            lists=model.entry_list.shape[1],
            list_width=model.entry_list.shape[2],
            ages=model.last_age,
            needs=len(model.needs),
            start_day=model.start_day,
            horizon=model.horizon,
            **{name: array.ctypes.data for name, array in self.arrays.items()},
        )

    def simulate(self, seed: int, replication: int) -> EventLog:
        """One replication. Raises RuntimeError if the log does not hold its rows or people."""
        columns = {name: np.empty(self.rows, dtype) for name, dtype in COLUMNS.items()}
        found = {name: np.empty(self.people, dtype) for name, dtype in PEOPLE_TYPES.items()}
        log = Log(
            row_capacity=self.rows,
            people_capacity=self.people,
            **{name: array.ctypes.data for name, array in (columns | found).items()},
        )
        failed = self.library.simulate(ctypes.byref(self.network), seed, replication, ctypes.byref(log))
        if failed == NO_DESTINATION:
            raise RuntimeError("none of the settings that somebody should enter is allowed to them and has a place")
        if failed:
            raise RuntimeError(f"the log holds {self.rows} rows and {self.people} people, and they were not enough")
        columns = {name: column[: log.rows] for name, column in columns.items()}
        people = _people({name: column[: log.people] for name, column in found.items()})
        return EventLog(Vocabulary.of(self.model), **columns, people=people, events=log.events)


def _people(found: dict[str, Any]) -> dict[str, Any]:
    """The people table; what is the same for all of them C does not write."""
    count = len(found["id"])
    same = {"in_care_since": NO_TIME}
    taken = {
        "person": "id",
        "born": "born",
        "need": "need",
        "group": "need",
        "stream": "stream",
        "placed_since": "since",
    }
    return {
        name: found[taken[name]] if name in taken else np.full(count, same[name], dtype)
        for name, dtype in PEOPLE_COLUMNS.items()
    }
