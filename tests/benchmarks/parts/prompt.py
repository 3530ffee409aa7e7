"""From the prompt to `comparison.csv`: the command as somebody types it, with the engine already compiled."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.results import Part, Target, spread_line
from tests.benchmarks.setup import CHECKOUT, SCENARIOS, Options
from tests.benchmarks.timing import Spread, take

REPLICATIONS = 200


def measure(options: Options) -> Part:
    """Whole runs of the command by the clock on the wall; the first, which may compile something, does not count."""
    compare(options.engine, 2)
    seconds = [take(lambda: compare(options.engine, REPLICATIONS)).wall for _ in range(1 if options.quick else 3)]
    what = f"carepath compare of two scenarios, {REPLICATIONS} replications of each"
    line = spread_line(what, Spread.of(seconds), "s", Target(most=6))
    return Part("compare", "From the prompt to comparison.csv", [line])


def compare(engine: str, replications: int) -> None:
    """Run the command into a folder that is gone afterwards."""
    files = [str(SCENARIOS / f"{name}.yaml") for name in ("baseline", "no_heads_on_beds")]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results"
        command = ["compare", *files, "-n", str(replications), "--engine", engine, "--out", str(out)]
        subprocess.run(
            [sys.executable, "-m", "carepath_sim", *command], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL
        )
        assert (out / "comparison.csv").stat().st_size > 0
