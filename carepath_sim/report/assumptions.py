"""What is assumed, as plain rows of text: every parameter by status, and the key-worker link."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from carepath_sim.catalogue.wording import STATUS_WORDS, counted
from carepath_sim.report.data import STATUSES, ReportData
from carepath_sim.report.questioning import is_link


def statuses(data: ReportData) -> dict[str, int]:
    """How many parameters have each status, in a fixed order."""
    counts = data.parameters["status"].value_counts()
    return {status: int(counts[status]) for status in STATUSES if status in counts}


def status_line(counts: Mapping[str, int]) -> str:
    """The counts by status in one sentence, each with what the status means."""
    parts = [f"{count} {status} ({STATUS_WORDS[status]})" for status, count in counts.items()]
    return f"Of {counted(sum(counts.values()), 'number')}: {', '.join(parts)}."


def parameters(data: ReportData, status: str) -> pd.DataFrame:
    """The parameters of one status as they are printed; settings or teams alike in a number share a row."""
    rows = _together(data.parameters[data.parameters["status"] == status])
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


WHOSE = re.compile(r"(settings|teams)\.(\w+)\.(.+)")
ALIKE = ["what", "value", "range", "source", "evidence", "note"]


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for a number that several settings or teams have alike: `settings.(hub, secure).places`."""
    found = [WHOSE.fullmatch(path) for path in rows["path"]]
    what = [f"{each[1]}.{each[3]}" if each else path for each, path in zip(found, rows["path"], strict=True)]
    whose = [each[2] if each else "" for each in found]
    groups = rows.assign(what=what, whose=whose).groupby(ALIKE, sort=False, dropna=False)
    first = groups.first().reset_index()
    names, origins = groups["whose"].agg(list), groups["origin"].agg(lambda each: ", ".join(dict.fromkeys(each)))
    paths = [_path(path, what, alike) for path, what, alike in zip(first["path"], first["what"], names, strict=True)]
    return first.assign(path=paths, origin=list(origins))


def _path(path: str, what: str, names: list[str]) -> str:
    if len(names) < 2:
        return path
    kind, _, rest = what.partition(".")
    return f"{kind}.({', '.join(names)}).{rest}"


def link_words(data: ReportData) -> str:
    """What is assumed of the key-worker link, in one line: every different value and range; nothing if it is absent."""
    rows = data.parameters[is_link(data.parameters)].drop_duplicates(["value", "range"])
    pairs = zip(rows["value"], map(span_words, rows["range"]), strict=True)
    return "; ".join(f"{value} times{f' (range {span})' if span else ''}" for value, span in pairs)


def span_words(span: str) -> str:
    """A range without the shape of its distribution, which says little to most readers."""
    return span.split(", ", maxsplit=1)[0]
