"""Addressed random numbers of one run, with the hash of the address's beginning kept."""

from __future__ import annotations

from carepath_sim.draws import chain, extend, threshold, to_unit


class Luck:
    """`draws.uniform` with seed and replication already given."""

    def __init__(self, seed: int, replication: int) -> None:
        self._run = chain(seed, replication)
        self._streams: dict[int, int] = {}

    def uniform(self, stream: int, identity: int, occasion: int) -> float:
        """The uniform number at (seed, replication, stream, identity, occasion)."""
        begun = self._streams.get(stream)
        if begun is None:
            begun = self._streams[stream] = extend(self._run, stream)
        return to_unit(extend(extend(begun, identity), occasion))

    def threshold(self, stream: int, identity: int, occasion: int) -> float:
        """The unit-exponential amount of hazard at an address (rule 8)."""
        return threshold(self.uniform(stream, identity, occasion))
