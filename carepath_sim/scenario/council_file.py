"""Scenario files to begin with, as text: a council's, from its published figures, and the typical council's."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from carepath_sim.catalogue import councils
from carepath_sim.catalogue.councils import SERIES, Council
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.scenario.council import Local, growing
from carepath_sim.scenario.reporting import Reporting
from carepath_sim.scenario.resolved import Resolved

WIDTH = 100

IN_WORDS = {
    "spend": "Spending on children looked after, £ a year",
    "cost_per_week": "One child looked after, £ a week",
    "homes_per_week": "Children's homes, £ a week",
    "fostering_per_week": "Foster care, £ a week",
    "staying_put": "Still with their carers at 19 and 20, %",
    "turnover": "Social workers who left in the year, %",
    "vacancies": "Social-work posts vacant, %",
    "agency": "Agency social workers, %",
    "starts": "Started to be looked after, per 10,000",
    "ceased": "Ceased to be looked after, per 10,000",
    "three_placements": "Three placements or more in the year, %",
    "same_placement": "Same placement for two years, %",
    "far_away": "Out of area and over 20 miles from home, %",
    "foster_places": "Approved foster places, mainstream",
    "foster_places_filled": "Of these filled",
}
"""The published series as the head of a file names them."""

USED = ("spend", "cost_per_week", "homes_per_week", "fostering_per_week", "staying_put", "turnover", "vacancies")
"""The series that numbers are made from; the others are there to hold beside what a study finds."""

ABOUT_DEMAND = (
    "Who comes. Where you have a count of your own, that alone is enough: `rate: 61 per year`. Councils differ most in "
    "unaccompanied young people and in referrals that edge-of-care support accepts; neither was published for one."
)
ABOUT_SETTINGS = "Where they live: usable places, what a week costs, and who stays put with foster carers at 18."
ABOUT_TEAMS = "Their key workers: posts, how many leave in a year, and how long a post stays vacant."


MAY_CHANGE = {
    "demand": "Who comes.",
    "settings": "Usable places, and what can be brought into use.",
    "teams": "Their key workers.",
}
HUB = ("hub", "hub_placement")
ABOUT_HUB = (
    "A hub needs these four lines together (the building, and the stays in it that its team looks after), and "
    "`settings:` above."
)
ABOUT_POLICIES = (
    "Rules put to use; `carepath list policies` names them. This one says how full the hub is kept, so the lines of "
    "`hub` and `hub_placement` above must have lost their `# ` too."
)

ABOUT_REPORTING = (
    "What only a person can say. The first screen of the report lists what is left out here as open. Take `# ` away "
    "and write after the colon."
)

SCHEMA_FILE = "scenario.schema.json"
EDITOR_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""With it an editor completes and checks the file, by the schema that stands beside it."""


def stem(name: str) -> str:
    """A council's name as that of a file: `bristol_city_of`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def council_text(found: Local, base: Resolved, file: str, caseload_file: str) -> str:
    """The scenario of a council, with the figures it is made from in comments; its caseload stands in another file."""
    name = found.council.name
    body: dict[str, Any] = {
        "label": name,
        "question": f"What happens over five years if {name} goes on as it is, without a hub?",
        "kind": "strategic",
        "council": name,
        "start": base.study.start.isoformat(),
        "horizon": str(base.study.horizon),
        "assumes": _assumed(found, base),
        "starting_caseload": caseload_file,
    }
    tree = _tree(found)
    lines = [EDITOR_LINE, *_head(found), *_example(name, file), "", *_yaml(body)]
    for key, about in (("demand", ABOUT_DEMAND), ("settings", ABOUT_SETTINGS), ("teams", ABOUT_TEAMS)):
        lines += ["", *_comment(about), *_yaml({key: tree[key]})]
    lines += ["", *_asked_of_a_person()]
    return "".join(f"{line}\n" for line in lines)


def _head(found: Local) -> list[str]:
    """What the file is, where its figures come from, and the figures themselves."""
    council, about = found.council, councils.about()
    size = f"{council.looked_after:,.0f}"
    lines = _comment(
        f"{council.name}, made by `carepath init` from its published figures. What they do not say is the typical "
        f"English council's, in proportion: {council.name} looks after {size} children, {found.scale:.3g} times as "
        f"many as the typical council's {councils.typical_size():.0f}. The model holds those of 10 and over. "
        "Numbers of your own are better than any of these."
    )
    lines += ["#", *_comment(about["attribution"]), *_comment(f"{about['address']} ({about['as_of']})"), "#"]
    lines += _table(council, USED, "Published, and used here")
    lines += _comment(
        f"Looked after: {council.figures['spend'].value:,.0f} / ({council.figures['cost_per_week'].value:,.0f} x "
        f"{councils.WEEKS}) = {size}. For 12 councils in 2017 to 2019 this gave the count at 31 March within 0.3%."
    )
    others = [series for series in SERIES if series not in USED]
    lines += ["#", *_table(council, others, "Published, to hold beside what is simulated")]
    if found.kept:
        kept = ", ".join(found.kept)
        lines += ["#", *_comment(f"Not published or nought, so that the typical council's figure stands: {kept}.")]
    return [*lines, "#"]


def _example(name: str, file: str) -> list[str]:
    """How to go on: a scenario that changes this one, as lines of a comment."""
    question = _scalar(f"What do two hubs of six places change in {name}?")
    return [
        "# To ask something of it, write another file beside it:",
        f"#   question: {question}",
        "#   kind: transformative",
        f"#   extends: {file}",
        "#   settings: {hub: {in_use: true}, hub_placement: {in_use: true}}",
    ]


def _table(council: Council, series: Sequence[str], title: str) -> Iterator[str]:
    """Published figures beside England's of the same year, as lines of a comment."""
    yield f"# {title:<46}{council.name[:16]:>16}{councils.ENGLAND:>16}  year"
    for name in series:
        figure = council.get(name)
        if figure is None:
            yield f"#   {IN_WORDS[name]:<44}{'not published':>16}"
        else:
            england = councils.table().of_england(name, figure.year)
            yield f"#   {IN_WORDS[name]:<44}{figure.value:>16,.10g}{england:>16,.10g}  {figure.year}"


