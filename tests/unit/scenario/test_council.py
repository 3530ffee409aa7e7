"""Scenarios of single councils: they can be run, are as large as the council, and say where each number comes from."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carepath_sim import build_model, load, resolve, simulate
from carepath_sim.catalogue import councils
from carepath_sim.catalogue.caseload import text_of
from carepath_sim.catalogue.councils import Council, Figure
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.clock import DAY
from carepath_sim.scenario import council as sizing
from carepath_sim.scenario.council import Local, growing, living_in, local, typical
from carepath_sim.scenario.council_file import council_text, stem, typical_text
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.scaling import amount
from carepath_sim.stockflow import expected

SAMPLE = [
    "Norfolk",
    "Birmingham",  # the largest
    "City of London",  # the smallest; hardly anything is published
    "Rutland",
    "Bristol, City of",
    "Leeds",  # its foster care costs least
    "Lewisham",  # its homes cost most
    "Wandsworth",  # spending of an earlier year
    "Barnet",  # staying put of an earlier year
    "Havering",  # most posts vacant
    "Bournemouth, Christchurch and Poole",  # the longest name
]


@functools.cache
def base() -> Resolved:
    """The council of the catalogue."""
    return typical()


def found(name: str) -> Local:
    """A council's numbers."""
    return local(councils.find(name), base())


def write(name: str, folder: Path) -> Path:
    """The scenario of a council and its caseload, in a folder."""
    one = found(name)
    file = folder / f"{stem(name)}.yaml"
    (folder / "caseload.csv").write_text(text_of(one.caseload), encoding="utf-8")
    file.write_text(council_text(one, base(), file.name, "caseload.csv"), encoding="utf-8")
    return file


def with_figures(**figures: tuple[float, str]) -> Council:
    """A council of the typical one's size with a few figures."""
    size = {"spend": Figure(418 * 2100 * councils.WEEKS, "2024-25"), "cost_per_week": Figure(2100, "2024-25")}
    return Council("Anytown", "Somewhere", size | {name: Figure(*figure) for name, figure in figures.items()})


def runs(name: str, folder: Path) -> Resolved:
    """A council's scenario, read back, checked and built."""
    resolved = resolve(load(write(name, folder)))
    build_model(resolved)
    return resolved


@pytest.mark.parametrize("name", SAMPLE)
def test_a_council_can_be_run_as_it_is_written(name: str, tmp_path: Path) -> None:
    resolved = runs(name, tmp_path)
    assert resolved.study.council == name
    one = found(name)
    own = [row for row in resolved.parameters() if row.origin.startswith(f"{stem(name)}.yaml:")]
    assert len(own) >= len(one.numbers) + sum(len(shares) for shares in one.shares.values())
    assert all(row.note and row.status != "local" for row in own)
    assert all(row.source for row in own if row.status == "sourced")
    for stream, usual in (
        (resolved.study.demand.streams[key], usual) for key, usual in base().study.demand.streams.items()
    ):
        assert stream.ceiling.amount / stream.rate.amount == pytest.approx(usual.ceiling.amount / usual.rate.amount)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(councils.table().councils) - set(SAMPLE)))
def test_every_council_can_be_run_as_it_is_written(name: str, tmp_path: Path) -> None:
    assert runs(name, tmp_path).study.council == name


def test_whatever_grows_with_a_council_is_in_proportion() -> None:
    norfolk = found("Norfolk")
    assert norfolk.scale == pytest.approx(1069 / 418, rel=0.001)
    names = {path for path, _ in growing(base().study)}
    for path in names:
        usual = amount(next(str(number.value) for known, number in growing(base().study) if known == path))
        number = norfolk.numbers[path]
        if "live there on the first day" not in number["note"]:
            assert amount(number["value"]) == pytest.approx(usual * norfolk.scale, rel=0.006, abs=0.5), path
    limited = {path[1] for path in names if path[0] == "settings" and path[-1] == "places"}
    assert {"foster_in_house", "childrens_home", "supported_lodgings"} <= limited
    assert {path[2] for path in names if path[0] == "demand"} == set(base().study.demand.streams)
    assert {path[1] for path in names if path[0] == "teams"} == set(base().study.teams)


def test_no_number_is_trusted_more_than_the_catalogues() -> None:
    one = found("Norfolk")
    for path, number in growing(base().study):
        written = one.numbers[path]
        assert written["status"] == ("assumed" if number.status == "sourced" else number.status)
        assert "evidence" not in written


