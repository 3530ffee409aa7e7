"""The two engines that are set against each other."""

from __future__ import annotations

from carepath_sim.engines import compiled, reference
from tests.parity.shrinking import Pair


def pair(seed: int = 1, replication: int = 0) -> Pair:
    """Both engines at one address of luck. With numba off, or missing, the compiled one runs in the interpreter."""
    return Pair(reference.simulate, compiled.simulate, seed, replication)
