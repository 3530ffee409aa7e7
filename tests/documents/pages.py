"""The pages people read, cut into their fenced blocks, and the command line as their readers call it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = "README.md"
HANDBOOK = "scenarios/README.md"
DESIGN = "carepath_sim/DESIGN.md"
CHANGELOG = "CHANGELOG.md"
PAGES = (README, HANDBOOK, DESIGN, CHANGELOG)

MARKED, SHELL, WINDOWS, PRINTED = "marked", "sh", "bat", "console"
SCENARIO, BROKEN, PYTHON, PICTURE = "yaml", "yaml broken", "python", "text"

FENCE = re.compile(r"^[ ]*(```+|~~~+)(.*)$")
MARKER = re.compile(r"^<!-- ([\w ]+ command) -->$")
FILE_NAME = re.compile(r"# (scenarios/\w+\.yaml)\n")
FEW = ("--replications", "2")
FEWEST = ("--trajectories", "2", "--screening-replications", "2", "--samples", "8", "--worlds", "10")
SIMULATES = ("run", "compare", "validate", "sweep", "search", "sensitivity")


@dataclass(frozen=True)
class Block:
    """One fenced block: the page and line it stands on, what is written behind its fence, and its text.

    Behind the fence of a block that follows a marker nothing is written; its kind is `marked`.
    """

    page: str
    line: int
    kind: str
    text: str
    marker: str = ""

    @property
    def file(self) -> str:
        """The name under which readers are to save a scenario: its first line."""
        match = FILE_NAME.match(self.text)
        assert match is not None, f"{self.page}:{self.line} does not begin with the name of its file"
        return match.group(1)


def text_of(page: str) -> str:
    """A page as it stands."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_in(text: str, page: str = "") -> list[Block]:
    """Every fenced block of a text, in order; a fence that is never closed takes all that follows."""
    found: list[Block] = []
    before, kind, begun, kept, marker = "", None, 0, [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if fence is None:
            kept.append(line)
        elif kind is None:
            match = MARKER.match(before)
            marker = match.group(1) if match else ""
            kind, begun, kept = fence.group(2).strip() or (MARKED if marker else ""), number, []
        else:
            found.append(Block(page, begun, kind, "\n".join(kept) + "\n", marker))
            kind = None
        before = line
    if kind is not None:
        found.append(Block(page, begun, "never closed", "\n".join(kept)))
    return found


def blocks(page: str, *kinds: str) -> list[Block]:
    """The blocks of a page of some kinds, or all of them."""
    return [block for block in blocks_in(text_of(page), page) if not kinds or block.kind in kinds]


def section(page: str, title: str) -> str:
    """The text under one heading."""
    return text_of(page).split(f"## {title}\n")[1].split("\n## ")[0]


def copy_of_scenarios(folder: Path) -> Path:
    """A folder that holds the scenarios shipped, as a reader's copy does."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder


def saved(block: Block, folder: Path) -> str:
    """Save a scenario as its reader would, and say where."""
    (folder / block.file).write_text(block.text, encoding="utf-8")
    return block.file


def arguments_of(line: str) -> list[str]:
    """What stands behind `carepath`, or behind `py -m carepath_sim` with backslashes, in a line of a page."""
    if line.startswith("py -m carepath_sim "):
        return shlex.split(line.removeprefix("py -m carepath_sim ").replace("\\", "/"))
    program, *arguments = shlex.split(line)
    assert program == "carepath", f"no test knows how to run {line!r}"
    return arguments


def carepath(arguments: list[str], folder: Path, few: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, in a window of 80 columns; few replications stand for many where nobody looks."""
    if few and arguments[0] in SIMULATES and "--replications" not in arguments:
        arguments = [*arguments, *FEW, *(FEWEST if arguments[0] == "sensitivity" else ())]
    around = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "BROWSER": "true"}
    command = [sys.executable, "-m", "carepath_sim", *arguments]
    return subprocess.run(
        command, cwd=folder, env=around, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
