"""Ten and a hundred times the people, and England."""

from __future__ import annotations

from tests.benchmarks.enlarge import enlarged
from tests.benchmarks.results import Line, Part, Target, spread_line
from tests.benchmarks.setup import Options, program_of, scenario
from tests.benchmarks.subprocesses import ask
from tests.benchmarks.timing import interleave

TIMES = (10, 100)
WITHIN = Target(most=2)


def measure(options: Options) -> Part:
    """Cost of an event against that in one council, and what England takes in a process of its own."""
    model, _ = scenario("baseline")
    programs = {str(times): program_of(options.simulate, enlarged(model, times)) for times in (1, *TIMES)}
    timed = interleave(programs, options.rounds, options.shortest)
    lines = [
        spread_line(f"cost of an event, {times} × the people / 1 ×", timed.time_ratio(str(times), "1"), "×", WITHIN)
        for times in TIMES
    ]
    england = ask("england", options.engine)
    lines += [
        Line("England, five years", england["seconds"], "s", target=Target(most=60)),
        Line("England, highest memory of the process", england["megabytes"], "MB", target=Target(most=2000)),
        Line("England, events a second and core", england["events"] / england["seconds"] / 1e6, "M"),
    ]
    remarks = [
        f"England is {england['times']} councils in one, with as many posts in each team as all of theirs:",
        f"{england['start']:,} looked after at the start, {england['entries']:,.0f} entries to care a year,",
        f"{england['people']:,} people and {england['events']:,} events.",
    ]
    return Part("scale", "Scale", lines, remarks)
