"""The command: `python -m tests.benchmarks [--only PARTS] [--quick] [--out FILE]`."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from textwrap import fill

from carepath_sim.errors import UsageError
from tests.benchmarks.results import machine, table, write
from tests.benchmarks.setup import Options

PARTS = {
    "reduced": "reduced",
    "full": "full",
    "threads": "threads",
    "scale": "scale",
    "first-call": "first_call",
    "compare": "prompt",
    "metrics": "metrics",
    "sweep": "sweep",
}
"""Name on the command line, and the module that measures it."""


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the engine's speed.")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, with commas between: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, for a first look")
    parser.add_argument("--engine", default="compiled", help="the engine to judge")
    parser.add_argument("--out", type=Path, help="also write everything to this JSON file")
    asked = parser.parse_args()
    asked.only = [name.strip() for name in asked.only.split(",") if name.strip()]
    if unknown := [name for name in asked.only if name not in PARTS]:
        parser.error(f"there is no part called {', '.join(unknown)}; there is {', '.join(PARTS)}")
    return asked


def main() -> None:
    """Measure part by part and print each when it is done."""
    asked = arguments()
    options = Options(asked.engine, asked.quick)
    try:
        _ = options.simulate
    except UsageError as error:
        raise SystemExit(str(error)) from None
    print(fill(", ".join(f"{name} {value}" for name, value in machine().items()), 100), flush=True)
    print(f"engine: {options.engine}; {options.rounds} rounds\n", flush=True)
    parts = []
    for name in asked.only:
        parts.append(import_module(f"tests.benchmarks.parts.{PARTS[name]}").measure(options))
        print(table(parts[-1]), flush=True)
    if asked.out is not None:
        write(parts, asked.out)


if __name__ == "__main__":
    main()
