"""Stand-ins for what lies outside, for the demo and the tests: a process of its own, full of invented people.

Nothing of the service imports anything from here.
"""
