"""The service around the process: intake, people, cases, consent, deadlines, and the API."""
