import pytest

from carepath_sim.build import build_model
from carepath_sim.catalogue.documents import words
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.scenario import with_values
from carepath_sim.scenario.shares import balanced, percentage, wholes
from carepath_sim.scenario.units import SHARE

A, B, C = ("a",), ("b",), ("c",)


def whole(*written):
    return {path: SHARE.parse(share) for path, share in zip((A, B, C), written, strict=False)}


def is_whole(parts):
    return sum(share.amount for share in parts.values()) == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        (("50%", "30%", "20%"), {A: "60%"}, {A: "60%", B: "24%", C: "16%"}),
        (("50%", "30%", "20%"), {A: "100%"}, {A: "100%", B: "0%", C: "0%"}),
        (("50%", "30%", "20%"), {A: "0%"}, {A: "0%", B: "60%", C: "40%"}),
        (("50%", "30%", "20%"), {A: "50%"}, {A: "50%"}),
        (("50%", "30%", "20%"), {A: "30%", B: "30%"}, {A: "30%", B: "30%", C: "40%"}),
        (("50%", "30%", "20%"), {A: "90%", B: "30%"}, {A: "75%", B: "25%", C: "0%"}),
        (("50%", "30%", "20%"), {A: "20%", B: "10%", C: "10%"}, {A: "50%", B: "25%", C: "25%"}),
        (("1 of 3", "2 of 3"), {A: "1 of 7"}, {A: "1 of 7", B: "85.714286%"}),
        (("100%", "0%"), {A: "70%"}, {A: "70%", B: "30%"}),
        (("50%", "50%", "0%"), {A: "80%"}, {A: "80%", B: "20%"}),
        (("50%", "50%"), {A: "1/2"}, {A: "1/2"}),
    ],
)
def test_the_others_give_way_in_proportion(before, changes, after):
    assert balanced(whole(*before), changes) == after


def test_what_is_no_share_is_left_for_others_to_tell():
    assert balanced(whole("50%", "50%"), {A: "half"}) == {A: "half"}
    assert balanced(whole("50%", "50%"), {A: "101%"}) == {A: "101%"}


def test_a_rest_that_nothing_says_how_to_divide_is_refused():
    with pytest.raises(UsageError, match=r"a and c are all 0%.* the 20% left"):
        balanced(whole("0%", "100%", "0%"), {B: "80%"})
    with pytest.raises(UsageError, match="a and b: all of these shares are 0%"):
        balanced(whole("40%", "60%"), {A: "0%", B: "0%"})
    with pytest.raises(UsageError, match="a is the only share"):
        balanced(whole("100%"), {A: "60%"})


def test_words_are_tidy_and_exact():
    assert [percentage(share) for share in (0, 1, 0.44, 1 / 3, 0.1 + 0.2)] == ["0%", "100%", "44%", "33.333333%", "30%"]
    sevenths = [SHARE.parse(percentage(part / 7)).amount for part in (1, 2, 4)]
    assert sum(sevenths) == pytest.approx(1, abs=2e-8)


def test_every_list_that_must_be_whole_is_found(resolved):
    study = resolved("settings:\n  hub: {in_use: true}\n").study
    kinds = {f"{path[0]} {path[-1]}" for path, _ in wholes(study)}
    assert kinds == {"settings shares", "teams start_shares", "demand ages", "demand needs", "demand enters"}
    assert all(is_whole(parts) for _, parts in wholes(study))


@pytest.mark.parametrize(
    "path",
    [
        "teams.hub.start_shares.agency",
        "settings.foster.leaving_age.shares[1].share",
        "demand.streams.direct.enters[2].share",
        "demand.streams.direct.needs.shares.alone",
        "demand.streams.direct.ages.shares.14",
    ],
)
def test_a_study_stays_whole_whichever_share_is_set(resolved, path):
    study = resolved("settings:\n  hub: {in_use: true}\n")
    changed = with_values(study, {path: "37%"})
    build_model(changed)
    assert all(is_whole(parts) for _, parts in wholes(changed.study))
    shares = {words(key): share for _, parts in wholes(changed.study) for key, share in parts.items()}
    assert str(shares[path]) == "37%"


def test_a_share_above_the_whole_is_told(resolved):
    study = resolved("settings:\n  hub: {in_use: true}\n")
    with pytest.raises(BadInput, match="140%"):
        with_values(study, {"teams.hub.start_shares.agency": "140%"})
