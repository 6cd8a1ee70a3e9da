"""Collections and kept queries."""
