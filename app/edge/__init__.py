"""What meets a request before the service does: limits on size, time and rate, and the headers of every answer."""
