"""The command that asks whether every number of the catalogue says what it is, how sure, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from carepath_sim.catalogue.wording import counted, listed
from carepath_sim.cli.app import FOUND, Json, command, say
from carepath_sim.cli.columns import paragraph, table
from carepath_sim.errors import UsageError
from carepath_sim.scenario import auditing
from carepath_sim.scenario.auditing import STATUSES, Audit

Catalogue = Annotated[Path | None, typer.Option(help="A folder of a catalogue; the package's own if left out.")]


@command
def audit(catalogue: Catalogue = None, as_json: Json = False) -> None:
    """Ask of every number its unit, status, source and range, and of every source an address and a date."""
    if catalogue is not None and not (catalogue / "sources.yaml").is_file():
        raise UsageError(f"{catalogue} is no catalogue: it holds no sources.yaml")
    found = auditing.audit(catalogue)
    facts = {
        "findings": [problem.facts() for problem in found.findings],
        "numbers": {kind: dict(sorted(counts.items())) for kind, counts in sorted(found.numbers.items())},
        "evidence": dict(sorted(found.evidence.items())),
        "sources": found.sources,
        "sources_without_a_web_address": found.off_the_web,
    }
    say(as_json, facts, list(_lines(found)))
    if found.findings:
        raise SystemExit(FOUND)


def _lines(found: Audit) -> Iterator[str]:
    yield from map(str, found.findings)
    if found.findings:
        yield ""
    yield from summary(found)
    yield ""
    if found.findings:
        yield f"{counted(len(found.findings), 'finding')}: the catalogue is not in order."
    else:
        yield from paragraph(
            "Nothing is missing: every number has its unit and status, every sourced one its source, and every assumed "
            "or calibrated one its note and its range, or the reason why it has none."
        )


def summary(found: Audit) -> Iterator[str]:
    """How many numbers there are by kind and status, how the sourced ones were read, and the sources."""
    others = sorted({status for counts in found.numbers.values() for status in counts} - set(STATUSES))
    statuses = [*STATUSES, *others]
    rows = [
        [kind.replace("_", " "), *(str(counts[status]) for status in statuses), str(sum(counts.values()))]
        for kind, counts in sorted(found.numbers.items())
    ]
    totals = [sum(counts[status] for counts in found.numbers.values()) for status in statuses]
    rows.append(["all", *map(str, totals), str(sum(totals))])
    yield from table(["Numbers of", *statuses, "all"], rows, right=range(1, len(statuses) + 2))
    yield ""
    if found.evidence:
        yield f"Of the sourced: {listed([f'{many} {label}' for label, many in found.evidence.most_common()])}."
    yield f"{counted(found.sources, 'source')}, {len(found.off_the_web)} without a web address{_named(found)}"


def _named(found: Audit) -> str:
    return f": {', '.join(found.off_the_web)}." if found.off_the_web else "."
