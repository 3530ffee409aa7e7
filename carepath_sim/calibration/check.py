"""Compares what the catalogue's council does with what was published: `python -m carepath_sim.calibration.check`.

Looks at the five years from the starting caseload, or with `--long-run` at decades from an empty start.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from carepath_sim.calibration import long_run
from carepath_sim.calibration.targets import TARGETS, mean_over
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

FIVE_YEARS = """
question: How does the council of the catalogue behave over five years, without a hub?
kind: strategic
start: 2026-04-01
horizon: 5 years
"""


def table(readings: Sequence[Reading], windows: Sequence[Window], with_history: bool) -> str:
    """Published and simulated figures, a line each; `~` marks a miss beyond the tolerance of the target."""
    lines = [f"{'':2}{'figure':<58}{'unit':<14}{'published':>10}{'simulated':>11}{'± error':>9}"]
    for target in TARGETS:
        if target.needs_history and not with_history:
            continue
        mean, error = mean_over(readings, windows, target)
        mark = " " if abs(mean / target.published - 1) <= target.tolerance else "~"
        lines.append(f"{mark:2}{target.label:<58}{target.unit:<14}{target.published:10.3f}{mean:11.3f}{error:9.3f}")
    return "\n".join(lines)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--long-run", action="store_true", help="decades from an empty start")
    parser.add_argument("--replications", type=int, default=16)
    options = parser.parse_args()
    study = long_run.study() if options.long_run else resolve(from_text(FIVE_YEARS, "baseline"))
    readings = long_run.run(study, options.replications)
    choose = long_run.settled_window if options.long_run else (lambda reading: reading.windows[0])
    print(table(readings, [choose(reading) for reading in readings], options.long_run))


if __name__ == "__main__":
    main()