def _assumed(found: Local, base: Resolved) -> list[str]:
    name, year = found.council.name, found.council.figures["spend"].year
    sentences = [
        f"{name} has the size, the prices and the staffing that were published for it; ages, needs, entries, moves "
        "and lengths of stay are those of England in proportion to its size.",
        f"It looks after {found.council.looked_after:,.0f} children, from what it spent in {year} and what one costs, "
        "and the share of them who are unaccompanied is England's; a council that differs should put its own numbers.",
        f"Prices are those of {base.study.prices.price_year} and stay as they were.",
    ]
    if found.kept:
        kept = ", ".join(found.kept)
        sentences.append(f"Not published for {name}, or published as nought, and so as in the typical council: {kept}.")
    return sentences


def _tree(found: Local) -> dict[str, Any]:
    """The numbers of a council as the nested mappings of a scenario."""
    tree: dict[str, Any] = {"demand": {}, "settings": {}, "teams": {}}
    for path, number in [*found.numbers.items(), *found.shares.items()]:
        below: Any = tree
        for key in path[:-1]:
            below = below.setdefault(key, {})
        below[path[-1]] = number
    return tree


def _yaml(node: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Lines of mappings, lists and scalars; ranges stand on one line and notes in a paragraph."""
    for key, value in node.items():
        if key == "note":
            yield f"{indent}note: >-"
            yield from _wrapped(str(value), f"{indent}  ")
        elif key == "range":
            yield f"{indent}range: {{{', '.join(f'{end}: {_scalar(said)}' for end, said in value.items())}}}"
        elif isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _yaml(value, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{key}:"
            yield from _items(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _items(items: Sequence[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            first, *rest = _yaml(item, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(item)}"


def _scalar(value: Any) -> str:
    """A value as YAML, in quotes unless it can only be read as it is meant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if re.fullmatch(r"[\w.-]+(?: [\w%.-]+)*%?", text) else json.dumps(text, ensure_ascii=False)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _comment(text: str) -> list[str]:
    return _wrapped(text, "# ")


def typical_text(base: Resolved) -> str:
    """The scenario of the typical council: nothing is changed, and what may be changed stands there as comments."""
    head = _comment(
        "The typical English council, made by `carepath init`. It can be run as it stands. Nothing is changed yet: "
        "whatever a scenario leaves out is as in the catalogue. To change a number, take `# ` away in front of it and "
        "of the keys above it, and write your own with its unit."
    )
    body = {
        "question": "What happens over five years if a typical English council goes on as it is, without a hub?",
        "kind": "strategic",
        "council": "A typical English council",
        "start": base.study.start.isoformat(),
        "horizon": str(base.study.horizon),
        "assumes": [
            "The council is a typical English one made from national figures, not yours.",
            f"Prices are those of {base.study.prices.price_year} and stay as they were.",
        ],
    }
    lines = [EDITOR_LINE, *head, "", *_yaml(body)]
    tree = _present(base)
    for key, about in MAY_CHANGE.items():
        lines += ["", *_comment(about)]
        for line in _yaml({key: tree[key]}):
            if line == f"  {HUB[0]}:":
                lines += _wrapped(ABOUT_HUB, "#   # ")
            lines.append(f"# {line}")
    lines += ["", *_comment(ABOUT_POLICIES), "# policies: [no_heads_on_beds]"]
    lines += ["", *_asked_of_a_person()]
    return "".join(f"{line}\n" for line in lines)


def _asked_of_a_person() -> Iterator[str]:
    """The answers a report asks for, each with what to write, as lines of a comment."""
    yield from _comment(ABOUT_REPORTING)
    yield "# reporting:"
    for key, field in Reporting.model_fields.items():
        yield from _wrapped(str(field.description), "#   # ")
        yield f"#   {key}:"


def _present(base: Resolved) -> dict[str, Any]:
    """The numbers of the catalogue that say how large the council is, by themselves."""
    tree: dict[str, Any] = {"demand": {}, "settings": {}, "teams": {}}
    for path, number in growing(base.study):
        below: Any = tree
        for key in path[:-1]:
            below = below.setdefault(key, {})
        below[path[-1]] = str(number.value)
    settings = read_catalogue().document.data["settings"]
    idle = [name for name, setting in settings.items() if setting.get("in_use") is False]
    for name in [*(name for name in idle if name not in HUB), *HUB]:
        tree["settings"][name] = {"in_use": True}
    return tree
