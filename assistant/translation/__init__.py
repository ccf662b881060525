"""Machine translation between a person and an agent: off unless it is configured."""
