"""Which assumptions to question first: what sets the scenarios apart, then what has most money behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from carepath_sim.catalogue.wording import counted
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import roughly

MOST = 8
"""How many rows there are, the key-worker link among them."""
ACTING, LEADING_ON, SHARED_BY_SOME, APART, COSTLY = 3, 3, 2, 5, 3
"""At most so many rows of what scenarios do, of rates of stays, of other numbers not all share; together; of prices."""
LINK = ".link."
COLUMNS = ["words", "value", "range", "why", "kind"]
MONEY = ("cost_by_setting", "cost_by_heading", "cost_by_team")
DONE = re.compile(r"(effects|practice_models)\[\d+\]\.(.+)")
"""A number of what a scenario does, not of the world it does it in."""
ORDER = ("multiply_hazard", "multiply_entries", "set_hazard", "cap_stay", "set_occupancy", "add_places", "set_places")
"""Effects that act on young people's moves come first, then those on places, then all others."""
HAZARD = re.compile(r"settings\.(\w+)\.endings\.\w+\.hazard")
SHARES = re.compile(r"\.(shares\[\d+\]\.share|enters\[\d+\]\.share|start_shares\.\w+|ages|needs|ceiling)$")
"""Numbers that only say how a whole is split, or a ceiling that changes no result."""
HEADING_OF = {"move": "moves", "entry": "entries"}
HEADING_OF_POST = {
    "permanent": "key_workers_permanent",
    "agency": "key_workers_agency",
    "vacant": "key_workers_vacant",
    "recruitment": "recruitment",
}
ADDED = re.compile(r"effects\[\d+\]\.add_cost\.cost")


def is_link(parameters: pd.DataFrame) -> pd.Series:
    """Which numbers belong to the key-worker link."""
    return parameters["path"].map(lambda path: LINK in f".{path}.").astype(bool)


def to_question(data: ReportData) -> pd.DataFrame:
    """The assumed numbers to read first beside the key-worker link, with it at most `MOST` rows.

    Columns: words, value, range, why, kind: `apart` for numbers that not all scenarios share,
    `price` for the others. Numbers alike in all but whose they are stand in one row.
    """
    link = is_link(data.parameters)
    assumed = data.parameters[(data.parameters["status"] == "assumed") & ~link]
    splits = assumed["path"].map(lambda path: bool(SHARES.search(f".{path}"))).astype(bool)
    kept = assumed[(assumed["range"] != "") & ~splits].copy()
    if kept.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = _collapsed(_weighed(data, kept))
    apart = _apart(rows[(rows["told"] != "") & (rows["stake"] == 0) & (rows["width"] > 0)])
    room = min(COSTLY, MOST - len(apart) - bool(link.any()))
    costly = rows[rows["stake"] > 0].sort_values("stake", ascending=False, kind="stable").head(room)
    of = " of the difference" if len(data.scenarios) > 1 else ""
    why = [_stake_words(row["stake"], of, row["told"]) for _, row in costly.iterrows()]
    chosen = pd.concat([apart.assign(kind="apart"), costly.assign(why=why, kind="price")])
    return chosen[COLUMNS].reset_index(drop=True)


def _weighed(data: ReportData, kept: pd.DataFrame) -> pd.DataFrame:
    """The rows with what their order rests on."""
    at_stake = {metric: _at_stake(data, metric) for metric in MONEY}
    varied = data.parameters.groupby("path")["value"].nunique()
    return kept.assign(
        stake=[_stake(data, at_stake, row) for _, row in kept.iterrows()],
        width=[_width(row) for _, row in kept.iterrows()],
        told=[_held_words(data, tuple(names)) for names in kept["scenarios"]],
        alike=["\n".join((row["value"], row["range"], str(row["note"])[:80])) for _, row in kept.iterrows()],
        varied=kept["path"].map(varied).gt(1),
        done=[_what_is_done(str(path)) for path in kept["path"]],
        setting=[found[1] if (found := HAZARD.fullmatch(str(path))) else "" for path in kept["path"]],
    )


def _what_is_done(path: str) -> str:
    found = DONE.fullmatch(path)
    return found[2] if found else ""


