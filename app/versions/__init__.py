"""Which version of a municipality's decisions each open case goes by."""
