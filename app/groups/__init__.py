"""Ad hoc groups around one child: who is in one, who coordinates it, when it met and what was agreed."""
