"""The agents' panel: its calls, its live updates and its page."""
