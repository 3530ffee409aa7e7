"""The outcome framework: what was read of it, what no figure can see, and how a bad file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from carepath_sim.catalogue.outcomes import read_outcomes
from carepath_sim.errors import BadInput

from .whole import shelf


def test_the_principles_are_the_four_of_the_convention_and_one_for_the_service() -> None:
    articles = {each.name: each.article for each in read_outcomes().principles}
    assert articles == {
        "non_discrimination": 2,
        "best_interests": 3,
        "life_survival_and_development": 6,
        "participation": 12,
        "service": 0,
    }


def test_what_is_not_modelled_says_why_under_every_principle() -> None:
    framework = read_outcomes()
    assert {each.principle for each in framework.not_modelled} == {
        each.name for each in framework.principles if each.article
    }
    assert len({each.outcome for each in framework.not_modelled}) == len(framework.not_modelled)
    assert all(each.because.endswith(".") for each in framework.not_modelled)


def test_participation_and_voice_come_first() -> None:
    assert [each.principle for each in read_outcomes().not_modelled][:3] == ["participation"] * 3


def test_the_source_says_what_was_not_read_and_names_no_unverified_author() -> None:
    framework = read_outcomes()
    source = shelf().document.data["sources"][framework.source]
    assert "not the framework" in source["read"]
    said = " ".join([*map(str, source.values()), framework.note])
    assert not [name for name in ("Hynes", "Connolly", "Duran") if name in said]


BAD = """
source: here
principles:
  voice: {label: Voice, article: twelve, abuot: Being heard.}
not_modelled:
  - {principle: voices, outcome: Being heard, because: It is not.}
  - {principle: voice, outcome: ''}
extra: 1
"""


def test_a_bad_file_says_everything_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "outcomes.yaml").write_text(BAD, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_outcomes(tmp_path)
    assert str(caught.value).splitlines() == TOLD


TOLD = [
    "catalogue/outcomes.yaml:2:1 note: There are no words for 'note'. Allowed: words.",
    "catalogue/outcomes.yaml:4:3 principles.voice.about: There are no words for 'about'. Allowed: words.",
    "catalogue/outcomes.yaml:4:25 principles.voice.article: 'twelve' is no article. "
    "Allowed: the number of an article, such as 12.",
    "catalogue/outcomes.yaml:4:42 principles.voice.abuot: There is no key 'abuot' here. "
    "Allowed: about, article, label. Did you mean about?",
    "catalogue/outcomes.yaml:6:6 not_modelled[1].principle: There is no principle 'voices'. "
    "Allowed: voice. Did you mean voice?",
    "catalogue/outcomes.yaml:7:5 not_modelled[2].because: There are no words for 'because'. Allowed: words.",
    "catalogue/outcomes.yaml:7:24 not_modelled[2].outcome: There are no words for 'outcome'. Allowed: words.",
    "catalogue/outcomes.yaml:8:1 extra: There is no key 'extra' here. Allowed: not_modelled, note, principles, source.",
]


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no such file"):
        read_outcomes(tmp_path)
