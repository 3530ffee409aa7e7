"""The rows of STRESS-DES, filled from this very run; what only a person can say is quoted from them or listed as open.

Source of the checklist and its numbers: Monks, Currie, Onggo, Robinson, Kunc and Taylor (2019), Journal of Simulation
13(1), 55-67.
"""

from __future__ import annotations

from collections.abc import Sequence

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.circumstances import Circumstances
from carepath_sim.experiments.compare import Comparison
from carepath_sim.model import Model
from carepath_sim.report import answering, beside, stress_data, stress_logic, stress_runs
from carepath_sim.report.data import ReportData
from carepath_sim.report.parts import OpenAnswer, StressRow
from carepath_sim.report.stress_study import Filled, Told
from carepath_sim.scenario.resolved import Resolved

CHECKLIST = (
    "Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M. and Taylor, S. J. E. (2019). Strengthening the "
    "reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation 13(1), 55-67."
)

OBJECTIVES, LOGIC, DATA, EXPERIMENTATION, IMPLEMENTATION, ACCESS, BEYOND = (
    "Objectives",
    "Logic",
    "Data",
    "Experimentation",
    "Implementation",
    "Code access",
    "Asked beyond the checklist",
)


def rows(
    data: ReportData,
    comparison: Comparison,
    resolved: Sequence[Resolved],
    models: Sequence[Model],
    around: Circumstances | None,
) -> tuple[StressRow, ...]:
    """Every row of the checklist, and two beyond it, in its order."""
    told = Told(data, comparison, tuple(resolved), tuple(models), around)
    found = answering.answers(resolved, {card.name: card.label for card in data.scenarios})
    filled: tuple[tuple[str, str, str, Filled, tuple[str, ...]], ...] = (
        (OBJECTIVES, "1.1", "Purpose of the model", purpose(told), ("purpose", "decision", "decided_by")),
        (OBJECTIVES, "1.2", "Model outputs", outputs(told), ()),
        (OBJECTIVES, "1.3", "Experimentation aims", aims(told), ()),
        (LOGIC, "2.1", "Base model overview", stress_logic.overview(told), ()),
        (LOGIC, "2.2", "Base model logic", stress_logic.base(told), ()),
        (LOGIC, "2.3", "Scenario logic", stress_logic.scenarios(told), ()),
        (LOGIC, "2.4", "Algorithms", stress_logic.algorithms(told), ()),
        (LOGIC, "2.5.1", "Components: entities", stress_logic.entities(told), ()),
        (LOGIC, "2.5.2", "Components: activities", stress_logic.activities(told), ()),
        (LOGIC, "2.5.3", "Components: resources", stress_logic.resources(told), ()),
        (LOGIC, "2.5.4", "Components: queues", stress_logic.queues(told), ()),
        (LOGIC, "2.5.5", "Components: entry and exit points", stress_logic.doors(told), ()),
        (DATA, "3.1", "Data sources", stress_data.sources(told), ("local_data",)),
        (DATA, "3.2", "Pre-processing", stress_data.processing(told), ()),
        (DATA, "3.3", "Input parameters", stress_data.parameters(told), ()),
        (DATA, "3.4", "Assumptions", stress_data.assumptions(told), ()),
        (EXPERIMENTATION, "4.1", "Initialisation", stress_runs.initialisation(told), ()),
        (EXPERIMENTATION, "4.2", "Run length", stress_runs.length(told), ()),
        (EXPERIMENTATION, "4.3", "Estimation approach", stress_runs.estimation(told), ()),
        (IMPLEMENTATION, "5.1", "Software or programming language", stress_runs.software(told), ()),
        (IMPLEMENTATION, "5.2", "Random sampling", stress_runs.sampling(told), ()),
        (IMPLEMENTATION, "5.3", "Model execution", stress_runs.execution(told), ()),
        (IMPLEMENTATION, "5.4", "System specification", stress_runs.system(told), ()),
        (ACCESS, "6.1", "Computer model sharing statement", stress_runs.sharing(told), ("code_access",)),
        (BEYOND, "", "Validity", validity(told), ("face_validity",)),
        (BEYOND, "", "Equality", equality(told), ("equality",)),
    )
    return tuple(
        StressRow(
            section=section,
            number=number,
            name=name,
            says=each.says,
            listed=each.listed,
            said=tuple(text for key in keys for text in found[key]),
            open=answering.unanswered(found, keys),
            see=each.see,
        )
        for section, number, name, each, keys in filled
    )


def open_rows(data: ReportData) -> list[tuple[StressRow, OpenAnswer]]:
    """What only a person can say and nobody has, each with its row, for the first screen of a page."""
    return [(row, answer) for row in data.stress for answer in row.open]


def purpose(told: Told) -> Filled:
    """1.1, as far as a scenario file says it."""
    study = told.baseline.study
    about = f"Council: {study.council}. " if study.council else ""
    return Filled((f"{about}Question: {study.question}",))


def outputs(told: Told) -> Filled:
    """1.2: what is measured, from what, and how its error is."""
    headline = sum(definition.headline for definition in told.data.definitions)
    says = [
        f"{counted(len(told.data.definitions), 'measure')}, {headline} of them headline measures, each with its "
        "definition and unit. They are worked out after each replication from a log of everything that happened in it, "
        "for the whole study and for each of its years.",
    ]
    if told.several:
        says.append(
            "A difference between scenarios is the mean of the differences of the paired replications, with Student's "
            "95% interval of that mean (error), their 10th to 90th percentile (what one future may bring), and the "
            "share of replications in which the scenario does better, a tie counting half."
        )
    return Filled(tuple(says), see=(("definitions", "Definitions"),))


def aims(told: Told) -> Filled:
    """1.3: the scenarios and what each asks."""
    kind = (
        f"Scenario analysis: {counted(len(told.resolved) - 1, 'scenario')} against {told.title(0)}."
        if told.several
        else "One scenario is described, and compared with nothing."
    )
    listed = [f"{card.label} ({card.kind}): {card.question}" for card in told.data.scenarios]
    return Filled((f"{kind} No experimental design and no optimisation were used.",), tuple(listed))


def validity(told: Told) -> Filled:
    """What is known of how well the catalogue's council agrees with what was published."""
    line = beside.summary(told.data.published)
    if not line:
        return Filled(("The package holds no published figures beside simulated ones.",))
    of_whom = "This is of the typical council of the catalogue, not of these scenarios."
    return Filled((f"{line} {of_whom}",), see=(("published", "Published beside simulated"),))


def equality(told: Told) -> Filled:
    """Whom the model tells apart, and whom it cannot."""
    needs = ", ".join(in_sentence(told.data.label(need)) for need in told.models[0].needs)
    return Filled(
        (
            f"Young people are told apart by age and by need group ({needs}), and by nothing else: not by sex, "
            "ethnicity, disability or faith, so that nothing is said of what a scenario means by these.",
        )
    )
