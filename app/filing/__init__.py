"""Filing in the municipality's records system what was sent and what was signed."""
