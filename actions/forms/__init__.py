"""Forms: a few questions in a row, and a result.

A form is data (`definitions/<name>.yaml`) and a class that says what its result is
(`guided.GuidedForm`); see docs/dialogue.md.
"""
