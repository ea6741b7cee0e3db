"""What lies outside: each with what the service needs of it (a Protocol) and a real client."""
