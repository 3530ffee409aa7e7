"""The chart of pathways between settings: who goes where from where, in eight nodes; every pair is in its table."""

from __future__ import annotations

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import Chart, Panel, Width
from carepath_sim.report.data import ReportData
from carepath_sim.report.sankeys import Sides, sankey
from carepath_sim.report.telling import told
from carepath_sim.report.words import message, short

ENTERED, LEFT, STILL_THERE = "entered", "left", "still_there"
OUTSIDE = {
    ENTERED: "First setting, or there at the start",
    LEFT: "Left for good",
    STILL_THERE: "Still there at the end",
}
FOSTER, HOMES = "Foster families", "Children's homes, hub, emergency"
SUPPORTED, OUTSIDE_CARE = "Supported lodgings and accommodation", "At home or independent"
KINDS = (FOSTER, HOMES, SUPPORTED, OUTSIDE_CARE)
FAMILIES = {
    "foster": FOSTER,
    "childrens_home": HOMES,
    "hub": HOMES,
    "overflow": HOMES,
    "supported_lodgings": SUPPORTED,
    "supported_accommodation": SUPPORTED,
    "edge_of_care": OUTSIDE_CARE,
    "closed": OUTSIDE_CARE,
    "home": OUTSIDE_CARE,
    "independence": OUTSIDE_CARE,
    LEFT: OUTSIDE_CARE,
}
"""What kind of life a reporting family of settings is, so that four nodes a side leave nobody unnamed."""
NODES_A_SIDE = 4
ELSEWHERE = "Elsewhere"
SIDE_BY_SIDE = 2
"""So many scenarios are drawn beside each other; of more, the baseline is, and the table tells the others."""
COLUMNS_SHOWN = 6
"""So many scenarios have columns in the table, which has a row for every pair of settings."""


def flowing(data: ReportData) -> list[Chart]:
    """Changes of setting from left to right, by kind of setting, at most four on each side."""
    flows = data.flows[data.flows["value"].notna()]
    names = [card.name for card in data.scenarios if (flows["scenario"] == card.name).any()]
    drawn = names if len(names) <= SIDE_BY_SIDE else names[:1]
    changes = {name: _drawn(data, flows, name) for name in drawn}
    if not drawn or changes[drawn[0]].empty:
        return []
    sides = _sides(pd.concat(changes.values()))
    links = {name: _links(frame, sides) for name, frame in changes.items()}
    most = max(frame["value"].sum() for frame in links.values())
    headings = [data.scenario_label(name) for name in drawn] if len(drawn) > 1 else [""]
    width: Width = "half" if len(drawn) > 1 else "wide"
    return [
        Chart(
            key="flows",
            title=_title(links[names[0]]),
            subtitle=_subtitle(data, names, drawn),
            panels=tuple(
                Panel(heading, sankey(links[name], sides, float(most), KINDS), width)
                for name, heading in zip(drawn, headings, strict=True)
            ),
            table=_printed(data, flows, names[:COLUMNS_SHOWN]),
            summary=_summary(data, flows, links[names[0]], names),
            notes=_notes(names),
        )
    ]


