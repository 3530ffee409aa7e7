"""Problems as a person reads them: each with the line it is about, the lines beside it, and a caret.

::

    hub.yaml:2:1 kind
    'strategik' is not one of the words allowed here.

      1 | question: What if?
      2 | kind: strategik
        | ^^^^
      3 | horizon: 5 years

    Did you mean strategic?
    Allowed: strategic, adaptive, transformative.

Nothing a file holds reaches the screen as more than letters: control characters, tabs, wide
letters and endless lines are made plain first, and the caret stands under what it points at.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carepath_sim.catalogue import shelf
from carepath_sim.catalogue.documents import LARGEST_FILE
from carepath_sim.catalogue.encodings import byte_of, decoded, lines_of
from carepath_sim.catalogue.wording import counted
from carepath_sim.errors import Problem, plain

USUAL_WIDTH = 80
NARROWEST, WIDEST = 40, 120
TAB = "    "
CUT = "..."
MOST_SHOWN = 100
"""Problems shown in full on a screen; nobody reads more, and JSON has them all."""
LINES_OF_NAMES = 2
FEWEST_SHORTENED = 8
BOLD, RED, BLUE = "1", "1;31", "1;34"

WORD = re.compile(r"[\w£%.\-]+")

Paint = Callable[[str, str], str]


@dataclass
class Sources:
    """The lines of the files that problems name, each read once; a file that cannot be read has none."""

    _lines: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, file: str) -> list[str]:
        """The lines of a file as problems name it."""
        if file not in self._lines:
            self._lines[file] = _read(file)
        return self._lines[file]


def _read(file: str) -> list[str]:
    own = shelf.HERE / file.removeprefix("catalogue/")
    path = own if file.startswith("catalogue/") and own.is_file() else Path(file)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_FILE:
            return []
        return lines_of(decoded(path.read_bytes()))
    except (OSError, ValueError):
        return []


def frame(problem: Problem, sources: Sources, width: int = USUAL_WIDTH, paint: Paint | None = None) -> list[str]:
    """The line a problem is about between its neighbours, numbered, with a caret; nothing if there is no such line."""
    lines = sources.lines(problem.file)
    if not 0 < problem.line <= len(lines):
        return []
    colour = paint or _unpainted
    last = len(lines) if lines[-1] or problem.line == len(lines) else len(lines) - 1
    numbers = range(max(1, problem.line - 1), min(last, problem.line + 1) + 1)
    digits = len(str(numbers[-1]))
    blank, room = " " * digits, width - digits - 5
    found = []
    for number in numbers:
        gutter = colour(f"  {number:>{digits}} |", BLUE)
        at = problem.column - 1 if number == problem.line else 0
        shown, before, length = _window(lines[number - 1], max(at, 0), room)
        found.append(f"{gutter} {shown}".rstrip())
        if number == problem.line:
            found.append(f"{colour(f'  {blank} |', BLUE)} {' ' * before}{colour('^' * length, RED)}")
    return found


def _window(text: str, at: int, room: int) -> tuple[str, int, int]:
    """As much of a line as there is room for, around one of its characters.

    With it the columns of a screen before that character, and those of the word that begins there.
    """
    at = min(at, len(text))
    cells = _cells(text)
    if len(text) <= room and sum(_columns(cell) for cell in cells) <= room:
        return "".join(cells), sum(_columns(cell) for cell in cells[:at]), _pointed_at(text, at, room)
    inner = room - 2 * len(CUT)
    first = at - _fitting(_cells(text[max(0, at - inner) : at])[::-1], inner // 2)
    last = first + _fitting(_cells(text[first : first + inner]), inner)
    left, right = CUT if first else "", CUT if last < len(text) else ""
    before = len(left) + sum(_columns(cell) for cell in _cells(text[first:at]))
    return left + "".join(_cells(text[first:last])) + right, before, _pointed_at(text, at, room - before)


def _cells(text: str) -> list[str]:
    """Each character of a line as it may be shown; of a line without end no more than any screen holds."""
    return [_cell(mark) for mark in text[: 2 * WIDEST]]


def _cell(mark: str) -> str:
    byte = byte_of(mark)
    if byte is not None:
        return f"\\x{byte:02x}"
    return TAB if mark == "\t" else plain(mark)


def _columns(shown: str) -> int:
    """The columns that letters take on a screen: two for wide ones, none for accents put over the letter before."""
    accents = sum(unicodedata.category(mark) in ("Mn", "Me") for mark in shown)
    return len(shown) - accents + sum(unicodedata.east_asian_width(mark) in "WF" for mark in shown)


def _fitting(cells: Sequence[str], room: int) -> int:
    """How many characters from the first on there is room for."""
    used = 0
    for number, cell in enumerate(cells):
        used += _columns(cell)
        if used > room:
            return number
    return len(cells)


def _pointed_at(text: str, at: int, most: int) -> int:
    """The columns of the word that begins at a character, or of that character."""
    word = WORD.match(text, at)
    pointed = _cells(word[0] if word else text[at : at + 1])
    return min(max(1, sum(_columns(cell) for cell in pointed)), max(1, most))


def told(problems: Sequence[Problem], width: int = USUAL_WIDTH, paint: Paint | None = None) -> Iterator[str]:
    """Every problem in lines for a screen, and at the end how many there are."""
    sources = Sources()
    for problem in problems[:MOST_SHOWN]:
        yield from _lines(problem, sources, width, paint or _unpainted)
        yield ""
    others = len(problems) - MOST_SHOWN
    if others > 0:
        yield f"{counted(others, 'more problem')} not shown here: --json lists all of them."
    yield summary(problems)


def summary(problems: Sequence[Problem]) -> str:
    """How many problems there are, in the call as it was typed or in how many files."""
    files = len({problem.file for problem in problems if not problem.is_in_call})
    in_call = any(problem.is_in_call for problem in problems)
    places = ["the call"] if in_call else []
    places += [counted(files, "file")] if files > 1 or (files and in_call) else []
    where = f" in {' and '.join(places)}" if places else ""
    return f"{counted(len(problems), 'problem')}{where}; nothing was run and nothing was written."


def facts(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Every problem as plain data, with its frame."""
    sources = Sources()
    return [{**problem.facts(), "frame": frame(problem, sources)} for problem in problems]


