"""Training of the shipped sentence encoder: data, teacher, student, export and evaluation."""
