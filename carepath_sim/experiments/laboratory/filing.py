"""The folder of an analysis or of a search, beside the blocks that it was made of.

<table>.csv                 its tables
<base>.resolved.yaml        every scenario made complete
report.html                 its page, if there could be one
manifest.json               what was asked and found; taken away first, written last: a folder with it is whole
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.circumstances import PRODUCT
from carepath_sim.experiments.kinds import MANIFEST, Kind, kind_of
from carepath_sim.experiments.laboratory.locking import LOCK
from carepath_sim.experiments.laboratory.store import BLOCKS, JOURNAL
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.store import resolved_text
from carepath_sim.experiments.tables import from_csv, to_csv
from carepath_sim.scenario.resolve import from_yaml
from carepath_sim.scenario.resolved import Resolved

REPORT = "report.html"
DOCUMENT = ".resolved.yaml"


@dataclass(frozen=True)
class Filing:
    """How one kind of result is kept: `name` is what it is called with its article, `short` what it is in short."""

    kind: Kind
    name: str
    short: str
    tables: tuple[str, ...]

    def check(self, folder: Path) -> None:
        """Raise UsageError, before anything is run, if the folder holds something else than this kind, or its blocks.

        Blocks are named by what they depend on, so that another of the kind may go on where one was.
        """
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file; choose a folder to put the {self.short} in")
        try:
            found = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
        except OSError as error:
            raise _no_use(folder, error) from error
        if BLOCKS in found and _is_torn(folder / MANIFEST):
            found.discard(MANIFEST)
        if MANIFEST in found:
            self._check_kind(folder)
        elif found - {BLOCKS, JOURNAL, LOCK, *self._left(found)}:
            raise UsageError(f"{folder} is not empty and does not hold {self.name}; choose another folder or empty it")

    def _check_kind(self, folder: Path) -> None:
        kind = kind_of(folder)
        if kind != self.kind:
            raise UsageError(f"{folder} holds a {kind}, not {self.name}; choose another folder")

    def _left(self, found: set[str]) -> set[str]:
        """What may be left, beside its blocks, of one that was stopped while it was written."""
        ours = {REPORT, *(f"{table}.csv" for table in self.tables)} if BLOCKS in found else set()
        halves = {name for name in found if name.startswith(".") and name.endswith(".partial")}
        return ours | halves | {name for name in found if ours and name.endswith(DOCUMENT)}

    def write(
        self,
        folder: Path,
        tables: Mapping[str, pd.DataFrame],
        documents: Mapping[str, str],
        facts: Mapping[str, Any],
        report: str | None,
    ) -> None:
        """Put one into its folder, in place of an earlier one; `documents` by the names of their bases.

        Raises UsageError as `check`, and ResourceError if the disk or its permissions say no.
        """
        self.check(folder)
        texts = {f"{name}.csv": to_csv(tables[name]) for name in self.tables}
        texts |= {f"{name}{DOCUMENT}": text for name, text in documents.items()}
        texts |= {} if report is None else {REPORT: report}
        said = {"product": PRODUCT, "kind": self.kind, **facts, "documents": list(documents)}
        told = json.dumps({**said, **circumstances.now().facts()}, indent=2, ensure_ascii=False) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in (MANIFEST, *sorted(self._earlier(folder) - texts.keys())):
                (folder / name).unlink(missing_ok=True)
            for name, text in {**texts, MANIFEST: told}.items():
                write_whole(folder / name, text.encode())
        except OSError as error:
            raise _no_use(folder, error) from error

    def _earlier(self, folder: Path) -> set[str]:
        """The files of an earlier one that this one may be without."""
        try:
            names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["documents"]
            return {REPORT, *(f"{name}{DOCUMENT}" for name in names)}
        except (OSError, ValueError, KeyError, TypeError):
            return {REPORT}

    def facts(self, folder: Path) -> dict[str, Any]:
        """The manifest. Raises UsageError if the folder holds nothing of this kind."""
        if kind_of(folder) != self.kind:
            raise UsageError(f"{folder} does not hold {self.name}")
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    def table(self, folder: Path, name: str, texts: Iterable[str], truths: Iterable[str]) -> pd.DataFrame:
        """A table, of which some columns hold text or truths. Raises BadInput if its file is damaged or not there."""
        file = folder / f"{name}.csv"
        try:
            return from_csv(file, texts, truths)
        except FileNotFoundError as error:
            raise self.damaged(file, "is not there") from error
        except (OSError, ValueError, KeyError) as error:
            raise self.damaged(file) from error

    def resolved(self, folder: Path) -> list[Resolved]:
        """The scenarios made complete, under every choice of policies. Raises BadInput if a file is damaged."""
        try:
            names = list(map(str, self.facts(folder)["documents"]))
        except (KeyError, TypeError) as error:
            raise self.damaged(folder / MANIFEST) from error
        return [from_yaml(resolved_text(folder, name), name) for name in names]

    def damaged(self, file: Path, what: str = "was changed or cut short since it was written") -> BadInput:
        """The error for a file that is not as it was written."""
        fix = f"run the {self.short} again: what was run is not run again"
        return BadInput([Problem(str(file), 0, 0, "", f"This file of the {self.short} {what}", fix=fix)])


def _is_torn(manifest: Path) -> bool:
    """Whether a manifest is there and cannot be read."""
    try:
        json.loads(manifest.read_text(encoding="utf-8"))
    except OSError:
        return False
    except ValueError:
        return True
    return False


def _no_use(folder: Path, error: OSError) -> ResourceError:
    return ResourceError(f"cannot use {folder}: {error.strerror or error}")
