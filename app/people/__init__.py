"""The people on the lists and those with custody, and the encryption of what is personal."""
