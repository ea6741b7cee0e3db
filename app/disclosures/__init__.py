"""The ledger of disclosures: what left, about whom, to whom, what for, on what ground."""
