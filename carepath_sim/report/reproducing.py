"""How to make a result again, byte for byte, and until when to use it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from carepath_sim.catalogue.wording import counted
from carepath_sim.experiments.circumstances import Circumstances
from carepath_sim.experiments.compare import Comparison
from carepath_sim.report.answering import said_valid_until
from carepath_sim.report.parts import FingerprintRow, Reproduction
from carepath_sim.scenario.resolved import Resolved

MONTHS_VALID = 12
OLD_PRICES = 365
"""Days after the end of their year from which prices are called old."""
OLD_SOURCE = 5
"""Years from which a source is called old."""
YEAR = re.compile(r"(?:19|20)\d\d")
CONVENTION = (
    "No scenario says a date, so it is 12 months after the run was written: by convention, because the national "
    "figures behind it are published once a year."
)


def reproduction(
    comparison: Comparison,
    resolved: Sequence[Resolved],
    inputs: Mapping[str, str],
    around: Circumstances | None,
    years: Iterable[object] = (),
) -> Reproduction:
    """Everything that has to be known to make it again; `years` are those of its sources, as they are written."""
    written = None if around is None or not around.written else datetime.fromisoformat(around.written).date()
    said = said_valid_until(resolved)
    until = said or (None if written is None else a_year_after(written))
    names = [shown(each) for each in inputs]
    return Reproduction(
        command=_command(names, comparison, "again") if names else "",
        exact=_command([f"{facts.name}.resolved.yaml" for facts in comparison.scenarios], comparison, "../again"),
        away=any(_is_absolute(each) for each in inputs),
        versions=_versions(comparison, around),
        scenarios=tuple(
            FingerprintRow(facts.title, f"{facts.name}.resolved.yaml", facts.model, facts.prices)
            for facts in comparison.scenarios
        ),
        inputs=tuple(zip(names, inputs.values(), strict=True)),
        written=written,
        valid_until=until,
        because="" if until is None else "So say the scenarios." if said else CONVENTION,
        warnings=tuple(_warnings(written, said, {each.study.prices.price_year for each in resolved}, years)),
    )


def _command(files: Sequence[str], comparison: Comparison, out: str) -> str:
    verb = "compare" if len(files) > 1 else "run"
    numbers = ["--replications", str(comparison.replications), "--seed", str(comparison.seed)]
    return shlex.join(["carepath", verb, *files, *numbers, "--out", out])


def shown(path: str) -> str:
    """A path as anybody may write it: with slashes, and of one that begins at a machine's root the name alone."""
    if _is_absolute(path):
        return _pure(path).name
    return _pure(path).as_posix()


def _is_absolute(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def _pure(path: str) -> PurePath:
    return PurePosixPath(path) if "/" in path else PureWindowsPath(path)


def a_year_after(day: date) -> date:
    """The same day twelve months on; 28 February after the 29th."""
    months = day.month - 1 + MONTHS_VALID
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, 28 if (day.month, day.day) == (2, 29) else day.day)


def day_words(day: date) -> str:
    """A date as a sentence says it."""
    return f"{day.day} {day:%B %Y}"


def _versions(comparison: Comparison, around: Circumstances | None) -> tuple[tuple[str, str], ...]:
    named = [] if around is None else [("carepath_sim", around.version), ("Python", around.python)]
    named += [] if around is None else [(name, getattr(around, name)) for name in ("numpy", "pandas", "numba", "simpy")]
    named += [] if around is None else [("Machine", around.platform)]
    run = [("Engine", comparison.engine), ("Seed", str(comparison.seed))]
    run += [("Replications", str(comparison.replications))]
    return tuple((name, value) for name, value in [*run, *named] if value)


def _warnings(written: date | None, said: date | None, price_years: set[str], years: Iterable[object]) -> Iterable[str]:
    if written is None:
        yield "When this was made is not known, so nothing can be said of how old its figures are."
        return
    if said is not None and said < written:
        yield f"It was made after {day_words(said)}, the date until which it is said to be valid."
    for year in sorted(price_years):
        ended = date(int(year[:4]) + 1, 3, 31)
        if (written - ended).days > OLD_PRICES:
            months = (written.year - ended.year) * 12 + written.month - ended.month
            yield f"Its prices are those of {year}, a year that ended {months} months before it was made."
    known = [found for each in years if (found := _last_year(each)) is not None]
    old = [year for year in known if year <= written.year - OLD_SOURCE]
    if old:
        many = f"{len(old)} {'is' if len(old) == 1 else 'are'}"
        yield f"Of {counted(len(known), 'dated source')} {many} five years old or older; the oldest is of {min(old)}."


def _last_year(written: object) -> int | None:
    """The last year named in what is said of a source's year."""
    found = YEAR.findall(str(written))
    return max(int(each) for each in found) if found else None
