"""The desk's part of the store: ownership, events, the queue, notes, calls, suggestions."""
