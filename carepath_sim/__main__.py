"""`python -m carepath_sim` is the `carepath` command."""

from carepath_sim.cli import main

if __name__ == "__main__":
    main()
