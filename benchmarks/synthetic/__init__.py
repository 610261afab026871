"""Synthetic tables of any size, for benchmarks and tests: made up from a seed, and saying so."""

from benchmarks.synthetic.rows import COMMON, TOPICS
from benchmarks.synthetic.writing import SEED, sizes_of, write_synthetic

__all__ = ["COMMON", "SEED", "TOPICS", "sizes_of", "write_synthetic"]
