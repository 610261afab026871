"""Benchmarks: measured, printed, never asserted. Machines are noisy, so ratios are given beside times."""
