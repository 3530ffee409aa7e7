"""The audit passes the catalogue that ships, and finds each fault that is put into one in good order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim.scenario.auditing import audit

from .whole import all_numbers

GOOD = Path(__file__).parent / "audited"


def test_the_catalogue_that_ships_is_in_order() -> None:
    assert [str(problem) for problem in audit().findings] == []


def test_every_number_of_the_catalogue_is_counted() -> None:
    found = audit()
    kinds = ("settings", "teams", "demand", "prices")
    of_studies = sum(sum(found.numbers[kind].values()) for kind in kinds)
    # Ceilings are filled in by resolve; what settings take over from one another stands on one line.
    written = {number.origin for path, number in all_numbers() if path.startswith(kinds) and "ceiling" not in path}
    assert of_studies >= len(written) > 100
    assert set().union(*found.numbers.values()) == {"sourced", "calibrated", "assumed"}
    assert sum(found.evidence.values()) == sum(counts["sourced"] for counts in found.numbers.values())


def test_a_small_catalogue_in_order_has_no_findings() -> None:
    assert audit(GOOD).findings == []


FAULTS = {
    # name: file, what stands there, what is put there instead, path of the finding, what it says
    "no status": ("prices.yaml", '£900 each", status: assumed,', '£900 each",', "prices.entry", "has no status: £900"),
    "a bare number": (
        "settings/overflow.yaml",
        'price: {value: "£9,000 per week", status: assumed, note: By judgement., '
        'range: {low: "£5,000 per week", high: "£9,500 per week"}}',
        'price: "£9,000 per week"',
        "settings.overflow.price",
        "has no status: £9,000 per week",
    ),
    "status of a scenario": (
        "prices.yaml",
        '£900 each", status: assumed',
        '£900 each", status: local',
        "prices.entry.status",
        "'local' is no status of the catalogue. Allowed: assumed, calibrated, sourced",
    ),
    "no unit": (
        "settings/foster_agency.yaml",
        "value: 4 places",
        "value: 4",
        "settings.foster_agency.places.value",
        "4 is not a number of places. Allowed: whole places, such as 12 places",
    ),
    "no unit of a published figure": (
        "published.yaml",
        "  unit: a year\n",
        "",
        "published.breakdowns",
        "has no unit: 0.17",
    ),
    "sourced without a source": (
        "demand.yaml",
        "evidence: READ, source: census",
        "evidence: READ",
        "demand.streams.direct.rate",
        "A sourced number names no source",
    ),
    "a source there is not": (
        "demand.yaml",
        "source: census",
        "source: censis",
        "demand.streams.direct.rate.source",
        "There is no source 'censis'. Allowed: blog, census, journal, repository. Did you mean census?",
    ),
    "sourced without a label": (
        "demand.yaml",
        "evidence: READ, ",
        "",
        "demand.streams.direct.rate",
        "does not say how it was read. Allowed: DERIVED, READ, READ-DATA, SECONDARY, SEED",
    ),
    "nobody read it": (
        "demand.yaml",
        "evidence: READ,",
        "evidence: UNVERIFIED,",
        "demand.streams.direct.rate.evidence",
        "A figure that is UNVERIFIED is shown as sourced",
    ),
    "not found": (
        "published.yaml",
        "evidence: READ",
        "evidence: NOT FOUND",
        "published.breakdowns.evidence",
        "A figure that is NOT FOUND is shown as sourced",
    ),
    "assumed and read": (
        "prices.yaml",
        '£900 each", status: assumed',
        '£900 each", status: assumed, evidence: READ',
        "prices.entry.evidence",
        "A number that is assumed claims to be READ",
    ),
    "second hand": (
        "sources.yaml",
        "A provider, quoting a department",
        "A provider",
        "settings.foster.price",
        "A SECONDARY figure does not say who quotes it",
    ),
    "assumed without a note": (
        "settings/foster_agency.yaml",
        ", note: By judgement.",
        "",
        "settings.foster_agency.places",
        "A number that is assumed does not say how it was derived",
    ),
    "assumed without a range": (
        "settings/foster_agency.yaml",
        ", range: {low: 2 places, high: 6 places}",
        "",
        "settings.foster_agency.places",
        "A number that is assumed does not say how far off it may be. Allowed: low and high. Fix: add `range:`",
    ),
    "a cost that nothing is said to follow": (
        "practice_models/visits.yaml",
        "In line with uptake.",
        "By judgement.",
        "practice_models.visits.costs[1].add_cost.cost",
        "A number that is assumed does not say how far off it may be",
    ),
    "calibrated without a range": (
        "settings/foster.yaml",
        ", range: {low: 0.2 per year, high: 0.4 per year}",
        "",
        "settings.foster.endings.breakdown.hazard",
        "A number that is calibrated does not say how far off it may be",
    ),
    "calibrated without a note": (
        "settings/foster.yaml",
        'note: "To the published rate.", ',
        "",
        "settings.foster.endings.breakdown.hazard",
        "A number that is calibrated does not say how it was derived",
    ),
    "outside its range": (
        "settings/foster.yaml",
        "value: 10 places",
        "value: 14 places",
        "settings.foster.places.range",
        "The range does not hold the value",
    ),
    "a published figure outside its range": (
        "published.yaml",
        "value: 0.17",
        "value: 0.27",
        "published.breakdowns.range",
        "The range does not hold the value",
    ),
    "nothing yet": (
        "settings/overflow.yaml",
        "mean: 3 weeks",
        "rate: 0.00 per year",
        "settings.overflow.endings.move_to_foster.hazard",
        "0.00 per year reads like a placeholder",
    ),
    "to do": (
        "policies/more_places.yaml",
        "Nobody measured it.",
        "TODO find a study.",
        "policies.more_places.evidence",
        "This is a placeholder: 'TODO'",
    ),
    "lorem ipsum": (
        "practice_models/visits.yaml",
        "Somebody visits.",
        "Lorem ipsum dolor.",
        "practice_models.visits.description",
        "This is a placeholder: 'Lorem'",
    ),
    "no address": (
        "sources.yaml",
        "  address: https://example.org/census/2025\n",
        "",
        "sources.census",
        "The source has no address",
    ),
    "words that are no address": (
        "sources.yaml",
        "https://example.org/census/2025",
        "the web",
        "sources.census.address",
        "'the web' is not an address",
    ),
    "a whole site": (
        "sources.yaml",
        "https://example.org/census/2025",
        "https://example.org",
        "sources.census.address",
        "The address is that of a whole site, and no page of it is named",
    ),
    "a repository of no commit": (
        "sources.yaml",
        "  as_of: commit 2f5d11a\n",
        "",
        "sources.repository.address",
        "The repository is named without its commit",
    ),
    "an address in words without a date": (
        "sources.yaml",
        "learning journal, issue 2, June 2021",
        "a learning journal",
        "sources.journal.address",
        "The address in words has no date",
    ),
    "no date": ("sources.yaml", "  year: 2024\n", "  year: recent\n", "sources.blog", "The source has no date"),
    "no licence": (
        "sources.yaml",
        "  licence: Open Government Licence v3.0\n  read: The table\n",
        "  read: The table\n",
        "sources.census",
        "The source has no licence",
    ),
    "nobody says what was read": (
        "sources.yaml",
        "  read: The table\n",
        '  read: ""\n',
        "sources.census",
        "The source does not say what was read",
    ),
    "unused": (
        "practice_models/visits.yaml",
        "source: journal\n",
        "source: census\n",
        "sources.journal",
        "Nothing uses the source 'journal'",
    ),
    "a place on one machine": (
        "sources.yaml",
        "read: A file of the repository",
        "read: /home/me/data.csv",
        "sources.repository.read",
        "This is a place on one machine: '/home/'",
    ),
    "no effect left out": (
        "practice_models/visits.yaml",
        "range: {low: 0.8, high: 1}",
        "range: {low: 0.8, high: 0.95}",
        "practice_models.visits.levers.steady.effects[1].multiply_hazard.by.range",
        "The range 0.8 to 0.95 leaves out no effect (1), against the evidence: it says so itself, tier E",
    ),
    "no range at all": (
        "practice_models/visits.yaml",
        "range: {low: 0.8, high: 1}, ",
        "",
        "practice_models.visits.levers.steady.effects[1].multiply_hazard.by",
        "It has no range, though the evidence includes no effect (it says so itself, tier E)",
    ),
    "a range against its own evidence": (
        "practice_models/visits.yaml",
        "no_effect_in_range: true",
        "no_effect_in_range: false",
        "practice_models.visits.no_effect_in_range",
        "It says that its range leaves out no effect, against its evidence: tier E",
    ),
    "an effect nobody measured": (
        "practice_models/visits.yaml",
        "by: {value: 1, status",
        "by: {value: 0.95, status",
        "practice_models.visits.levers.warmer.effects[1].multiply_entries.by",
        "No effect of this lever was measured, and its default is 0.95, not none",
    ),
    "a hazard replaced": (
        "practice_models/visits.yaml",
        "      - multiply_hazard:\n          ending: breakdown\n          by: {value: 0.9, status: assumed, "
        "range: {low: 0.8, high: 1}, note: Half the crude excess.}\n",
        "      - set_hazard:\n          ending: breakdown\n          hazard: {rate: 0.2 per year, status: assumed, "
        "note: By judgement.}\n",
        "practice_models.visits.levers.steady.effects[1].set_hazard",
        "It replaces a hazard, which leaves out no effect",
    ),
    "a rating nobody read": (
        "practice_models/visits.yaml",
        "evidence_rating_note: No rating was read.\n",
        "",
        "practice_models.visits.evidence_rating",
        "The evidence rating does not say where it was read",
    ),
    "a policy of no evidence": (
        "policies/more_places.yaml",
        "evidence: Nobody measured it.\n",
        "",
        "policies.more_places",
        "The policy has no evidence",
    ),
    "a policy of no status": (
        "policies/more_places.yaml",
        "status: assumed\nnote",
        "note",
        "policies.more_places.status",
        "The policy has no status",
    ),
    "compared with nothing": (
        "published.yaml",
        "  measure: breakdown_rate\n",
        "",
        "published.breakdowns",
        "The figure is said to be comparable, and nothing is compared with it",
    ),
    "nobody knows whom it counts": (
        "published.yaml",
        "  population: Children in foster care, England\n",
        "",
        "published.breakdowns",
        "The published figure has no population",
    ),
    "a table of nowhere": (
        "councils.yaml",
        "source: census",
        "columns: places",
        "councils",
        "The table does not say where it comes from. Allowed: councils.yaml beside it",
    ),
    "a policy that no scenario could use": (
        "policies/more_places.yaml",
        "setting: foster,",
        "setting: fostr,",
        "effects[1].add_places.setting",
        "There is no setting 'fostr'",
    ),
    "no YAML": ("prices.yaml", "price_year: 2024-25", "price_year: [", "", "This is not YAML"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_it_stands(name: str, tmp_path: Path) -> None:
    file, good, bad, path, said = FAULTS[name]
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(good) >= 1, "the fault has to be put somewhere"
    (folder / file).write_text(text.replace(good, bad), encoding="utf-8")
    found = [problem for problem in audit(folder).findings if said in str(problem)]
    assert [problem.path for problem in found] == [path], "\n".join(map(str, audit(folder).findings))
    assert Path(found[0].file).is_file(), "a finding can be followed to its file"


def test_what_is_not_modelled_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    outcomes = "principles: {voice: Being heard}\nnot_modelled:\n  - {principle: voice, outcome: Participation}\n"
    (folder / "outcomes.yaml").write_text(outcomes, encoding="utf-8")
    assert [problem.path for problem in audit(folder).findings] == ["outcomes.not_modelled"]
    (folder / "outcomes.yaml").write_text(
        outcomes.replace("Participation}", "Participation, because: No log holds it.}"), encoding="utf-8"
    )
    assert audit(folder).findings == []


@pytest.mark.parametrize(
    ("good", "bad", "path", "said"),
    [
        (
            "index: {2023-24: 100, 2024-25: 104}",
            "index: {2023-24: none}",
            "deflators.index.2023-24",
            "cannot stand here",
        ),
        (
            "status: sourced, evidence: DERIVED, source: census",
            "note: By heart.",
            "deflators",
            "has no status: 2023-24",
        ),
        ("3.5% per year", "3.5", "discount_rates.0 to 30.value", "3.5 is not a yearly growth"),
    ],
)
def test_conventions_about_money_are_numbers_too(tmp_path: Path, good: str, bad: str, path: str, said: str) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    finance = "deflators: {index: {2023-24: 100, 2024-25: 104}, status: sourced, evidence: DERIVED, source: census}\n"
    finance += "discount_rates: {0 to 30: {value: 3.5% per year, status: assumed, note: A definition.}}\n"
    (folder / "finance.yaml").write_text(finance, encoding="utf-8")
    assert audit(folder).findings == []
    assert good in finance
    (folder / "finance.yaml").write_text(finance.replace(good, bad), encoding="utf-8")
    found = [problem for problem in audit(folder).findings if said in str(problem)]
    assert [problem.path for problem in found] == [f"finance.{path}"], "\n".join(map(str, audit(folder).findings))


def test_what_two_settings_share_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    file = folder / "settings" / "foster.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("evidence: SECONDARY, ", ""), encoding="utf-8")
    assert len(audit(folder).findings) == 1


def test_a_range_that_the_evidence_asks_for_is_asked_for_once(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    file = folder / "practice_models" / "visits.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("range: {low: 0.8, high: 1}, ", ""), encoding="utf-8")
    assert [problem.what[:18] for problem in audit(folder).findings] == ["It has no range, t"]


def test_a_setting_that_is_missing_is_told_once_with_all_who_ask_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    file = folder / "policies" / "more_places.yaml"
    text = file.read_text(encoding="utf-8").replace("setting: foster,", "setting: gone,")
    for name in ("more_places", "again", "once_more"):
        (folder / "policies" / f"{name}.yaml").write_text(text, encoding="utf-8")
    [told] = audit(folder).findings
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "gone" in each)
    assert told.file == str(folder / "policies" / "again.yaml")
    assert told.what == (
        f"There is no setting 'gone'; it is also asked for in more_places.yaml:{line}, once_more.yaml:{line}"
    )


def test_what_the_model_made_itself_needs_no_source(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    (folder / "validated.csv").write_text("figure,mean\nbreakdowns,0.17\n", encoding="utf-8")
    assert audit(folder).findings == []
    (folder / "other.csv").write_text("figure,mean\nbreakdowns,0.17\n", encoding="utf-8")
    assert [problem.path for problem in audit(folder).findings] == ["other"]


@pytest.mark.parametrize(("fidelity", "findings"), [("0%", 0), ("10%", 1)])
def test_a_what_if_may_stand_in_a_lever_that_is_switched_off(tmp_path: Path, fidelity: str, findings: int) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    file = folder / "practice_models" / "visits.yaml"
    text = file.read_text(encoding="utf-8").replace("by: {value: 1, status", "by: {value: 0.95, status")
    number = f"{{value: {fidelity}, status: assumed, range: {{low: 0%, high: 100%}}, note: A what-if.}}"
    said = f"    measured: false\n    fidelity: {number}\n"
    file.write_text(text.replace("    measured: false\n", said), encoding="utf-8")
    assert len(audit(folder).findings) == findings
