"""Rules about the starting caseload and those who arrive with time served."""

from __future__ import annotations

from collections.abc import Iterator

from carepath_sim.catalogue.caseload import Row, parse
from carepath_sim.catalogue.documents import Document
from carepath_sim.clock import age_on
from carepath_sim.errors import Problem
from carepath_sim.scenario.facts import admits
from carepath_sim.scenario.problems import at, nearest
from carepath_sim.scenario.schema import Study

MOST_SHOWN = 10


def rows_fit_their_settings(study: Study, document: Document) -> Iterator[Problem]:
    """Everyone on the first day lives in a setting that is in use and open to them."""
    rows, problems = parse(study.starting_caseload, "starting caseload")
    yield from problems
    shown = 0
    for number, row in enumerate(rows, 1):
        what, near = _wrong(row, study)
        if what and shown < MOST_SHOWN:
            shown += 1
            yield at(document, ("starting_caseload",), f"Row {number} of the starting caseload: {what}", near=near)


def _wrong(row: Row, study: Study) -> tuple[str, str]:
    if row.setting not in study.settings:
        return f"there is no setting {row.setting!r} in use", nearest(row.setting, study.settings)
    if row.need not in study.demand.needs:
        return f"there is no need group {row.need!r}", nearest(row.need, study.demand.needs)
    today = study.start.toordinal()
    age = age_on(today - row.born_days, today) if row.born_days < today else 0
    if not admits(study, row.setting, age, row.need):
        return f"someone of {age} in the group {row.need} may not live in {row.setting}", ""
    if row.placed_days > row.born_days or (row.in_care_days or 0) > row.born_days:
        return "the time served is longer than the life", ""
    if study.settings[row.setting].looked_after and row.in_care_days is None:
        return f"in_care_days is empty for someone looked after in {row.setting}", ""
    return "", ""
