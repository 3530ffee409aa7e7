"""`python -m tests.parity`: any number of random models on both engines, with counts of what was compared.

Run from the folder that holds `tests`. Ends with 1 if any model differs.
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from tests.parity.campaign import compare_models
from tests.parity.engines import pair


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--models", type=int, default=2000, help="how many models (2000)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the number of the first (0)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the luck (1)")
    parser.add_argument("--replication", type=int, default=0, help="replication of the luck (0)")
    parser.add_argument("--faulty", action="store_true", help="models that a guard must stop")
    parser.add_argument(
        "--shrink-for", type=float, default=60.0, help="seconds to spend on making each mismatch smaller"
    )
    given = parser.parse_args()
    began = perf_counter()
    maker = "faulty_model" if given.faulty else "random_model"
    numbers = range(given.first, given.first + given.models)
    tally = compare_models(numbers, pair(given.seed, given.replication), maker, not given.faulty, given.shrink_for)
    for mismatch in tally.mismatches:
        print(mismatch, end="\n\n")
    print(f"{tally}, in {perf_counter() - began:.0f} s")
    return 1 if tally.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
