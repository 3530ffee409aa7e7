"""Tables and paragraphs of plain text, 80 columns wide, that read well on a screen and pass through a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence

WIDTH = 80
GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """Lines of a table; the widest column is wrapped until the table fits, and no word is broken."""
    cells = [[" ".join(str(cell).split()) for cell in row] for row in (head, *rows)]
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [max(len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    while _total(widths) > WIDTH and widths != least:
        widest = max((width, place) for place, width in enumerate(widths) if width > least[place])[1]
        widths[widest] -= 1
    for number, row in enumerate(cells):
        yield from _row(row, widths, right)
        if number == 0:
            yield "-" * _total(widths)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _row(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for line in range(max(len(cell) for cell in wrapped)):
        parts = [cell[line] if line < len(cell) else "" for cell in wrapped]
        aligned = [
            part.rjust(width) if column in right else part.ljust(width)
            for column, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        yield GAP.join(aligned).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    return textwrap.wrap(cell, width, break_on_hyphens=False) or [""]


def paragraph(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Text wrapped at 80 columns; `first` begins its first line instead of the indent."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def facts(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Lines of `name  value`, values wrapped under themselves; what has no value is left out."""
    said = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _ in said), default=0)
    for name, value in said:
        yield from paragraph(value, " " * (width + len(GAP)), name.ljust(width) + GAP) or [name]
