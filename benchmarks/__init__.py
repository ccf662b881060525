"""Measurements against stock Rasa on one machine, in one run: `make bench`."""
