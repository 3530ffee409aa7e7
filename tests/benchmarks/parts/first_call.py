"""The first call on a machine that has never run the engine, and in a process that finds it compiled."""

from __future__ import annotations

import tempfile
from typing import Any

from tests.benchmarks.results import Line, Part, Target, spread_line
from tests.benchmarks.setup import Options
from tests.benchmarks.subprocesses import ask
from tests.benchmarks.timing import Spread

CACHE = "CAREPATH_CACHE_DIR"
WITHIN = Target(most=15)


def measure(options: Options) -> Part:
    """A fresh process with an empty cache folder, then another that finds what the first left there."""
    cold: list[dict[str, Any]] = []
    cached: list[dict[str, Any]] = []
    for _ in range(1 if options.quick else 3):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(ask("first-call", options.engine, **{CACHE: folder}))
            cached.append(ask("first-call", options.engine, **{CACHE: folder}))
    lines: list[Line] = [
        _line("empty cache: the first call, with compilation", cold, "first", WITHIN),
        _line("empty cache: the first call, processor time", cold, "first_processor"),
        _line("empty cache: the whole process", cold, "process_seconds"),
        _line("cached: the first call", cached, "first"),
        _line("cached: the first call, processor time", cached, "first_processor"),
        _line("cached: the whole process", cached, "process_seconds"),
        _line("cached: the second call", cached, "second"),
        _line("empty cache: highest memory", cold, "megabytes", unit="MB"),
        _line("cached: highest memory", cached, "megabytes", unit="MB"),
    ]
    return Part("first-call", "First call", lines)


def _line(what: str, found: list[dict[str, Any]], key: str, target: Target | None = None, unit: str = "s") -> Line:
    return spread_line(what, Spread.of([each[key] for each in found]), unit, target)
