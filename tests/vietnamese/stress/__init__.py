"""Twelve ways in which the same message comes differently typed, and what understanding loses by each."""
