"""Cases handed over to another municipality: offered, answered, carried across, and perhaps given back."""
