"""A block: the outcomes of some replications of one cell, as a small Parquet file that is whole or not there.

Blocks keep to multiples of `SIZE`, so that more replications fill up the last one and go on from there, and nothing
that is there is touched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

import numpy as np

from carepath_sim.model import Bools, Floats

SIZE = 20
"""Replications of a full block: some tenths of a second of work, and few enough files."""
NAME = re.compile(r"([0-9]{6,})-([0-9]{6,})\.parquet")
REPLICATION = "replication"


class NotABlock(Exception):
    """A file holds no block, or not the one its name says; the words say why."""


@dataclass(frozen=True, order=True)
class Span:
    """Replications `first` to `last`, both included."""

    first: int
    last: int

    @property
    def replications(self) -> range:
        """Each of them."""
        return range(self.first, self.last + 1)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.first:06d}-{self.last:06d}.parquet"

    @classmethod
    def of_file(cls, name: str) -> Span | None:
        """The span that a file name stands for, if it is the name of a block."""
        found = NAME.fullmatch(name)
        span = cls(int(found[1]), int(found[2])) if found else None
        return span if span is not None and span.first <= span.last and span.file == name else None

    def __len__(self) -> int:
        return self.last + 1 - self.first


def lacking(has: Bools) -> list[Span]:
    """The spans of the replications that are not there, none longer than `SIZE` or across its multiples.

    They depend on what is there and on nothing else.
    """
    turns = np.flatnonzero(np.diff(np.concatenate([[True], has, [True]])))
    found = []
    for first, end in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
        edges = [first, *range((first // SIZE + 1) * SIZE, end, SIZE), end]
        found += [Span(start, stop - 1) for start, stop in pairwise(edges)]
    return found


def to_bytes(span: Span, values: Floats, names: Sequence[str]) -> bytes:
    """A block as Parquet, the same bytes for the same values; `values` are [replications, outcomes]."""
    columns = {REPLICATION: np.array(span.replications, dtype=np.int64)}
    columns |= {name: np.ascontiguousarray(values[:, column]) for column, name in enumerate(names)}
    return parquet(columns)


def parquet(columns: dict[str, np.ndarray]) -> bytes:
    """Columns as a Parquet file that says nothing of when and where it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = BytesIO()
    pq.write_table(pa.table(columns), file, compression="zstd", version="2.6", store_schema=False, use_dictionary=False)
    return file.getvalue()


def from_bytes(content: bytes, span: Span, names: Sequence[str]) -> Floats:
    """The values of a block, [replications, outcomes]. Raises NotABlock if the bytes are not those of this block."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(BytesIO(content), use_threads=False)
        found = {name: table.column(name).to_numpy() for name in (REPLICATION, *names)}
    except (pa.ArrowException, KeyError, OSError) as error:
        raise NotABlock("it was cut short or changed") from error
    if not np.array_equal(found[REPLICATION], np.array(span.replications)):
        raise NotABlock("it holds other replications than its name says")
    if any(found[name].dtype != np.float64 for name in names):
        raise NotABlock("it holds something else than numbers")
    return np.column_stack([found[name] for name in names])
