"""What the service has given up doing by itself: shown to the administrator, and tried again."""
