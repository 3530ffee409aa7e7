"""The faults of `faults.txt`, read."""

from __future__ import annotations

import re
from pathlib import Path

from tests.parity.mutants import Edit, Fault

FILE = Path(__file__).parent / "faults.txt"
HEADER = re.compile(r"^Rule (\d+): (.+)$")
PLACE = re.compile(r"^([a-z]+)(?:\.(\w+))?$")


def read_faults() -> list[Fault]:
    """Every fault of the file; ValueError if a line is none of what it may be."""
    _, *blocks = FILE.read_text(encoding="utf-8").strip().split("\n\nRule ")
    return [_fault(f"Rule {block}".splitlines()) for block in blocks]


def _fault(lines: list[str]) -> Fault:
    header = HEADER.match(lines[0])
    starts = [number for number, line in enumerate(lines) if PLACE.match(line)]
    if header is None or starts[:1] != [1]:
        raise ValueError(f"this is no fault: {lines[0]}")
    ends = [*starts[1:], len(lines)]
    edits = tuple(_edit(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    return Fault(int(header.group(1)), header.group(2), edits)


def _edit(lines: list[str]) -> Edit:
    place = PLACE.match(lines[0])
    if place is None or any(line[:2] not in ("- ", "+ ") for line in lines[1:]):
        raise ValueError(f"neither a place nor words to be replaced: {lines}")
    old, new = ("\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
    return place.group(1), place.group(2) or "", old, new


FAULTS = read_faults()
