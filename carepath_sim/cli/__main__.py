"""`python -m carepath_sim.cli`."""

from carepath_sim.cli import main

main()
