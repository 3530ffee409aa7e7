"""How names, counts and key paths are said within sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

STATUS_WORDS = {
    "sourced": "read in a published source",
    "calibrated": "fitted, so that the model meets a published figure",
    "assumed": "no source fixes the number",
    "local": "given in a scenario file",
}

INDEX = re.compile(r"\[(\d+)\]")
SILENT = {"settings", "teams", "demand", "streams", "prices", "effects", "endings", "hazard", "value", "occupancy"}
"""Steps of a path that say nothing to a reader who is not writing a scenario."""


def in_sentence(title: str) -> str:
    """A title within a sentence: its first letter small, unless other capitals make it a proper name."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def held_by(titles: Sequence[str], count: int) -> str:
    """Of which scenarios something is said, by their titles, if there are `count` in all."""
    if len(titles) == count:
        return "Every scenario" if count > 1 else "This scenario"
    return listed([*titles[:1], *map(in_sentence, titles[1:])])


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def label_of(labels: Mapping[str, str], name: str) -> str:
    """The printed name of something; its own name in words where none was given."""
    words = name.removeprefix("fixed: ").replace("_", " ")
    return labels.get(name, words[:1].upper() + words[1:])


def path_words(labels: Mapping[str, str], path: str) -> str:
    """The path of a parameter as a reader would say it."""
    steps = [INDEX.sub(r" \1", step) for step in path.split(".") if INDEX.sub("", step) not in SILENT] or [path]
    rest = ", ".join(step.replace("_", " ") for step in steps[1:])
    return f"{label_of(labels, steps[0])}: {rest}" if rest else label_of(labels, steps[0])
