"""What holds when the first line does not: PostgreSQL's own sight of whose rows are whose."""
