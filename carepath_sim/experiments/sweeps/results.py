"""`results.parquet`: a row for each scenario, point and replication, written a part at a time and read by anything.

Columns: scenario, point, replication, then a column a factor and a column an outcome, by their names as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from carepath_sim.errors import BadInput, Problem
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.model import Floats

RESULTS = "results.parquet"
ROWS_AT_ONCE = 65_536
"""Of a row group, about: enough for a reader to skip what it does not need."""


class ResultsWriter:
    """Collects rows and writes them in groups, the same bytes for the same rows however they were come by."""

    def __init__(self, design: Design, file: Any) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.design, self._pa = design, pa
        texts = {factor.name for factor in design.factors if factor.choices}
        fields = [("scenario", pa.string()), ("point", pa.int64()), ("replication", pa.int64())]
        fields += [(factor.name, pa.string() if factor.name in texts else pa.float64()) for factor in design.factors]
        fields += [(outcome.name, pa.float64()) for outcome in design.outcomes]
        self._schema = pa.schema(fields)
        repeated = ["scenario", "point", *(factor.name for factor in design.factors)]
        self._writer = pq.ParquetWriter(
            file, self._schema, compression="zstd", version="2.6", store_schema=False, use_dictionary=repeated
        )
        self._tables: list[Any] = []
        self._rows = 0

    def add(self, scenario: str, point: Point, values: Floats) -> None:
        """The rows of a cell, from its values [replications, outcomes]."""
        rows = len(values)
        columns = [np.full(rows, scenario, dtype=object), np.full(rows, point.number), np.arange(rows)]
        columns += [np.full(rows, value, dtype=object if isinstance(value, str) else float) for value in point.values]
        columns += list(values.T)
        arrays = [self._pa.array(column, kind) for column, kind in zip(columns, self._schema.types, strict=True)]
        self._tables.append(self._pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows += rows
        if self._rows >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._tables:
            self._writer.write_table(self._pa.concat_tables(self._tables).combine_chunks(), row_group_size=1 << 30)
        self._tables, self._rows = [], 0

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self._writer.close()


@contextmanager
def writing_results(folder: Path, design: Design) -> Iterator[ResultsWriter]:
    """A writer whose file takes its place when it is whole. Raises OSError."""
    new = folder / f".{RESULTS}.partial"
    try:
        with new.open("wb") as file:
            writer = ResultsWriter(design, file)
            yield writer
            writer.close()
        new.replace(folder / RESULTS)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def read_results(folder: Path) -> pd.DataFrame:
    """All rows. Raises BadInput if the file is damaged or not there."""
    import pyarrow as pa

    file = folder / RESULTS
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError, pa.ArrowException) as error:
        what = "This file of the sweep is missing, or was changed or cut short since it was written"
        fix = "run the sweep again: it takes what it has from its blocks"
        raise BadInput([Problem(str(file), 0, 0, "", what, fix=fix)]) from error
