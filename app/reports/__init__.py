"""Figures: how many, how old and how fast, for those who lead the work; of nobody by name."""
