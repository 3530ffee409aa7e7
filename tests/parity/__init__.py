"""The two engines against each other: random models, every scenario, and engines made wrong on purpose."""
