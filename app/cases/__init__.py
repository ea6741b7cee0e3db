"""The case and everything that is written in it."""
