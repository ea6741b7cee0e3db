"""Traces: what is under way in a process, sent to a collector of the operator's. Off until an address is set."""
