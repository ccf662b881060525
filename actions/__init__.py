"""What the assistant does: Rasa custom actions, run in the service's own process."""
