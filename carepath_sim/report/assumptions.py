"""What is assumed, as plain rows of text: every parameter by status, and those to question first."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from carepath_sim.report.data import STATUSES, ReportData, label_of

NOTABLE = 4
LINK = ".link."
STATUS_WORDS = {
    "sourced": "read in a published source",
    "calibrated": "fitted, so that the model meets a published figure",
    "assumed": "no source was found or read",
    "local": "given in a scenario file",
}


def statuses(data: ReportData) -> dict[str, int]:
    """How many parameters have each status, in a fixed order."""
    counts = data.parameters["status"].value_counts()
    return {status: int(counts[status]) for status in STATUSES if status in counts}


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


def notable_assumptions(data: ReportData) -> pd.DataFrame:
    """The assumed parameters to read first after the key-worker link: where scenarios differ, then wide ranges."""
    assumed = data.parameters[(data.parameters["status"] == "assumed") & ~_is_link(data.parameters)]
    changed = set(data.differences["path"])
    spread = (assumed["high"] - assumed["low"]).abs() / (assumed["high"].abs() + assumed["low"].abs())
    ranked = assumed.assign(
        differs=assumed["path"].isin(changed),
        spread=spread.fillna(-1.0),
    )
    ranked = ranked[ranked["differs"] | (ranked["spread"] > 0)]
    chosen = ranked.sort_values(["differs", "spread", "path"], ascending=[False, False, True]).head(NOTABLE)
    return chosen.assign(words=[path_words(data.labels, path) for path in chosen["path"]])


def link_words(data: ReportData) -> str:
    """What is assumed of the key-worker link, in one line: every different value and range; nothing if it is absent."""
    rows = data.parameters[_is_link(data.parameters)].drop_duplicates(["value", "range"])
    pairs = zip(rows["value"], rows["range"], strict=True)
    return "; ".join(f"{value} times{f' (range {span})' if span else ''}" for value, span in pairs)


def _is_link(parameters: pd.DataFrame) -> pd.Series:
    return parameters["path"].map(lambda path: LINK in f".{path}.").astype(bool)


INDEX = re.compile(r"\[(\d+)\]")
SILENT = {"settings", "teams", "demand", "streams", "prices", "effects", "endings", "hazard", "value", "occupancy"}
"""Steps of a path that say nothing to a reader who is not writing a scenario."""


def path_words(labels: Mapping[str, str], path: str) -> str:
    """The path of a parameter as a reader would say it."""
    steps = [INDEX.sub(r" \1", step) for step in path.split(".") if INDEX.sub("", step) not in SILENT] or [path]
    rest = ", ".join(step.replace("_", " ") for step in steps[1:])
    return f"{label_of(labels, steps[0])}: {rest}" if rest else label_of(labels, steps[0])
