"""The blocks of a folder: what has been run, found again by what it depends on, and nothing run twice.

    blocks/<key>/000000-000019.parquet     a block, written in one step
    journal.jsonl                          a line a block: what it took; nothing is read from it but times

A key stands for a model, its prices, the seed, the outcomes and the code that makes values of them. The engine
is no part of it, since engines agree event for event.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.designs.request import Tell
from carepath_sim.experiments.laboratory.blocks import NotABlock, Span, from_bytes, to_bytes
from carepath_sim.experiments.laboratory.code_version import code_version
from carepath_sim.experiments.laboratory.locking import locked
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.study import Study
from carepath_sim.model import Bools, Floats

BLOCKS = "blocks"
JOURNAL = "journal.jsonl"


def key_of(study: Study, seed: int, outcomes: Sequence[OutcomePath]) -> str:
    """What the values of a study depend on, as one name."""
    digest = hashlib.blake2b(digest_size=16)
    named = [outcome.name for outcome in outcomes]
    for part in (study.model.fingerprint(), study.prices.fingerprint(), seed, json.dumps(named), code_version()):
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()


@dataclass(eq=False)
class BlockStore:
    """A folder of blocks; `tell` hears, in a line each, of files that are no blocks and are run again."""

    folder: Path
    tell: Tell | None = None
    notes: list[str] = field(default_factory=list)

    def values(self, key: str, replications: int, names: Sequence[str]) -> tuple[Floats, Bools]:
        """What is there of the first replications, [replications, outcomes], and for which of them it is."""
        found = np.full((replications, len(names)), np.nan)
        has = np.zeros(replications, dtype=np.bool_)
        for span in self.spans(key):
            if span.first >= replications:
                continue
            values = self.read(key, span, names)
            if values is not None:
                rows = slice(span.first, min(span.last + 1, replications))
                found[rows], has[rows] = values[: rows.stop - rows.start], True
        return found, has

    def spans(self, key: str) -> list[Span]:
        """The spans of the files of a key, in order, read or not."""
        place = self.folder / BLOCKS / key
        if not place.is_dir():
            return []
        return sorted(span for file in place.iterdir() if (span := Span.of_file(file.name)) is not None)

    def tell_unused(self, keys: Iterable[str], used: int) -> None:
        """Say how many replications there are beyond those that are asked for, which no table will have."""
        held = max((span.last + 1 for key in set(keys) for span in self.spans(key)), default=0)
        if held > used:
            self.say(
                f"Of the {held:,} replications that {self.folder} holds the first {used:,} are used, as asked for: "
                f"-n {held} uses all, and runs none again"
            )

    def write(self, key: str, span: Span, values: Floats, names: Sequence[str]) -> None:
        """Put a block there in one step. Raises ResourceError if the disk or its permissions say no."""
        place = self.folder / BLOCKS / key
        try:
            place.mkdir(parents=True, exist_ok=True)
            write_whole(place / span.file, to_bytes(span, values, names))
        except OSError as error:
            raise ResourceError(
                f"cannot write to {self.folder}: {error.strerror or error}; what was finished before stays there"
            ) from error

    def note(self, facts: dict[str, Any]) -> None:
        """Add a line to the journal. Raises ResourceError as `write`."""
        line = json.dumps(facts) + "\n"
        try:
            with (self.folder / JOURNAL).open("ab") as file:
                # What a killed process left of a line ends there.
                file.write((line if _ends_a_line(self.folder / JOURNAL) else "\n" + line).encode())
        except OSError as error:
            raise ResourceError(f"cannot write to {self.folder}: {error.strerror or error}") from error

    def journal(self) -> Iterator[dict[str, Any]]:
        """The lines of the journal; one that was cut short is left out."""
        file = self.folder / JOURNAL
        if not file.exists():
            return
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                facts = json.loads(line)
            except ValueError:
                continue
            if isinstance(facts, dict):
                yield facts

    def clear(self) -> None:
        """Remove what a killed process left half written; nobody else may be writing. Raises ResourceError."""
        try:
            for place in (self.folder, *(self.folder / BLOCKS).glob("*")):
                for left in place.glob(".*.partial"):
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise ResourceError(f"cannot use {self.folder}: {error.strerror or error}") from error

    def read(self, key: str, span: Span, names: Sequence[str]) -> Floats | None:
        """The values of one block; None, which is told, if its file cannot be read."""
        file = self.folder / BLOCKS / key / span.file
        try:
            return from_bytes(file.read_bytes(), span, names)
        except (NotABlock, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self.say(f"{file} counts as not run: {why}")
        return None

    def say(self, what: str) -> None:
        """Tell something of these blocks, once, and keep it among the notes."""
        if what not in self.notes:
            self.notes.append(what)
            if self.tell is not None:
                self.tell(what)


@contextmanager
def at_work_in(folder: Path, what: str = "a sweep", tell: Tell | None = None) -> Iterator[BlockStore]:
    """The store in a folder, for oneself, to run something in it; the folder is made if it is not there.

    Whatever ends this, blocks stay; an interrupt says so. Raises UsageError if a live
    process has the folder, and ResourceError if it cannot be written to.
    """
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ResourceError(f"cannot use {folder}: {error.strerror or error}") from error
        with locked(folder, what):
            store = BlockStore(folder, tell)
            store.clear()
            yield store
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(f"what was run is kept in {folder}: the same command goes on from there") from interrupt


def _ends_a_line(file: Path) -> bool:
    with file.open("rb") as there:
        if not there.seek(0, 2):
            return True
        there.seek(-1, 2)
        return there.read(1) == b"\n"