def _changes(flows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one scenario in which somebody goes from one setting to another or leaves for good."""
    inside = ~flows["origin"].eq(ENTERED) & ~flows["destination"].eq(STILL_THERE)
    return flows[(flows["scenario"] == name) & inside & (flows["value"] > 0)]


def _drawn(data: ReportData, flows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The same between kinds of setting, without changes that begin and end outside care and its homes."""
    changes = _changes(flows, name)
    kinds = changes.assign(
        origin=[_kind(data, str(each)) for each in changes["origin"]],
        destination=[_kind(data, str(each)) for each in changes["destination"]],
    )
    return kinds[(kinds["origin"] != OUTSIDE_CARE) | (kinds["destination"] != OUTSIDE_CARE)]


def _kind(data: ReportData, name: str) -> str:
    """The kind of a setting in words: its reporting family, or the setting itself if that is not known."""
    family = data.families.get(name, name)
    return FAMILIES[family] if family in FAMILIES else data.label(family)


def _sides(changes: pd.DataFrame) -> Sides:
    """The nodes on the left and on the right, known kinds first; with too many the least are merged."""
    found = []
    for column in ("origin", "destination"):
        sums = changes.groupby(column)["value"].sum().sort_values(ascending=False, kind="stable")
        kept = sums.index[: NODES_A_SIDE if len(sums) <= NODES_A_SIDE else NODES_A_SIDE - 1]
        ordered = [*(kind for kind in KINDS if kind in kept), *(str(kind) for kind in kept if kind not in KINDS)]
        found.append((*ordered, *([ELSEWHERE] if len(sums) > len(kept) else [])))
    return found[0], found[1]


def _links(changes: pd.DataFrame, sides: Sides) -> pd.DataFrame:
    """How many go from each node on the left to each on the right."""
    nodes = {
        column: changes[column].where(changes[column].isin(side), ELSEWHERE)
        for column, side in zip(("origin", "destination"), sides, strict=True)
    }
    merged = changes.assign(**nodes)
    sums = merged.groupby(["origin", "destination"], sort=False)["value"].sum()
    return sums.reset_index()


def _subtitle(data: ReportData, names: list[str], drawn: list[str]) -> str:
    of = ""
    if len(names) > len(drawn):
        of = f", in {in_sentence(data.scenario_label(drawn[0]))}"
    return (
        f"Changes of setting during the study{of}, mean number of a replication: from the kind of setting on the left "
        "to that on the right. Someone who moves often counts each time."
    )


def _title(links: pd.DataFrame) -> str:
    named = links[(links["origin"] != ELSEWHERE) & (links["destination"] != ELSEWHERE)]
    row = (named if len(named) else links).sort_values("value", ascending=False, kind="stable").iloc[0]
    origin, destination = (in_sentence(str(row[column])) for column in ("origin", "destination"))
    step = _step(origin, destination)
    return message(
        f"Most common change: {row['value']:,.0f} {step}",
        f"Most common change: {step}",
        "How young people go from one setting to another",
    )


def _step(origin: str, destination: str) -> str:
    return f"within {origin}" if origin == destination else f"from {origin} to {destination}"


def _summary(data: ReportData, flows: pd.DataFrame, links: pd.DataFrame, names: list[str]) -> str:
    top = links.sort_values("value", ascending=False, kind="stable").head(3)
    said = [
        f"{row.value:,.0f} {_step(in_sentence(str(row.origin)), in_sentence(str(row.destination)))}"
        for row in top.itertuples()
    ]
    total = f"{links['value'].sum():,.0f} changes drawn, mean of a replication"
    sentences = [f"{data.scenario_label(names[0])}: {total}; most are {listed(said)}"]
    others = names[1:COLUMNS_SHOWN] if _has_spread(flows) else []
    return told([*sentences, *(_furthest(data, flows, names[0], name) for name in others)])


def _has_spread(rows: pd.DataFrame) -> bool:
    """Whether it is known how far one future strays: not from one replication."""
    return bool(rows["low"].notna().any())


def _furthest(data: ReportData, flows: pd.DataFrame, base: str, name: str) -> str:
    """The pair of settings furthest from the baseline, if hardly a future of one is like one of the other."""
    label = data.scenario_label(name)
    both = _beside(flows, base, name)
    apart = both[(both["low"] > both["high_base"]) | (both["high"] < both["low_base"])]
    if apart.empty:
        return f"{label}: no pair of settings differs by more than one future does from another"
    row = apart.iloc[int((apart["value"] - apart["value_base"]).abs().to_numpy().argmax())]
    origin, destination = str(row["origin"]), str(row["destination"])
    said = f"{_mean(row['value'])} ({_mean(row['low'])} to {_mean(row['high'])})"
    was = f"{_mean(row['value_base'])} ({_mean(row['low_base'])} to {_mean(row['high_base'])})"
    return f"{label}: furthest from the baseline is {_pair(data, origin, destination)}, {said} instead of {was}"


def _beside(flows: pd.DataFrame, base: str, name: str) -> pd.DataFrame:
    """Every pair of settings in two scenarios; where nobody goes in one of them, nothing."""
    found = flows[flows["scenario"].isin([base, name])].set_index(["origin", "destination"])
    one, other = (found.loc[found["scenario"] == each, ["value", "low", "high"]] for each in (base, name))
    return other.join(one, rsuffix="_base", how="outer").fillna(0.0).reset_index()


def _mean(value: float) -> str:
    return short(value) if value < 10 else f"{value:,.0f}"


def _pair(data: ReportData, origin: str, destination: str) -> str:
    return f"{in_sentence(_place(data, origin))} to {in_sentence(_place(data, destination))}"


def _place(data: ReportData, name: str) -> str:
    return OUTSIDE.get(name) or data.label(name)


def _printed(data: ReportData, flows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Every pair, the most common first: the mean of each scenario, and how far one future strays."""
    kept = flows[flows["scenario"].isin(names)]
    pairs = kept.groupby(["origin", "destination"], sort=False)["value"].max().sort_values(ascending=False).index
    columns: dict[str, list[str]] = {
        "From": [_place(data, str(origin)) for origin, _ in pairs],
        "To": [_place(data, str(destination)) for _, destination in pairs],
    }
    for position, name in enumerate(names):
        rows = kept[kept["scenario"] == name].set_index(["origin", "destination"]).reindex(pairs).fillna(0.0)
        label = data.scenario_label(name)
        label = f"{label} ({position + 1})" if label in columns else label
        columns[label] = [_mean(value) for value in rows["value"]]
        if _has_spread(kept):
            columns[f"{label}: one future, 10% to 90%"] = [
                f"{_mean(low)} to {_mean(high)}" for low, high in zip(rows["low"], rows["high"], strict=True)
            ]
    return pd.DataFrame(columns)


def _notes(names: list[str]) -> tuple[str, ...]:
    notes = [
        "Drawn are changes within care and its homes, into them and out of them. The table has every pair of settings, "
        "where young people were first, and those still there at the end."
    ]
    if len(names) > COLUMNS_SHOWN:
        notes.append(f"The table holds the first {COLUMNS_SHOWN} scenarios; flows.csv holds all.")
    return tuple(notes)
