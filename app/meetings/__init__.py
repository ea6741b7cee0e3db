"""The handover meeting: called, attended, decided at, and written down."""
