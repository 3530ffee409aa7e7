"""Rows whose names stand above what is drawn of them, so that a long name is read whole on a phone too."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from carepath_sim.report.canvas import INK, MUTED, PAPER, axis
from carepath_sim.report.words import plain

LETTERS, BOLD_LETTERS, MOST_LINES = 42, 37, 3
"""What a line of a name may hold on a narrow phone, and how many lines it may take."""
LINE, GAP, ROUND = 16, 14, 62
"""Pixels of a line of a name, between two rows, and of what stands round all rows."""


def name_of(name: str, below: str = "", is_marked: bool = False, last: str = "") -> str:
    """The name of a row as plotly may have it, with its range after it; a marked one is bold, and so is `last`."""
    letters = BOLD_LETTERS if is_marked else LETTERS
    found = _wrapped(name, letters)
    room = letters - len(found[-1])
    lines = [_safe(line) for line in found]
    if is_marked:
        lines = [f"<b>{line}</b>" for line in lines]
    if below:
        quiet = f'<span style="color:{MUTED}">{_safe(below)}</span>'
        if len(below) + 3 <= room:
            lines[-1] += f' <span style="color:{MUTED}">·</span> {quiet}'
        else:
            lines.append(quiet)
    if last:
        lines.append(f"<b>{_safe(last)}</b>")
    return "<br>".join(lines)


def _wrapped(name: str, letters: int) -> list[str]:
    words = " ".join(plain(word) for word in name.split())
    return textwrap.wrap(words, letters, max_lines=MOST_LINES, placeholder="…", break_on_hyphens=False) or [""]


def _safe(text: str) -> str:
    """Text without tags, links or templates."""
    return html.escape(plain(text).replace("%{", "% {"), quote=True)


@dataclass(frozen=True)
class Rows:
    """Where rows stand on an axis in pixels, the first on top; `names` as `name_of` writes them, `tall` a drawing."""

    names: Sequence[str]
    tall: float

    @cached_property
    def tops(self) -> list[float]:
        """The upper edge of each row."""
        found, at = [], self.height
        for name in self.names:
            found.append(at)
            at -= self._of(name)
        return found

    @property
    def height(self) -> float:
        """All rows together."""
        return sum(map(self._of, self.names))

    @property
    def whole(self) -> int:
        """The height of a figure of these rows."""
        return round(self.height) + ROUND

    def _of(self, name: str) -> float:
        return LINE * (name.count("<br>") + 1) + self.tall + GAP

    @property
    def middles(self) -> list[float]:
        """The middle of what is drawn of each row."""
        return [
            top - LINE * (name.count("<br>") + 1) - self.tall / 2
            for name, top in zip(self.names, self.tops, strict=True)
        ]

    def axis(self) -> dict[str, Any]:
        """The vertical axis."""
        return axis("", range=[0, self.height], showticklabels=False, showgrid=False, ticks="", showline=False)

    def annotations(self) -> list[dict[str, Any]]:
        """The names, each above its row."""
        return [
            {
                "text": name,
                "x": 0,
                "y": top,
                "xref": "paper",
                "yref": "y",
                "xanchor": "left",
                "yanchor": "top",
                "align": "left",
                "showarrow": False,
                "bgcolor": PAPER,
                "borderpad": 0,
                "font": {"size": 12, "color": INK},
            }
            for name, top in zip(self.names, self.tops, strict=True)
        ]
