"""The history of every move, and the one door through which a state changes."""
