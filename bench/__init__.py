"""Measurements against a floor in the same run: a goal is a ratio, for absolute figures drift with the machine."""
