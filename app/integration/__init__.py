"""What caseworkers' own systems meet: their links, their moves in one go, and the feed of what happened."""