def _lines(problem: Problem, sources: Sources, width: int, paint: Paint) -> Iterator[str]:
    # The place stays whole, however long: terminals and editors make a link of it.
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    subject = f" {_shortened(plain(problem.path), width)}" if problem.path else ""
    yield paint(plain(place), BOLD) + subject
    yield from (paint(line, RED) for line in _wrapped(f"{plain(problem.what)}.", width))
    framed = frame(problem, sources, width, paint)
    yield from ["", *framed, ""] if framed else []
    if problem.nearest:
        yield from _wrapped(f"Did you mean {plain(problem.nearest)}?", width)
    if problem.allowed:
        yield from allowed_lines(plain(problem.allowed), width)
    if problem.fix:
        yield from _wrapped(f"Fix: {plain(problem.fix)}.", width)


def allowed_lines(allowed: str, width: int) -> list[str]:
    """What is allowed, wrapped; of a long list of names as many as two lines hold, and how many more there are."""
    lines = _wrapped(f"Allowed: {allowed}.", width)
    names, beyond = _names(allowed)
    if len(lines) <= LINES_OF_NAMES or len(names) < FEWEST_SHORTENED:
        return lines
    for kept in range(len(names) - 1, 0, -1):
        more = len(names) - kept + beyond
        lines = _wrapped(f"Allowed: {', '.join(names[:kept])} and {more} more.", width)
        if len(lines) <= LINES_OF_NAMES:
            break
    return lines


def _names(allowed: str) -> tuple[list[str], int]:
    """The names of a list in words, and how many more it says there are; none where it is no such list."""
    match = re.fullmatch(r"(.*) and (\d+) more", allowed)
    names = (match[1] if match else allowed).split(", ")
    is_list = all(re.fullmatch(r"[\w.-]+", name) for name in names)
    return (names if is_list else []), int(match[2]) if match else 0


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(CUT)] + CUT


def _unpainted(text: str, _style: str) -> str:
    return text


def painted(text: str, style: str) -> str:
    """Text in a style of the terminal."""
    return f"\x1b[{style}m{text}\x1b[0m"


def paint_for(stream: Any, environment: Mapping[str, str] = os.environ) -> Paint | None:
    """How text is coloured on a stream: not at all unless it is a terminal, nor if NO_COLOR asks for none."""
    is_terminal = bool(getattr(stream, "isatty", lambda: False)())
    plain_terminal = environment.get("TERM") == "dumb" or bool(environment.get("NO_COLOR"))
    # The classic Windows console shows the codes themselves; the newer one says that it is there.
    old_console = sys.platform == "win32" and not (environment.get("WT_SESSION") or environment.get("TERM"))
    return painted if is_terminal and not plain_terminal and not old_console else None


def width_of(stream: Any, environment: Mapping[str, str] = os.environ) -> int:
    """The columns of the terminal behind a stream, within reason; 80 where it is none."""
    said = environment.get("COLUMNS", "")
    try:
        width = int(said) if said.isdecimal() and len(said) < 6 else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        width = USUAL_WIDTH
    return min(max(width or USUAL_WIDTH, NARROWEST), WIDEST)
