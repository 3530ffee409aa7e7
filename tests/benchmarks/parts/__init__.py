"""The parts of the benchmark; each has `measure(options) -> Part`."""
