"""Letters: what they say, how they look, and the machine each follows (workflows/letter.py)."""
