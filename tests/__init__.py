"""Tests of carepath_sim; folders are described in carepath_sim/DESIGN.md."""
