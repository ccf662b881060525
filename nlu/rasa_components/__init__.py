"""Rasa graph components: thin wrappers around the modules of `nlu`.

Rasa wires its graph by parameter names and annotations: `training_data` and `messages` must be
called that.
"""
