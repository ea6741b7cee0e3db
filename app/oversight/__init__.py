"""Those who look at the log: who looked at whom, alarms, samples, and break-glass with its review."""
