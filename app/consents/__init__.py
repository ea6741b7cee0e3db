"""Consent of one signer, to one scope, for named recipients, as long as it is valid."""
