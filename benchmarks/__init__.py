"""Measured ratios: `python -m benchmarks`."""
