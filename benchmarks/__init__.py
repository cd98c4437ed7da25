"""Benchmarks: ours and a named peer in one run, with the ratio. `make bench` runs them all."""
