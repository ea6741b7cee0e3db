"""Logging in and out, one's own session, and what administrators do about others' roles."""
