"""Which assumptions to question first: those that set the scenarios apart, then those with most money behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from carepath_sim.report.data import ReportData
from carepath_sim.report.words import roughly

APART, COSTLY = 3, 3
"""How many rows of each kind are named."""
LINK = ".link."
MONEY = ("cost_by_setting", "cost_by_heading")
SHARES = re.compile(r"\.(shares\[\d+\]\.share|enters\[\d+\]\.share|start_shares\.\w+|ages|needs|ceiling)$")
"""Numbers that only say how a whole is split, or a ceiling that changes no result."""
HEADING_OF = {"move": "moves", "entry": "entries"}
HEADING_OF_POST = {
    "permanent": "key_workers_permanent",
    "agency": "key_workers_agency",
    "vacant": "key_workers_vacant",
    "recruitment": "recruitment",
}


def is_link(parameters: pd.DataFrame) -> pd.Series:
    """Which numbers belong to the key-worker link."""
    return parameters["path"].map(lambda path: LINK in f".{path}.").astype(bool)


def to_question(data: ReportData) -> pd.DataFrame:
    """The assumed numbers to read first after the key-worker link, at most `APART` + `COSTLY` rows.

    Columns: words, value, range, why. Numbers alike in all but whose they are stand in one row.
    """
    assumed = data.parameters[(data.parameters["status"] == "assumed") & ~is_link(data.parameters)]
    splits = assumed["path"].map(lambda path: bool(SHARES.search(f".{path}"))).astype(bool)
    kept = assumed[(assumed["range"] != "") & ~splits].copy()
    if kept.empty:
        return pd.DataFrame(columns=["words", "value", "range", "why"])
    most = {metric: _most(data, metric) for metric in MONEY}
    kept["stake"] = [_stake(data, most, row) for _, row in kept.iterrows()]
    kept["width"] = [_width(row) for _, row in kept.iterrows()]
    kept["told"] = [_held_words(data, tuple(names)) for names in kept["scenarios"]]
    kept["alike"] = list(zip(kept["value"], kept["range"], kept["note"].str[:80], strict=True))
    varied = data.parameters.groupby("path")["value"].nunique()
    kept["varied"] = kept["path"].map(varied).gt(1)
    rows = _collapsed(kept)
    apart = rows[(rows["told"] != "") & (rows["stake"] == 0) & (rows["width"] > 0)]
    apart = apart.sort_values(["varied", "width"], ascending=False, kind="stable").head(APART)
    costly = rows[rows["stake"] > 0].sort_values("stake", ascending=False, kind="stable").head(COSTLY)
    costly = costly.assign(why=[_stake_words(row["stake"], row["told"]) for _, row in costly.iterrows()])
    chosen = pd.concat([apart.assign(why=apart["told"]), costly])
    return chosen[["words", "value", "range", "why"]].reset_index(drop=True)


def _held_words(data: ReportData, names: tuple[str, ...]) -> str:
    """Which scenarios have the number, unless all do."""
    if len(names) == len(data.scenarios):
        return ""
    if len(names) > 1:
        return f"in {len(names)} of {len(data.scenarios)} scenarios"
    return f"only in {data.scenario_label(names[0])}"


def _collapsed(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for numbers with the same value, range and note: the one with most behind it, and how many more."""
    ordered = rows.sort_values(["stake", "width"], ascending=False, kind="stable")
    first = ordered.drop_duplicates("alike").copy()
    counts = ordered["alike"].value_counts()
    more = [int(counts[key]) - 1 for key in first["alike"]]
    first["words"] = [
        f"{words} (and {count} more like it)" if count else words
        for words, count in zip(first["words"], more, strict=True)
    ]
    shared = set(ordered.loc[ordered["told"] == "", "alike"])
    first.loc[first["alike"].isin(shared), "told"] = ""
    return first


def _width(row: pd.Series) -> float:
    """How wide the range is, between 0 and 1; nothing where the number is switched off, which no range can weigh."""
    if row["amount"] == 0 or pd.isna(row["low"]):
        return 0.0
    middle = (row["low"] + row["high"]) / 2 if pd.isna(row["amount"]) else row["amount"]
    whole = abs(row["low"]) + abs(row["high"]) + 2 * abs(middle)
    return float(abs(row["high"] - row["low"]) / whole) if whole else 0.0


Most = Mapping[str, Mapping[str, float]]
"""For each metric of `MONEY`, what `_most` says."""


def _most(data: ReportData, metric: str) -> dict[str, float]:
    """£ over the whole study by setting or heading, in the scenario that spends most there."""
    return {str(name): float(spent) for name, spent in data.means(metric).max(axis=1).items()}


def _stake(data: ReportData, most: Most, row: pd.Series) -> float:
    """£ a year that the range of a price is worth: its width over its value, times what is spent at that price."""
    spent = _spent(data, most, str(row["path"]))
    if not spent or pd.isna(row["amount"]) or row["amount"] == 0 or pd.isna(row["low"]):
        return 0.0
    return float(abs(row["high"] - row["low"]) / abs(row["amount"]) * spent / data.years)


def _spent(data: ReportData, most: Most, path: str) -> float:
    """£ over the whole study of the setting or heading that a price belongs to."""
    by_setting, by_heading = (most[metric] for metric in MONEY)
    match path.split("."):
        case ["settings", name, "price" | "service" | "empty_place"]:
            return by_setting.get(name, 0.0)
        case ["teams", name, "cost", state] if state in HEADING_OF_POST:
            return by_heading.get(HEADING_OF_POST[state], 0.0) * _share_of_posts(data, name)
        case ["prices", kind, *which] if kind in HEADING_OF:
            return by_heading.get(HEADING_OF[kind], 0.0) / (2 if which else 1)
        case _:
            return 0.0


def _share_of_posts(data: ReportData, team: str) -> float:
    """The share of all posts that a team has, by which the cost of key workers is told apart."""
    posts = data.parameters[data.parameters["path"].str.fullmatch(r"teams\.\w+\.posts")]
    sizes = {str(path): float(size) for path, size in posts.groupby("path")["amount"].max().items()}
    whole = sum(sizes.values())
    return sizes.get(f"teams.{team}.posts", 0.0) / whole if whole > 0 else 0.0


def _stake_words(stake: float, told: str) -> str:
    worth = f"the range is worth about {roughly(stake)} a year"
    return f"{told}; {worth}" if told else worth
