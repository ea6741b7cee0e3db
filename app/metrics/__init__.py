"""What an operator's monitoring reads: figures of this process, and of what waits in the whole installation."""
