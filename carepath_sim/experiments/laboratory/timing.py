"""What a sweep took: read from its journal, over all the times it was started."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

WALL, PROCESSOR = "at", "seconds"
STATUS = Path("/proc/self/status")


def timing(journal: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Blocks, seconds of processor time each, efficiency and memory, as the manifest tells them.

    Parallel efficiency is the share of the workers' time by the clock on the wall in which
    a processor worked on blocks: worker seconds / (wall seconds x workers). What else a
    machine does meanwhile counts against it. A start that was killed counts up to its last block.
    """
    seconds: list[float] = []
    starts: list[dict[str, Any]] = []
    seen: set[str] = set()
    for line in journal:
        if "start" in line:
            starts.append({"workers": int(line.get("workers", 0)), "wall": 0.0, "memory": 0})
            seen = set()
        if "key" in line:
            seconds.append(float(line.get(PROCESSOR, 0.0)))
            seen.add(str(line.get("worker", "")))
        if starts:
            last = starts[-1]
            last["wall"] = max(last["wall"], float(line.get(WALL, 0.0)))
            last["memory"] = max(last["memory"], int(line.get("peak_memory", 0)))
            if not last["workers"]:
                last["met"] = len(seen)
    return _told(np.array(seconds), starts)


def _told(seconds: np.ndarray, starts: list[dict[str, Any]]) -> dict[str, Any]:
    wall = sum(each["wall"] for each in starts)
    offered = sum(each["wall"] * (each["workers"] or each.get("met", 0)) for each in starts)
    middle, most, worst = np.percentile(seconds, [50, 90, 100]).tolist() if len(seconds) else (0.0, 0.0, 0.0)
    memory = max((each["memory"] for each in starts), default=0)
    return {
        "blocks": len(seconds),
        "seconds_per_block": {"median": round(middle, 4), "p90": round(most, 4), "worst": round(worst, 4)},
        "worker_seconds": round(float(seconds.sum()), 3),
        "wall_seconds": round(wall, 3),
        "parallel_efficiency": round(float(seconds.sum()) / offered, 3) if offered else None,
        "starts": len(starts),
        "workers": max((each["workers"] or each.get("met", 0) for each in starts), default=0),
        "peak_memory_bytes": memory or None,
    }


def peak_memory() -> int:
    """Bytes that this process has had in memory at most; 0 where the system does not say."""
    if STATUS.exists():  # Linux, which counts `ru_maxrss` from before a process was this program
        (line,) = [line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
