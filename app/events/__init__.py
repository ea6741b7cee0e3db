"""What others are told of: a row for each change and each who is to hear of it, written in the change's transaction."""
