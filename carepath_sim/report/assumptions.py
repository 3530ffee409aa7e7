"""What is assumed, as plain rows of text: every parameter by status, and the key-worker link."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from carepath_sim.report.data import STATUSES, ReportData, label_of
from carepath_sim.report.questioning import is_link
from carepath_sim.report.words import counted

STATUS_WORDS = {
    "sourced": "read in a published source",
    "calibrated": "fitted, so that the model meets a published figure",
    "assumed": "no source fixes the number",
    "local": "given in a scenario file",
}


def statuses(data: ReportData) -> dict[str, int]:
    """How many parameters have each status, in a fixed order."""
    counts = data.parameters["status"].value_counts()
    return {status: int(counts[status]) for status in STATUSES if status in counts}


def status_line(counts: Mapping[str, int]) -> str:
    """The counts by status in one sentence, each with what the status means."""
    parts = [f"{count} {status} ({STATUS_WORDS[status]})" for status, count in counts.items()]
    return f"Of {counted(sum(counts.values()), 'number')}: {', '.join(parts)}."


def parameters(data: ReportData, status: str) -> pd.DataFrame:
    """The parameters of one status as they are printed."""
    rows = data.parameters[data.parameters["status"] == status]
    titles = dict(zip(data.sources["key"], data.sources["title"], strict=True))
    source = [
        f"{titles.get(key, key)} [{evidence}]" if evidence else titles.get(key, key)
        for key, evidence in zip(rows["source"], rows["evidence"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Parameter": list(rows["path"]),
            "Value": list(rows["value"]),
            "Range": list(rows["range"]),
            "Source": source,
            "Note": list(rows["note"]),
            "Set in": list(rows["origin"]),
        }
    )


def link_words(data: ReportData) -> str:
    """What is assumed of the key-worker link, in one line: every different value and range; nothing if it is absent."""
    rows = data.parameters[is_link(data.parameters)].drop_duplicates(["value", "range"])
    pairs = zip(rows["value"], map(span_words, rows["range"]), strict=True)
    return "; ".join(f"{value} times{f' (range {span})' if span else ''}" for value, span in pairs)


def span_words(span: str) -> str:
    """A range without the shape of its distribution, which says little to most readers."""
    return span.split(", ", maxsplit=1)[0]


INDEX = re.compile(r"\[(\d+)\]")
SILENT = {"settings", "teams", "demand", "streams", "prices", "effects", "endings", "hazard", "value", "occupancy"}
"""Steps of a path that say nothing to a reader who is not writing a scenario."""


def path_words(labels: Mapping[str, str], path: str) -> str:
    """The path of a parameter as a reader would say it."""
    steps = [INDEX.sub(r" \1", step) for step in path.split(".") if INDEX.sub("", step) not in SILENT] or [path]
    rest = ", ".join(step.replace("_", " ") for step in steps[1:])
    return f"{label_of(labels, steps[0])}: {rest}" if rest else label_of(labels, steps[0])
