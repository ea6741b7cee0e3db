"""Telling caseworkers' systems of events at an address of theirs: signed, in order, tried again, given up visibly."""
