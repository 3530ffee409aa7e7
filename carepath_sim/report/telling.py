"""Summaries in words: a sentence for each scenario, as long as a reader would read on."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 6
"""So many scenarios are told in words; a list of more is a table read aloud."""


def told(sentences: Sequence[str], more: str = "") -> str:
    """Sentences without their full stops, one a scenario, as one text; what is left out is said, and `more` follows."""
    kept = list(sentences[:MOST])
    left = len(sentences) - len(kept)
    if left:
        kept.append(f"The table has the other {left} scenarios" if left > 1 else "The table has one scenario more")
    return " ".join(f"{sentence}." for sentence in [*kept, *([more] if more else [])])
