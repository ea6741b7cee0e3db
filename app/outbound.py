"""Calls to other systems: only to addresses that somebody has written into the settings."""
