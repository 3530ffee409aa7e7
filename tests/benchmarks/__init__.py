"""Benchmarks: `python -m tests.benchmarks` measures everything the engine's speed is judged by; see README.md."""