def test_small_councils_have_at_least_one_place_and_one_post() -> None:
    smallest = found("City of London").numbers
    wholes = [number["value"] for path, number in smallest.items() if path[-1] in ("places", "posts")]
    assert len(wholes) > 4
    assert all(amount(value) >= 1 for value in wholes)


def test_nobody_begins_where_there_is_no_place_for_them() -> None:
    usual = living_in(base().caseload(), base().study)
    roomy = [path for path, number in growing(base().study) if path[-1] == "places" and usual[path[1]] <= number.amount]
    assert len(roomy) > 2
    for name in SAMPLE:
        one = found(name)
        living = living_in(one.caseload, base().study)
        for path in roomy:
            assert living[path[1]] <= amount(one.numbers[path]["value"]), (name, path)


def test_prices_are_in_proportion_to_what_the_council_and_england_spend() -> None:
    one = local(with_figures(homes_per_week=(14770, "2024-25"), fostering_per_week=(720 / 2, "2023-24")), base())
    prices = {path[1]: number for path, number in one.numbers.items() if path[-1] == "price"}
    assert prices["childrens_home"]["value"] == "£14,770 per week"
    assert prices["childrens_home"]["evidence"] == "READ-DATA"
    for name in ("foster_in_house", "foster_agency"):
        usual = base().study.settings[name].price
        assert usual is not None
        assert amount(prices[name]["value"]) == pytest.approx(amount(str(usual.value)) / 2, abs=0.5)
        assert "360 / 720" in prices[name]["note"]
    families = {base().study.settings[name].family for name in prices}
    assert families == {"childrens_home", "foster"}
    assert "secure" not in prices


def test_posts_change_hands_so_that_as_many_are_vacant_as_were_published() -> None:
    one = local(with_figures(turnover=(20.0, "2025"), vacancies=(25.0, "2025")), base())
    number = {path[2:]: value for path, value in one.numbers.items() if path[:2] == ("teams", "social_work")}
    assert number["leave_rate",]["rate"] == "20% per year"
    leaving = -np.log(0.8)
    recruiting = 365.25 / amount(number["time_to_recruit",]["value"])
    assert recruiting / (recruiting + leaving) == pytest.approx(0.75, abs=0.001)
    shares = {state: amount(number["start_shares", state]["value"]) for state in ("permanent", "agency", "vacant")}
    assert shares["permanent"] == 75
    assert sum(shares.values()) == pytest.approx(100)
    stay = base().study.teams["social_work"].agency_stay.amount
    covering = 365.25 / amount(number["time_to_cover",]["value"])
    assert shares["agency"] / shares["vacant"] == pytest.approx(covering / (365.25 / stay + recruiting), rel=0.05)
    assert not any(path[0] == "teams" and path[1] != "social_work" and path[-1] != "posts" for path in one.numbers)


def test_as_many_more_stay_put_at_18_as_are_still_there_later() -> None:
    one = local(with_figures(staying_put=(49.5, "2025")), base())
    shares = one.shares["settings", "foster_in_house", "leaving_age", "shares"]
    assert shares[0]["same_place"]
    usual = base().study.settings["foster_in_house"].leaving_age
    assert usual is not None
    assert amount(shares[0]["share"]["value"]) == pytest.approx(100 * usual.shares[0].share.amount * 1.5, abs=0.05)
    assert sum(amount(each["share"]["value"]) for each in shares) == pytest.approx(100)
    assert [each["to"] for each in shares] == [each.to for each in usual.shares]


def test_a_share_that_a_handful_suggest_is_held_below_everyone() -> None:
    one = local(with_figures(staying_put=(90.0, "2025")), base())
    for shares in one.shares.values():
        assert shares[0]["share"]["value"] == "95.0%"
        assert "95% at most" in shares[0]["share"]["note"]
        assert all(amount(each["share"]["value"]) > 0 for each in shares)


def test_what_is_not_published_stays_typical_and_says_so(tmp_path: Path) -> None:
    one = local(with_figures(turnover=(0.0, "2025"), vacancies=(3.0, "2025")), base())
    assert set(one.kept) == {
        "the price of children's homes",
        "the price of foster care",
        "social workers' turnover and vacancies",
        "the share who stay put at 18",
    }
    assert set(one.numbers) == {path for path, _ in growing(base().study)}
    assert not one.shares
    text = council_text(one, base(), "anytown.yaml", "caseload.csv")
    told = " ".join(re.sub(r"\n# ", " ", text).split())
    assert all(sentence in told for sentence in one.kept)
    (tmp_path / "caseload.csv").write_text(text_of(one.caseload), encoding="utf-8")
    (tmp_path / "anytown.yaml").write_text(text, encoding="utf-8")
    study = resolve(load(tmp_path / "anytown.yaml")).study
    assert study.teams["social_work"].leave_rate.origin.startswith("catalogue/")
    assert any("Not published for Anytown" in sentence for sentence in study.assumes)


