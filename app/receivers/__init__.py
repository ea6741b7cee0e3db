"""Calls to addresses that others have registered: reached only when they lie on the open internet."""
