"""Emergencies, recognised before anything else looks at a message.

>>> recognise("my husband can't breathe!!")
Emergency(kind='medical', certain=True)
>>> recognise("how much does health insurance cost?") is None
True
"""

from nlu.emergencies.recognise import KINDS, Emergency, EmergencyKind, recognise, warm_up

__all__ = ["KINDS", "Emergency", "EmergencyKind", "recognise", "warm_up"]
