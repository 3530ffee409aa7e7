"""`like:` in a setting's file: what it says itself is laid over the file it names."""

from __future__ import annotations

from carepath_sim.catalogue.documents import Document, read_text
from carepath_sim.catalogue.likeness import completed

FOSTER = """\
label: Foster care
places: {value: 10 places, status: assumed, note: Counted.}
leaving_age:
  age: 18
  shares:
    - {to: staying_put, share: 44%}
    - {to: home, share: 56%}
when_closed: [foster, overflow]
endings:
  breakdown:
    to: [hub, overflow]
    hazard:
      weibull: {shape: 0.58, scale: 339 days}
      times: 0.1
      status: calibrated
  to_hub: {to: hub}
"""


def laid(agency: str) -> Document:
    """What `agency` amounts to, being like `foster`."""
    files = {name: read_text(text, f"{name}.yaml")[0] for name, text in (("foster", FOSTER), ("agency", agency))}
    found, problems = completed(files, "settings")
    assert not problems
    assert found["foster"].data == files["foster"].data
    return found["agency"]


def test_what_is_not_said_is_taken_over() -> None:
    document = laid("like: foster\nlabel: Agency\n")
    foster = read_text(FOSTER, "foster.yaml")[0].data
    assert document.data == {**foster, "label": "Agency"}


def test_mappings_are_merged_and_lists_replaced() -> None:
    data = laid("like: foster\nwhen_closed: [agency]\nendings: {breakdown: {to: [agency]}}\n").data
    assert data["when_closed"] == ["agency"]
    assert data["endings"]["breakdown"]["to"] == ["agency"]
    assert data["endings"]["breakdown"]["hazard"]["times"] == 0.1
    assert data["leaving_age"]["age"] == 18


def test_a_multiplier_alone_leaves_the_rest_of_a_hazard_and_a_form_replaces_it() -> None:
    data = laid("like: foster\nendings: {breakdown: {hazard: {times: 0.2}}}\n").data
    assert data["endings"]["breakdown"]["hazard"] == {
        "weibull": {"shape": 0.58, "scale": "339 days"},
        "times": 0.2,
        "status": "calibrated",
    }
    data = laid("like: foster\nendings: {breakdown: {hazard: {rate: 1 per year, status: assumed}}}\n").data
    assert data["endings"]["breakdown"]["hazard"] == {"rate": "1 per year", "status": "assumed"}


def test_a_value_comes_with_its_own_source() -> None:
    assert laid("like: foster\nplaces: {value: 3 places}\n").data["places"] == {"value": "3 places"}


def test_null_takes_a_key_out_with_its_marks() -> None:
    document = laid("like: foster\nplaces: null\nendings: {to_hub: null}\n")
    assert "places" not in document.data
    assert list(document.data["endings"]) == ["breakdown"]
    gone = [path for path in document.marks if path[:1] == ("places",) or path[:2] == ("endings", "to_hub")]
    assert not gone


def test_null_for_what_is_not_there_changes_nothing() -> None:
    assert laid("like: foster\nprice: null\n").data == read_text(FOSTER, "foster.yaml")[0].data


def test_single_items_of_a_list_can_be_changed_by_number() -> None:
    document = laid("like: foster\nleaving_age: {shares: {1: {to: agency}, 2: {share: null}}}\n")
    assert document.data["leaving_age"]["shares"] == [{"to": "agency", "share": "44%"}, {"to": "home"}]
    path = ("leaving_age", "shares", 0)
    assert document.mark((*path, "to")).file == "agency.yaml"
    assert document.mark((*path, "share")).file == "foster.yaml"
    assert ("leaving_age", "shares", "1") not in document.marks


def test_numbers_beyond_the_list_replace_it_and_are_for_the_schema_to_refuse() -> None:
    for wrong in ("{3: {to: agency}}", "{0: {to: agency}}", "{first: {to: agency}}", "{1: home}"):
        data = laid(f"like: foster\nleaving_age: {{shares: {wrong}}}\n").data
        assert isinstance(data["leaving_age"]["shares"], dict), wrong


def test_every_value_keeps_the_mark_of_the_file_it_stands_in() -> None:
    document = laid("like: foster\nlabel: Agency\nendings:\n  breakdown:\n    hazard:\n      times: 0.2\n")
    hazard = ("endings", "breakdown", "hazard")
    assert (document.mark((*hazard, "times")).file, document.mark((*hazard, "times")).line) == ("agency.yaml", 6)
    assert (document.mark((*hazard, "weibull")).file, document.mark((*hazard, "weibull")).line) == ("foster.yaml", 13)
    assert document.mark(("label",)).file == "agency.yaml"
    assert document.mark(()).file == "agency.yaml"


def test_settings_that_are_like_no_other_are_left_alone() -> None:
    alone = read_text("label: Alone\nnote: null\n", "alone.yaml")[0]
    found, problems = completed({"alone": alone}, "settings")
    assert (found["alone"], problems) == (alone, [])