def test_a_council_as_large_as_the_typical_one_is_the_typical_one() -> None:
    one = local(with_figures(), base())
    assert one.scale == pytest.approx(1)
    for path, number in growing(base().study):
        assert amount(one.numbers[path]["value"]) == pytest.approx(amount(str(number.value)), rel=0.005)
    assert sorted(map(repr, one.caseload)) == sorted(map(repr, base().caseload()))


def test_the_file_shows_what_was_published_beside_england_and_thanks_for_it(tmp_path: Path) -> None:
    text = write("Norfolk", tmp_path).read_text(encoding="utf-8")
    head = text.split("question:")[0]
    assert councils.about()["attribution"] in " ".join(re.sub(r"\n# ", " ", head).split())
    assert re.search(r"Children's homes, £ a week +8,900 +7,385  2024-25", head)
    assert re.search(r"Started to be looked after, per 10,000 +20 +26  2025", head)
    assert "144,294,181 / (2,590 x 52.14) = 1,069" in head


def test_the_example_in_the_file_is_a_scenario(tmp_path: Path) -> None:
    text = write("Norfolk", tmp_path).read_text(encoding="utf-8")
    example = re.findall(r"^#   (\w+: .*)$", text.split("write another file beside it:")[1], flags=re.MULTILINE)
    (tmp_path / "example.yaml").write_text("\n".join(example), encoding="utf-8")
    resolved = resolve(load(tmp_path / "example.yaml"))
    build_model(resolved)
    assert resolved.study.settings["hub"].places is not None
    assert (
        resolved.study.settings["foster_in_house"].places
        == resolve(load(tmp_path / "norfolk.yaml")).study.settings["foster_in_house"].places
    )


def test_the_typical_file_changes_nothing_and_its_comments_say_what_there_is(tmp_path: Path) -> None:
    text = typical_text(base())
    as_it_is, opened = tmp_path / "as_it_is.yaml", tmp_path / "opened.yaml"
    as_it_is.write_text(text, encoding="utf-8")
    head, body = text.split("\nquestion:")
    opened.write_text(
        f"question:{re.sub(r'^# (?=[ a-z]+(_[a-z0-9_]+)*:)', '', body, flags=re.MULTILINE)}", encoding="utf-8"
    )
    plain, free = (resolve(load(file)) for file in (as_it_is, opened))
    assert head.startswith("#")
    usual = {path: number.amount for path, number in growing(base().study)}
    for resolved in (plain, free):
        present = {path: number.amount for path, number in growing(resolved.study)}
        assert present | usual == present
    assert plain.study.settings == base().study.settings
    assert set(free.study.settings) == set(read_catalogue().document.data["settings"])
    assert {number.status for path, number in growing(free.study) if path in usual} == {"local"}
    assert [use.policy for use in free.study.policies] == ["no_heads_on_beds"]


def looked_after(resolved: Resolved) -> np.ndarray:
    """Young people looked after at the start and every anniversary, without chance."""
    model, _ = build_model(resolved)
    found = expected(model)
    inside = [index for index, name in enumerate(model.settings) if resolved.study.settings[name].looked_after]
    return np.asarray(found.stocks(found.year_ends())[:, inside].sum(axis=1))


@pytest.mark.slow
def test_the_typical_council_neither_grows_nor_drains_and_a_council_goes_its_way(tmp_path: Path) -> None:
    usual = looked_after(base())
    assert usual == pytest.approx(np.full(len(usual), usual[0]), rel=0.1)
    norfolk = found("Norfolk")
    here = looked_after(resolve(load(write("Norfolk", tmp_path))))
    assert here / norfolk.scale == pytest.approx(usual, rel=0.05)


@pytest.mark.parametrize("name", ["Norfolk", "Rutland", "City of London"])
def test_a_council_runs(name: str, tmp_path: Path) -> None:
    model, _ = build_model(resolve(load(write(name, tmp_path))))
    log = simulate(replace(model, horizon=182 * DAY), 1, 0)
    assert len(log.people["person"]) >= len(found(name).caseload)


def test_names_of_files_are_plain_words() -> None:
    stems = [stem(name) for name in councils.table().councils]
    assert len(set(stems)) == len(stems)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", each) for each in stems)
    assert stem("Bristol, City of") == "bristol_city_of"


def test_the_source_of_the_table_is_one_of_the_catalogues() -> None:
    assert sizing.source() in {row.source for row in base().parameters()}
