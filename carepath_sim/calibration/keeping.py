"""Keeps what was found beside published figures in the catalogue, for the report."""

from __future__ import annotations

import textwrap
from math import isfinite
from pathlib import Path

from carepath_sim.calibration.validate import Row, Validation
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.catalogue.validated import ACCOUNT, TABLE, Validated, text_of
from carepath_sim.errors import ResourceError

NOTE = """
    The catalogue's council beside published figures: means of runs with 95% intervals, and of the published service
    single days with their 10th and 90th percentile. Made by `carepath validate --keep`; the same catalogue, seed and
    number of replications give the same bytes.
"""


def tables(found: Validation) -> dict[str, str]:
    """The table and the account of it, by file name."""
    return {TABLE: text_of(tuple(_kept(row) for row in found.rows)), ACCOUNT: _account(found)}


def keep(found: Validation, folder: Path = HERE) -> list[Path]:
    """Write both; raises ResourceError if the folder cannot be written to."""
    files = []
    for name, text in tables(found).items():
        try:
            (folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ResourceError(f"{folder / name} cannot be written: {error.strerror}") from error
        files.append(folder / name)
    return files


def _kept(row: Row) -> Validated:
    return Validated(
        figure=row.figure.key,
        published=row.published,
        allowed_low=_or_none(row.allowed_low),
        allowed_high=_or_none(row.allowed_high),
        simulated=_or_none(row.simulated),
        low=_or_none(row.low),
        high=_or_none(row.high),
        verdict=row.verdict,
    )


def _or_none(number: float) -> float | None:
    return number if isfinite(number) else None


def _account(found: Validation) -> str:
    note = textwrap.wrap(" ".join(NOTE.split()), 116, initial_indent="  ", subsequent_indent="  ")
    lines = ["note: >-", *note, f"seed: {found.seed}", f"replications: {found.replications}", "models:"]
    return "\n".join([*lines, *(f"  {name}: {mark}" for name, mark in found.fingerprints.items())]) + "\n"