def _apart(rows: pd.DataFrame) -> pd.DataFrame:
    """What scenarios do, then the rates of stays only some of them have, then any other number not all share.

    One row for each thing done in the same scenarios and for each setting, so that none crowds out the others.
    """
    rows = rows.sort_values("width", ascending=False, kind="stable").assign(why=rows["told"])
    done = rows[(rows["done"] != "") | rows["varied"]]
    done = done.assign(place=[_place(what) for what in done["done"]], by=done["scenarios"].map(str))
    done = done.sort_values(["varied", "place"], ascending=[False, True], kind="stable")
    done = done.drop_duplicates(["done", "by"]).head(ACTING)
    moving = _ways_on(rows[(rows["setting"] != "") & ~rows["varied"]]).head(LEADING_ON)
    others = rows[(rows["done"] == "") & (rows["setting"] == "") & ~rows["varied"]].head(SHARED_BY_SOME)
    return pd.concat([done, moving, others]).head(APART)


def _place(done: str) -> int:
    verb = done.partition(".")[0]
    return ORDER.index(verb) if verb in ORDER else len(ORDER)


def _ways_on(rates: pd.DataFrame) -> pd.DataFrame:
    """The widest rate of each setting; settings of which most rates are assumed come first."""
    counts = rates["setting"].value_counts()
    first = rates.drop_duplicates("setting").assign(many=lambda each: each["setting"].map(counts))
    why = [
        f"{told}, with {counted(many - 1, 'more rate')} of such stays assumed" if many > 1 else told
        for told, many in zip(first["told"], first["many"], strict=True)
    ]
    return first.assign(why=why).sort_values("many", ascending=False, kind="stable")


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
    """How wide the range is, between 0 and 1; nothing where the number is switched off, which no range can weigh.

    A rate of none is not switched off: that something never happens is an assumption like any other.
    """
    if pd.isna(row["low"]) or (row["amount"] == 0 and not HAZARD.fullmatch(str(row["path"]))):
        return 0.0
    middle = (row["low"] + row["high"]) / 2 if pd.isna(row["amount"]) else row["amount"]
    whole = abs(row["low"]) + abs(row["high"]) + 2 * abs(middle)
    return float(abs(row["high"] - row["low"]) / whole) if whole else 0.0


AtStake = Mapping[str, Mapping[str, float]]
"""For each metric of `MONEY`, what `_at_stake` says."""


def _at_stake(data: ReportData, metric: str) -> dict[str, float]:
    """£ over the whole study by setting, heading or team: the largest change from the baseline, or all if it is alone.

    A price acts on the difference between scenarios only through what is spent more or less at that price.
    """
    spent = data.means(metric).fillna(0.0)
    changed = spent.sub(spent.iloc[:, 0], axis=0).abs() if len(spent.columns) > 1 else spent
    return {str(name): float(most) for name, most in changed.max(axis=1).items()}


def _stake(data: ReportData, at_stake: AtStake, row: pd.Series) -> float:
    """£ a year that the range of a price is worth: its width over its value, times what is spent at that price."""
    spent = _spent(at_stake, str(row["path"]), str(row["words"]))
    if not spent or pd.isna(row["amount"]) or row["amount"] == 0 or pd.isna(row["low"]):
        return 0.0
    return float(abs(row["high"] - row["low"]) / abs(row["amount"]) * spent / data.years)


def _spent(at_stake: AtStake, path: str, words: str) -> float:
    """£ over the whole study of the setting or heading that a price belongs to."""
    by_setting, by_heading, by_team = (at_stake[metric] for metric in MONEY)
    if ADDED.fullmatch(path):
        return by_heading.get(f"fixed: {words.partition(':')[0]}", 0.0)
    match path.split("."):
        case ["settings", name, "price" | "service" | "empty_place"]:
            return by_setting.get(name, 0.0)
        case ["teams", name, "cost", state] if state in HEADING_OF_POST:
            return by_heading.get(HEADING_OF_POST[state], 0.0) * _part(by_team.values(), by_team.get(name, 0.0))
        case ["prices", kind, *which] if kind in HEADING_OF:
            return by_heading.get(HEADING_OF[kind], 0.0) / (2 if which else 1)
        case _:
            return 0.0


def _part(all_teams: Iterable[float], one: float) -> float:
    """The share of one team, by which the cost of key workers is told apart."""
    whole = sum(all_teams)
    return one / whole if whole > 0 else 0.0


def _stake_words(stake: float, of: str, told: str) -> str:
    worth = f"the range is worth about {roughly(stake)} a year{of}"
    return f"{told}; {worth}" if told else worth
