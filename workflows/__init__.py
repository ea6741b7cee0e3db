"""The process of SSP case work as data and pure functions: no database, no web, no clock."""
