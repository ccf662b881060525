"""Rasa in the service's own process: training, loading, and one message through it."""
