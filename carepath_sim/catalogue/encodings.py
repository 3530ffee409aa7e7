"""What the bytes of a file are as text: which encoding, which lines, and marks that no text has."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from carepath_sim.errors import Problem

OTHERS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
"""How files of other encodings begin; the longer ones first, since one begins with the other."""

STRANGE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not take for text, and the mark of an encoding inside it."""
ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]")
MOST_TOLD = 10


def other_than_utf8(content: bytes) -> str:
    """The encoding a file says or shows that it has, if it is another; nothing if it may be UTF-8."""
    for mark, name in OTHERS:
        if content.startswith(mark):
            return name
    # Plain English in UTF-16 has a zero in every other byte.
    start = content[:200]
    return "UTF-16" if start.count(0) > len(start) // 3 and any(start) else ""


def decoded(content: bytes) -> str:
    """The text in a file, without the mark that some editors put before it; bytes that are none stand as surrogates."""
    return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="surrogateescape")


def byte_of(mark: str) -> int | None:
    """The byte that stands for itself in a decoded text; None for a letter."""
    return ord(mark) - 0xDC00 if "\udc80" <= mark <= "\udcff" else None


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return re.split(r"\r\n|\r|\n", text)


def place_of(text: str, position: int) -> tuple[int, int]:
    """The line and column of a character, both from 1."""
    lines = lines_of(text[:position])
    return len(lines), len(lines[-1]) + 1


def strange_marks(text: str, shown_as: str) -> list[Problem]:
    """A problem for each of the first few characters that are no text, the last of which says how many follow."""
    found = STRANGE.finditer(text)
    problems: list[Problem] = []
    for match in islice(found, MOST_TOLD):
        line, column = place_of(text, match.start())
        what, allowed, fix = _in_words(match[0])
        left = sum(1 for _ in found) if len(problems) + 1 == MOST_TOLD else 0
        what += f"; {left:,} more follow" if left else ""
        problems.append(Problem(shown_as, line, column, "", what, allowed, "", fix))
    return problems


def odd_space(text: str, line: int) -> tuple[str, tuple[int, int]] | None:
    """A space that looks like one and is none, on a line that cannot be read or the one above: what, and where."""
    for number, written in enumerate(lines_of(text)[max(0, line - 2) : line], start=max(1, line - 1)):
        if match := ODD_SPACE.search(written):
            what = f"The space here is U+{ord(match[0]):04X}, which YAML takes for a letter"
            return what, (number, match.start() + 1)
    return None


def _in_words(mark: str) -> tuple[str, str, str]:
    byte = byte_of(mark)
    if byte is None:
        return f"The character U+{ord(mark):04X} is no text", "", "take it out; an editor may not show it"
    meant = bytes([byte]).decode("cp1252", errors="ignore")
    what = f"Byte {byte:02X} is not UTF-8" + (f"; in Windows-1252 it is {meant!r}" if meant.isprintable() else "")
    return what, "UTF-8 text", "save the file as UTF-8"
