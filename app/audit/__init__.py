"""The log of every read and write of personal data, in the transaction it belongs to."""
